// The container runtime behind a CRI socket: containerd, or any other that speaks CRI v1.
// https://kubernetes.io/docs/concepts/architecture/cri/
import type { Clock } from "#base";
import { Connection } from "../../protocol/connection.ts";
import { containerdTable } from "../../protocol/containerd-v1.table.ts";
import { criTable } from "../../protocol/cri-v1.table.ts";
import { Protocol } from "../../protocol/descriptors.ts";
import type * as cri from "../../protocol/messages.generated.ts";
import type { CallOptions, ContainerEvent, ContainerRuntime } from "../../runtime.ts";
import { RuntimeError } from "../../runtime.ts";
import { hostPortsHandler } from "./config.ts";
import { followEvents } from "./events.ts";
import { RecentExits } from "./recent-exits.ts";

export interface ContainerdRuntimeOptions {
  clock: Clock;
  /** Path of the CRI socket. */
  socketPath: string;
}

let sharedProtocol: Protocol | undefined;

/** Built at first use: it takes some milliseconds. */
export function runtimeProtocol(): Protocol {
  sharedProtocol ??= new Protocol(criTable, containerdTable);
  return sharedProtocol;
}

const callTimeoutMilliseconds = 120_000;
const sandboxTimeoutMilliseconds = 240_000;
const runtimeService = "runtime.v1.RuntimeService";
const imageService = "runtime.v1.ImageService";

export class ContainerdRuntime implements ContainerRuntime {
  readonly #clock: Clock;
  #hasHostPortsHandler: boolean | undefined;
  readonly #connection: Connection;
  readonly #protocol = runtimeProtocol();
  readonly #recentExits = new RecentExits();
  readonly #closed = new AbortController();

