// The container runtime as the kubelet sees it: CRI v1 calls plus one stream of container events.
// Implementations: runtimes/containerd (gRPC) and runtimes/fake (hollow nodes, tests).
import type * as cri from "./protocol/messages.generated.ts";

export interface ContainerEvent {
  type: "started" | "stopped" | "oom" | "deleted";
  /** Container id, or sandbox id when the sandbox's own process ended. */
  id: string;
  exitCode?: number;
  /** Nanoseconds since the epoch, as far as the runtime says. */
  atNanoseconds?: number;
}

/** Errors carry the gRPC status code's name. */
export type RuntimeErrorCode =
  | "not-found"
  | "already-exists"
  | "deadline-exceeded"
  | "unavailable"
  | "unknown"
  | "invalid"
  | "cancelled";

export class RuntimeError extends Error {
  override name = "RuntimeError";
  readonly code: RuntimeErrorCode;
  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface CallOptions {
  signal?: AbortSignal;
  timeoutMilliseconds?: number;
}

/**
 * All calls reject with RuntimeError. Times are nanoseconds since the epoch as numbers (to about
 * 256 ns).
 */
export interface ContainerRuntime {
  version(): Promise<cri.VersionResponse>;
  status(verbose?: boolean): Promise<cri.StatusResponse>;
  runPodSandbox(
    config: cri.PodSandboxConfig,
    runtimeHandler: string,
    options?: CallOptions,
  ): Promise<string>;
  /** Idempotent. */
  stopPodSandbox(id: string, options?: CallOptions): Promise<void>;
  /** Idempotent; stops what runs in it. */
  removePodSandbox(id: string, options?: CallOptions): Promise<void>;
  podSandboxStatus(id: string): Promise<cri.PodSandboxStatus>;
  listPodSandbox(filter?: cri.PodSandboxFilter): Promise<cri.PodSandbox[]>;
  createContainer(
    sandboxId: string,
    config: cri.ContainerConfig,
    sandboxConfig: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string>;
  startContainer(id: string, options?: CallOptions): Promise<void>;
  /** Sends the stop signal and kills after the timeout. Idempotent. */
  stopContainer(id: string, timeoutSeconds: number, options?: CallOptions): Promise<void>;
  removeContainer(id: string, options?: CallOptions): Promise<void>;
  containerStatus(id: string): Promise<cri.ContainerStatus>;
  listContainers(filter?: cri.ContainerFilter): Promise<cri.Container[]>;
  updateContainerResources(id: string, resources: cri.LinuxContainerResources): Promise<void>;
  reopenContainerLog(id: string): Promise<void>;
  execSync(
    id: string,
    command: string[],
    timeoutSeconds: number,
    options?: CallOptions,
  ): Promise<{ stdout: Uint8Array; stderr: Uint8Array; exitCode: number }>;
  /** URLs on the runtime's streaming server, each for one use. */
  exec(request: cri.ExecRequest): Promise<string>;
  attach(request: cri.AttachRequest): Promise<string>;
  portForward(request: cri.PortForwardRequest): Promise<string>;
  listContainerStats(filter?: cri.ContainerStatsFilter): Promise<cri.ContainerStats[]>;
  imageStatus(image: string): Promise<cri.Image | undefined>;
  listImages(): Promise<cri.Image[]>;
  /** Gives the image's reference (id or digest). */
  pullImage(
    image: string,
    auth?: cri.AuthConfig,
    sandboxConfig?: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string>;
  removeImage(image: string): Promise<void>;
  imageFsInfo(): Promise<cri.ImageFsInfoResponse>;
  /**
   * Calls back for each event until the signal aborts; reconnects by itself and then calls
   * `onReconnect`, after which the kubelet relists.
   */
  subscribe(
    onEvent: (event: ContainerEvent) => void,
    onReconnect: () => void,
    signal: AbortSignal,
  ): void;
  close(): void;
}
