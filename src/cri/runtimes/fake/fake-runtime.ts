// A container runtime in memory: no processes, time from a Clock, behaviour from a script. Used by
// the kubelet's tests and by hollow nodes. It answers as containerd does, refusals included.
// https://github.com/kubernetes/design-proposals-archive/blob/main/scalability/kubemark.md

import { fullImageName } from "#apimachinery";
import type { Clock } from "#base";
import { sleep } from "#base";
import type * as cri from "../../protocol/messages.generated.ts";
import type { CallOptions, ContainerEvent, ContainerRuntime } from "../../runtime.ts";
import { RuntimeError } from "../../runtime.ts";
import type { FakeBehavior, FakeCall, FakeScript } from "./fake-script.ts";
import { type ContainerRecord, FakeState, imageId } from "./fake-state.ts";

export interface FakeRuntimeOptions {
  clock: Clock;
  script?: FakeScript;
}

export class FakeRuntime implements ContainerRuntime {
  /** Every call in order, with its main argument (an id, a name or an image). */
  readonly calls: FakeCall[] = [];
  readonly script: FakeScript;
  readonly #clock: Clock;
  readonly #state: FakeState;
  readonly #subscribers = new Set<{
    onEvent: (event: ContainerEvent) => void;
    onReconnect: () => void;
  }>();
  readonly #failures = new Map<string, Error[]>();
  #connected = true;

  constructor(options: FakeRuntimeOptions) {
    this.#clock = options.clock;
    this.script = options.script ?? {};
    this.#state = new FakeState();
    for (const image of this.script.images ?? []) this.#state.addImage(image);
  }

  /** The next call of this method rejects with the error. */
  failNext(method: FakeCall["method"], error: Error): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), error]);
  }

  /** Ends the container's process; nothing when it does not run. */
  exitContainer(id: string, exitCode: number, reason?: string): void {
    const container = this.#state.container(id);
    if (container.status.state !== "CONTAINER_RUNNING") return;
    container.timer?.cancel();
    const finishedAt = this.#nanoseconds();
    container.status = {
      ...container.status,
      state: "CONTAINER_EXITED",
      finishedAt,
      exitCode,
      reason: reason ?? (exitCode === 0 ? "Completed" : "Error"),
    };
    for (const resolve of container.exitWaiters.splice(0)) resolve();
    this.#emit({ type: "stopped", id, exitCode, atNanoseconds: finishedAt });
  }

  /** The kernel kills the container for its memory. */
  oomKillContainer(id: string): void {
    this.#emit({ type: "oom", id, atNanoseconds: this.#nanoseconds() });
    this.exitContainer(id, 137, "OOMKilled");
  }

  /** The sandbox's own process ends, and all containers in it. */
  exitSandbox(id: string): void {
    const sandbox = this.#state.sandbox(id);
    if (sandbox.status.state === "SANDBOX_NOTREADY") return;
    for (const container of this.#state.containersOf(id))
      this.exitContainer(container.status.id ?? "", 137);
    sandbox.status = { ...sandbox.status, state: "SANDBOX_NOTREADY" };
    this.#emit({ type: "stopped", id, exitCode: 137, atNanoseconds: this.#nanoseconds() });
  }

  /** Events are lost and calls refused until `reconnect`. */
  disconnect(): void {
    this.#connected = false;
  }

  reconnect(): void {
    this.#connected = true;
    for (const subscriber of this.#subscribers) subscriber.onReconnect();
  }

  /** The container of that name in the sandbox of that pod, newest attempt; for tests. */
  findContainer(podName: string, containerName: string): cri.ContainerStatus | undefined {
    return this.#state.findContainer(podName, containerName);
  }

  // The runtime.

  async version(): Promise<cri.VersionResponse> {
    this.#enter("version", "");
    const version = { runtimeName: "fake", runtimeVersion: "1.0.0", runtimeApiVersion: "v1" };
    return { version: "0.1.0", ...version };
  }

  async status(): Promise<cri.StatusResponse> {
    this.#enter("status", "");
    const network = this.script.networkReady ?? true;
    const conditions: cri.RuntimeCondition[] = [
      { type: "RuntimeReady", status: true, reason: "", message: "" },
      network
        ? { type: "NetworkReady", status: true, reason: "", message: "" }
        : {
            type: "NetworkReady",
            status: false,
            reason: "NetworkPluginNotReady",
            message: "Network plugin returns error: cni plugin not initialized",
          },
    ];
    return { status: { conditions }, info: {}, runtimeHandlers: [{ name: "" }, { name: "runc" }] };
  }

  async runPodSandbox(
    config: cri.PodSandboxConfig,
    runtimeHandler: string,
    options?: CallOptions,
  ): Promise<string> {
    this.#enter("runPodSandbox", config.metadata?.name ?? "");
    const sandbox = this.#state.addSandbox(config, runtimeHandler, this.#nanoseconds());
    try {
      await this.#pause(this.script.sandboxDelayMilliseconds, options);
    } catch (error) {
      this.#state.sandboxes.delete(sandbox.status.id ?? "");
      throw error;
    }
    const id = sandbox.status.id ?? "";
    this.#emit({ type: "started", id, atNanoseconds: this.#nanoseconds() });
    return id;
  }

  async stopPodSandbox(id: string): Promise<void> {
    this.#enter("stopPodSandbox", id);
    if (this.#state.sandboxes.has(id)) this.exitSandbox(id);
  }

  async removePodSandbox(id: string): Promise<void> {
    this.#enter("removePodSandbox", id);
    if (!this.#state.sandboxes.has(id)) return;
    this.exitSandbox(id);
    for (const container of this.#state.containersOf(id)) this.#remove(container);
    this.#state.sandboxes.delete(id);
    this.#emit({ type: "deleted", id, atNanoseconds: this.#nanoseconds() });
  }

  async podSandboxStatus(id: string): Promise<cri.PodSandboxStatus> {
    this.#enter("podSandboxStatus", id);
    return structuredClone(this.#state.sandbox(id).status);
  }

  async listPodSandbox(filter: cri.PodSandboxFilter = {}): Promise<cri.PodSandbox[]> {
    this.#enter("listPodSandbox", filter.id ?? "");
    return this.#state.listSandboxes(filter);
  }

  async createContainer(
    sandboxId: string,
    config: cri.ContainerConfig,
    _sandboxConfig: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string> {
    this.#enter("createContainer", config.metadata?.name ?? "");
    const behavior = this.#behavior(sandboxId, config);
    if (behavior.createError) throw behavior.createError;
    const container = this.#state.addContainer(sandboxId, config, this.#nanoseconds());
    container.behavior = behavior;
    await this.#pause(behavior.createDelayMilliseconds, options);
    return container.status.id ?? "";
  }

  async startContainer(id: string, options?: CallOptions): Promise<void> {
    this.#enter("startContainer", id);
    const container = this.#state.container(id);
    if (container.status.state !== "CONTAINER_CREATED")
      throw new RuntimeError(
        "unknown",
        `failed to start container "${id}": container is in ${container.status.state} state`,
      );
    const { behavior } = container;
    await this.#pause(behavior.startDelayMilliseconds, options);
    const startedAt = this.#nanoseconds();
    if (behavior.startError) {
      container.status = {
        ...container.status,
        state: "CONTAINER_EXITED",
        finishedAt: startedAt,
        exitCode: 128,
        reason: "StartError",
        message: behavior.startError.message,
      };
      throw behavior.startError;
    }
    container.status = { ...container.status, state: "CONTAINER_RUNNING", startedAt };
    this.#emit({ type: "started", id, atNanoseconds: startedAt });
    const { exit } = behavior;
    if (exit)
      container.timer = this.#clock.after(exit.afterMilliseconds, () =>
        this.exitContainer(id, exit.code),
      );
  }

  async stopContainer(id: string, timeoutSeconds: number, options?: CallOptions): Promise<void> {
    this.#enter("stopContainer", id);
    const container = this.#state.containers.get(id);
    if (!container || container.status.state !== "CONTAINER_RUNNING") return;
    const { stopDelayMilliseconds = 0, stopExitCode = 0 } = container.behavior;
    const timeoutMilliseconds = timeoutSeconds * 1000;
    const isKilled = stopDelayMilliseconds > timeoutMilliseconds || timeoutSeconds <= 0;
    const delay = isKilled ? timeoutMilliseconds : stopDelayMilliseconds;
    if (delay > 0) {
      const exited = new Promise<void>((resolve) => container.exitWaiters.push(resolve));
      await Promise.race([exited, this.#pause(delay, options)]);
    }
    this.exitContainer(id, isKilled ? 137 : stopExitCode);
  }

  async removeContainer(id: string): Promise<void> {
    this.#enter("removeContainer", id);
    const container = this.#state.containers.get(id);
    if (!container) return;
    this.exitContainer(id, 137);
    this.#remove(container);
  }

  async containerStatus(id: string): Promise<cri.ContainerStatus> {
    this.#enter("containerStatus", id);
    return structuredClone(this.#state.container(id).status);
  }

  async listContainers(filter: cri.ContainerFilter = {}): Promise<cri.Container[]> {
    this.#enter("listContainers", filter.podSandboxId ?? filter.id ?? "");
    return this.#state.listContainers(filter);
  }

  async updateContainerResources(
    id: string,
    resources: cri.LinuxContainerResources,
  ): Promise<void> {
    this.#enter("updateContainerResources", id);
    const container = this.#state.container(id);
    const linux = { ...container.status.resources?.linux, ...resources };
    container.status = { ...container.status, resources: { linux } };
  }

  async reopenContainerLog(id: string): Promise<void> {
    this.#enter("reopenContainerLog", id);
    this.#state.running(id);
  }

  async execSync(
    id: string,
    command: string[],
    timeoutSeconds: number,
    options?: CallOptions,
  ): Promise<{ stdout: Uint8Array; stderr: Uint8Array; exitCode: number }> {
    this.#enter("execSync", id);
    const container = this.#state.running(id);
    const { delayMilliseconds = 0, ...answer } = container.behavior.exec?.(command) ?? {};
    const isLate = timeoutSeconds > 0 && delayMilliseconds > timeoutSeconds * 1000;
    await this.#pause(isLate ? timeoutSeconds * 1000 : delayMilliseconds, options);
    if (isLate)
      throw new RuntimeError(
        "deadline-exceeded",
        `failed to exec in container: timeout ${timeoutSeconds}s exceeded`,
      );
    const encoder = new TextEncoder();
    return {
      stdout: encoder.encode(answer.stdout ?? ""),
      stderr: encoder.encode(answer.stderr ?? ""),
      exitCode: answer.exitCode ?? 0,
    };
  }

  async exec(request: cri.ExecRequest): Promise<string> {
    this.#enter("exec", request.containerId ?? "");
    this.#state.running(request.containerId ?? "");
    return this.#streamingURL("exec");
  }

  async attach(request: cri.AttachRequest): Promise<string> {
    this.#enter("attach", request.containerId ?? "");
    this.#state.running(request.containerId ?? "");
    return this.#streamingURL("attach");
  }

  async portForward(request: cri.PortForwardRequest): Promise<string> {
    this.#enter("portForward", request.podSandboxId ?? "");
    this.#state.sandbox(request.podSandboxId ?? "");
    return this.#streamingURL("portforward");
  }

  async listContainerStats(filter: cri.ContainerStatsFilter = {}): Promise<cri.ContainerStats[]> {
    this.#enter("listContainerStats", filter.id ?? "");
    return this.#state.listContainerStats(filter, this.#nanoseconds());
  }

  async imageStatus(image: string): Promise<cri.Image | undefined> {
    this.#enter("imageStatus", image);
    return structuredClone(this.#state.findImage(image));
  }

  async listImages(): Promise<cri.Image[]> {
    this.#enter("listImages", "");
    return structuredClone([...this.#state.images.values()]);
  }

  async pullImage(
    image: string,
    _auth?: cri.AuthConfig,
    _sandboxConfig?: cri.PodSandboxConfig,
    options?: CallOptions,
  ): Promise<string> {
    this.#enter("pullImage", image);
    await this.#pause(this.script.pullDelayMilliseconds, options);
    const error = this.script.pullError?.(image);
    if (error) throw error;
    this.#state.addImage(image);
    return imageId(fullImageName(image));
  }

  async removeImage(image: string): Promise<void> {
    this.#enter("removeImage", image);
    const found = this.#state.findImage(image);
    if (found) this.#state.images.delete(found.id ?? "");
  }

  async imageFsInfo(): Promise<cri.ImageFsInfoResponse> {
    this.#enter("imageFsInfo", "");
    const filesystem: cri.FilesystemUsage = {
      timestamp: this.#nanoseconds(),
      fsId: { mountpoint: "/" },
      usedBytes: { value: 0 },
    };
    return { imageFilesystems: [filesystem], containerFilesystems: [filesystem] };
  }

  subscribe(
    onEvent: (event: ContainerEvent) => void,
    onReconnect: () => void,
    signal: AbortSignal,
  ): void {
    if (signal.aborted) return;
    const subscriber = { onEvent, onReconnect };
    this.#subscribers.add(subscriber);
    signal.addEventListener("abort", () => this.#subscribers.delete(subscriber), { once: true });
  }

  close(): void {
    this.#subscribers.clear();
    for (const container of this.#state.containers.values()) container.timer?.cancel();
  }

  #enter(method: FakeCall["method"], argument: string): void {
    this.calls.push({ method, argument });
    if (this.calls.length > (this.script.callHistory ?? 10_000)) this.calls.shift();
    if (!this.#connected)
      throw new RuntimeError("unavailable", "connection error: the fake runtime is disconnected");
    const failure = this.#failures.get(method)?.shift();
    if (failure) throw failure;
  }

  async #pause(milliseconds: number | undefined, options?: CallOptions): Promise<void> {
    if (!milliseconds) return;
    try {
      await sleep(this.#clock, milliseconds, options?.signal);
    } catch (cause) {
      throw new RuntimeError("cancelled", "context canceled", { cause });
    }
  }

  #behavior(sandboxId: string, config: cri.ContainerConfig): FakeBehavior {
    return this.script.container?.(config, this.#state.sandbox(sandboxId).config) ?? {};
  }

  #remove(container: ContainerRecord): void {
    const id = container.status.id ?? "";
    this.#state.containers.delete(id);
    this.#emit({ type: "deleted", id, atNanoseconds: this.#nanoseconds() });
  }

  #streamingURL(kind: string): string {
    const url = this.script.streamingURL;
    if (!url) throw new RuntimeError("unknown", `the fake runtime has no ${kind} server`);
    return `${url}/${kind}/fake`;
  }

  #nanoseconds(): number {
    return this.#clock.now() * 1e6;
  }

  #emit(event: ContainerEvent): void {
    if (!this.#connected) return;
    for (const subscriber of this.#subscribers) subscriber.onEvent(event);
  }
}