  constructor(options: ContainerdRuntimeOptions) {
    this.#clock = options.clock;
    this.#connection = new Connection({
      clock: options.clock,
      socketPath: options.socketPath,
      headers: { "containerd-namespace": "k8s.io" },
    });
  }

  version(): Promise<cri.VersionResponse> {
    return this.#call("Version", { version: "0.1.0" }, { timeoutMilliseconds: 10_000 });
  }

  status(verbose = false): Promise<cri.StatusResponse> {
    return this.#call("Status", { verbose }, { timeoutMilliseconds: 10_000 });
  }

  async runPodSandbox(
    config: cri.PodSandboxConfig,
    runtimeHandler: string,
    options?: CallOptions,
  ): Promise<string> {
    const onHost = config.linux?.securityContext?.namespaceOptions?.network === "NODE";
    const hasHostPorts =
      !onHost && config.portMappings?.some(({ hostPort }) => (hostPort ?? 0) > 0);
    const request = {
      // runc refuses a host name where the sandbox shares the node's.
      config: onHost ? { ...config, hostname: "" } : config,
      runtimeHandler: runtimeHandler || (hasHostPorts && (await this.#handlerForHostPorts())) || "",
    };
    const answer = await this.#call<cri.RunPodSandboxResponse>("RunPodSandbox", request, {
      timeoutMilliseconds: sandboxTimeoutMilliseconds,
      ...options,
    });
    return answer.podSandboxId ?? "";
  }

  async stopPodSandbox(id: string, options?: CallOptions): Promise<void> {
    await this.#call("StopPodSandbox", { podSandboxId: id }, options);
  }

  async removePodSandbox(id: string, options?: CallOptions): Promise<void> {
    await this.#call("RemovePodSandbox", { podSandboxId: id }, options);
  }

  async podSandboxStatus(id: string): Promise<cri.PodSandboxStatus> {
    const request = { podSandboxId: id };
    const { status } = await this.#call<cri.PodSandboxStatusResponse>("PodSandboxStatus", request);
    return this.#shown(present(status, "PodSandboxStatus"));
  }

  async listPodSandbox(filter: cri.PodSandboxFilter = {}): Promise<cri.PodSandbox[]> {
    const state = filter.state?.state;
    const { state: _state, ...rest } = filter;
    const answer = await this.#call<cri.ListPodSandboxResponse>("ListPodSandbox", { filter: rest });
    return (answer.items ?? [])
      .map((sandbox) => this.#shown(sandbox))
      .filter((sandbox) => state === undefined || sandbox.state === state);
  }

  async createContainer(
    sandboxId: string,
    config: cri.ContainerConfig,
    sandboxConfig: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string> {
    const request = { podSandboxId: sandboxId, config, sandboxConfig };
    const answer = await this.#call<cri.CreateContainerResponse>(
      "CreateContainer",
      request,
      options,
    );
    return answer.containerId ?? "";
  }

  async startContainer(id: string, options?: CallOptions): Promise<void> {
    await this.#call("StartContainer", { containerId: id }, options);
  }

  async stopContainer(id: string, timeoutSeconds: number, options?: CallOptions): Promise<void> {
    const request = { containerId: id, timeout: timeoutSeconds };
    const timeoutMilliseconds = timeoutSeconds * 1000 + callTimeoutMilliseconds;
    await this.#call("StopContainer", request, { timeoutMilliseconds, ...options }).catch(
      ignoreNotFound,
    );
  }

  async removeContainer(id: string, options?: CallOptions): Promise<void> {
    await this.#call("RemoveContainer", { containerId: id }, options);
  }

  async containerStatus(id: string): Promise<cri.ContainerStatus> {
    const request = { containerId: id };
    const { status } = await this.#call<cri.ContainerStatusResponse>("ContainerStatus", request);
    return this.#recentExits.container(present(status, "ContainerStatus"));
  }

  async listContainers(filter: cri.ContainerFilter = {}): Promise<cri.Container[]> {
    const state = filter.state?.state;
    const { state: _state, ...rest } = filter;
    const answer = await this.#call<cri.ListContainersResponse>("ListContainers", { filter: rest });
    return (answer.containers ?? [])
      .map((container) => this.#recentExits.listed(container))
      .filter((container) => state === undefined || container.state === state);
  }

  async updateContainerResources(
    id: string,
    resources: cri.LinuxContainerResources,
  ): Promise<void> {
    await this.#call("UpdateContainerResources", { containerId: id, linux: resources });
  }

  async reopenContainerLog(id: string): Promise<void> {
    await this.#call("ReopenContainerLog", { containerId: id });
  }

  async execSync(
    id: string,
    command: string[],
    timeoutSeconds: number,
    options?: CallOptions,
  ): Promise<{ stdout: Uint8Array; stderr: Uint8Array; exitCode: number }> {
    const request = { containerId: id, cmd: command, timeout: timeoutSeconds };
    const timeoutMilliseconds = timeoutSeconds * 1000 + callTimeoutMilliseconds;
    const answer = await this.#call<cri.ExecSyncResponse>("ExecSync", request, {
      ...(timeoutSeconds > 0 ? { timeoutMilliseconds } : {}),
      ...options,
    });
    const { stdout = new Uint8Array(), stderr = new Uint8Array(), exitCode = 0 } = answer;
    return { stdout, stderr, exitCode };
  }

  async exec(request: cri.ExecRequest): Promise<string> {
    return (await this.#call<cri.ExecResponse>("Exec", request)).url ?? "";
  }

  async attach(request: cri.AttachRequest): Promise<string> {
    return (await this.#call<cri.AttachResponse>("Attach", request)).url ?? "";
  }

  async portForward(request: cri.PortForwardRequest): Promise<string> {
    return (await this.#call<cri.PortForwardResponse>("PortForward", request)).url ?? "";
  }

  async listContainerStats(filter: cri.ContainerStatsFilter = {}): Promise<cri.ContainerStats[]> {
    const answer = await this.#call<cri.ListContainerStatsResponse>("ListContainerStats", {
      filter,
    });
    return answer.stats ?? [];
  }

  async imageStatus(image: string): Promise<cri.Image | undefined> {
    const request = { image: { image } };
    return (await this.#callImages<cri.ImageStatusResponse>("ImageStatus", request)).image;
  }

  async listImages(): Promise<cri.Image[]> {
    return (await this.#callImages<cri.ListImagesResponse>("ListImages", {})).images ?? [];
  }

  async pullImage(
    image: string,
    auth?: cri.AuthConfig,
    sandboxConfig?: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string> {
    const request = {
      image: { image },
      ...(auth ? { auth } : {}),
      ...(sandboxConfig ? { sandboxConfig } : {}),
    };
    // A pull lasts as long as it lasts; the caller's signal ends it.
    const method = this.#protocol.method(imageService, "PullImage");
    const answer = await this.#connection.unary<cri.PullImageResponse>(method, request, options);
    return answer.imageRef ?? "";
  }

  async removeImage(image: string): Promise<void> {
    await this.#callImages("RemoveImage", { image: { image } });
  }

  imageFsInfo(): Promise<cri.ImageFsInfoResponse> {
    return this.#callImages("ImageFsInfo", {});
  }

  subscribe(
    onEvent: (event: ContainerEvent) => void,
    onReconnect: () => void,
    signal: AbortSignal,
  ): void {
    void followEvents({
      clock: this.#clock,
      connection: this.#connection,
      protocol: this.#protocol,
      onEvent: (event) => {
        this.#recentExits.note(event);
        onEvent(event);
      },
      onConnect: onReconnect,
      signal: AbortSignal.any([signal, this.#closed.signal]),
    });
  }

  close(): void {
    this.#closed.abort();
    this.#connection.close();
  }

  #shown<T extends cri.PodSandbox | cri.PodSandboxStatus>(sandbox: T): T {
    const current = this.#recentExits.sandbox(sandbox);
    const isOurs = current.runtimeHandler === hostPortsHandler;
    return isOurs ? { ...current, runtimeHandler: "" } : current;
  }

  /** Only a containerd that we configured has one; others do it for every pod. */
  async #handlerForHostPorts(): Promise<string> {
    if (this.#hasHostPortsHandler === undefined) {
      const { info = {} } = await this.status(true);
      this.#hasHostPortsHandler = info["config"]?.includes(`"${hostPortsHandler}"`) ?? false;
    }
    return this.#hasHostPortsHandler ? hostPortsHandler : "";
  }

  #call<Response>(name: string, request: object, options: CallOptions = {}): Promise<Response> {
    return this.#connection.unary(this.#protocol.method(runtimeService, name), request, {
      timeoutMilliseconds: callTimeoutMilliseconds,
      ...options,
    });
  }

  #callImages<Response>(name: string, request: object): Promise<Response> {
    return this.#connection.unary(this.#protocol.method(imageService, name), request, {
      timeoutMilliseconds: callTimeoutMilliseconds,
    });
  }
}

function present<T>(value: T | undefined, call: string): T {
  if (value === undefined) throw new RuntimeError("unknown", `${call} gave no status`);
  return value;
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof RuntimeError) || error.code !== "not-found") throw error;
}
