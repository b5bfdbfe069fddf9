// Starts one container: image, environment, configuration, create, start, postStart hook.
// https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Container, Pod, Service } from "#api/core/v1";
import type { Clock } from "#base";
import type { ContainerRuntime, PodSandboxConfig } from "#cri";
import type { MountedVolume } from "#volume";
import type { Directories } from "../directories.ts";
import { type ConfigSources, containerEnvironment } from "../environment/container-environment.ts";
import { serviceEnvironment } from "../environment/service-environment.ts";
import type { ImageManager, PresentImage } from "../images/image-manager.ts";
import type { LifecycleHooks } from "../interfaces.ts";
import type { PodEvents } from "../pod-events.ts";
import type { PodLifecycleEventGenerator } from "../pod-lifecycle-event-generator.ts";
import { ContainerStartError } from "../sync-errors.ts";
import { containerConfig } from "./container-config.ts";
import type { ContainerKiller } from "./container-killer.ts";
import type { CgroupVersion } from "./container-resources.ts";
import type { BackOff } from "./crash-loop-back-off.ts";
import { containerHash } from "./labels.ts";
import { formatDuration, formatPod } from "./pod-names.ts";
import { findContainer, type PodRuntimeStatus, type RuntimeSandbox } from "./pod-runtime-status.ts";
import { subPathsOnDisk } from "./sub-paths.ts";

export interface ContainerStarterDependencies {
  clock: Clock;
  runtime: ContainerRuntime;
  generator: PodLifecycleEventGenerator;
  events: PodEvents;
  images: ImageManager;
  hooks: LifecycleHooks;
  killer: ContainerKiller;
  backOff: BackOff;
  directories: Directories;
  sources: ConfigSources;
  services(): readonly Service[];
  allocatable(): Readonly<Record<string, string>>;
  hostIPs: readonly string[];
  node: { memoryCapacityBytes: number; cgroupVersion: CgroupVersion };
}

export interface StartContext {
  pod: Pod;
  /** As it was when the actions were computed. */
  status: PodRuntimeStatus;
  sandbox: RuntimeSandbox;
  sandboxConfig: PodSandboxConfig;
  volumes: ReadonlyMap<string, MountedVolume>;
  /** Images that were asked for while the sandbox was made, by container name. */
  images: ReadonlyMap<string, Promise<PresentImage>>;
  signal: AbortSignal;
}

export class ContainerStarter {
  readonly #dependencies: ContainerStarterDependencies;
  readonly #shownBackOffs = new Map<string, string>();

  constructor(dependencies: ContainerStarterDependencies) {
    this.#dependencies = dependencies;
  }

  forgetPod(uid: string): void {
    for (const key of this.#shownBackOffs.keys()) {
      if (key.startsWith(`${uid}_`)) this.#shownBackOffs.delete(key);
    }
  }

  /** Rejects with ContainerStartError where the container must wait. */
  async start(container: Container, context: StartContext): Promise<void> {
    const { pod, signal } = context;
    const { events, images } = this.#dependencies;
    this.refuseInBackOff(container, pod, context.status);
    const { sandboxConfig } = context;
    const image = await (
      context.images.get(container.name) ??
      images.ensureImage({ pod, container, sandboxConfig, signal })
    ).catch((error: unknown) => {
      if (error instanceof ContainerStartError) {
        events.warning(pod, container, "Failed", `Error: ${error.reason}`);
      }
      throw error;
    });
    signal.throwIfAborted();
    const config = await this.#configure(container, context, image).catch((error: unknown) => {
      if (error instanceof ContainerStartError) {
        events.warning(pod, container, "Failed", `Error: ${error.message}`);
      }
      throw error;
    });
    signal.throwIfAborted();
    await this.#createAndStart(container, context, config);
  }

  /** Throws CrashLoopBackOff while the last exit is too recent. */
  refuseInBackOff(container: Container, pod: Pod, status: PodRuntimeStatus): void {
    const latest = findContainer(status, container.name);
    if (latest?.state !== "exited") return;
    const { backOff, events } = this.#dependencies;
    const key = `${pod.metadata.uid}_${container.name}_${containerHash(container)}`;
    const remaining = backOff.remaining(key, latest.finishedAtMilliseconds);
    if (remaining <= 0) {
      backOff.next(key, latest.finishedAtMilliseconds);
      return;
    }
    if (this.#shownBackOffs.get(key) !== latest.id) {
      this.#shownBackOffs.set(key, latest.id);
      const text = `Back-off restarting failed container ${container.name} in pod ${formatPod(pod)}`;
      events.warning(pod, container, "BackOff", text);
    }
    throw new ContainerStartError(
      "CrashLoopBackOff",
      `back-off ${formatDuration(backOff.milliseconds(key))} restarting failed ` +
        `container=${container.name} pod=${formatPod(pod)}`,
      { retryAfterMilliseconds: remaining },
    );
  }

  async #configure(
    container: Container,
    context: StartContext,
    image: PresentImage,
  ): Promise<ReturnType<typeof containerConfig>> {
    const { pod, sandbox, status } = context;
    const { directories, hostIPs, node } = this.#dependencies;
    const uid = pod.metadata.uid ?? "";
    const podIPs = pod.spec.hostNetwork ? hostIPs : sandbox.ips;
    const environment = await containerEnvironment({
      pod,
      container,
      podIPs,
      hostIPs,
      services: serviceEnvironment(
        this.#dependencies.services(),
        pod.metadata.namespace ?? "",
        pod.spec.enableServiceLinks ?? true,
      ),
      allocatable: this.#dependencies.allocatable(),
      sources: this.#dependencies.sources,
    });
    const terminationMessagePath = directories.newTerminationMessage(uid, container.name);
    mkdirSync(dirname(terminationMessagePath), { recursive: true, mode: 0o750 });
    writeFileSync(terminationMessagePath, "");
    chmodSync(terminationMessagePath, 0o666);
    return containerConfig({
      pod,
      container,
      restartCount: this.#restartCount(container, pod, status),
      image,
      environment,
      volumes: context.volumes,
      subPaths: subPathsOnDisk,
      terminationMessagePath,
      etcHostsPath: directories.etcHosts(uid),
      seccompDirectory: directories.seccomp,
      node,
    });
  }

  /** One more than the last instance's; from the log files where the runtime forgot it. */
  #restartCount(container: Container, pod: Pod, status: PodRuntimeStatus): number {
    const latest = findContainer(status, container.name);
    if (latest) return latest.restartCount + 1;
    const old = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
    ].find(({ name }) => name === container.name);
    if (old?.containerID === undefined) return 0;
    const logs = join(this.#dependencies.directories.podLog(pod), container.name);
    try {
      const counts = readdirSync(logs).map((file) => Number.parseInt(file, 10));
      return Math.max(-1, ...counts.filter((count) => Number.isInteger(count))) + 1;
    } catch {
      return old.restartCount + 1;
    }
  }

  async #createAndStart(
    container: Container,
    context: StartContext,
    config: ReturnType<typeof containerConfig>,
  ): Promise<void> {
    const { pod, sandbox } = context;
    const { runtime, events, generator } = this.#dependencies;
    const id = await runtime
      .createContainer(sandbox.id, config, context.sandboxConfig)
      .catch((error: Error) => {
        events.warning(pod, container, "Failed", `Error: ${error.message}`);
        throw new ContainerStartError("CreateContainerError", error.message, { cause: error });
      });
    events.normal(pod, container, "Created", "Container created");
    try {
      await runtime.startContainer(id);
    } catch (error) {
      const message = (error as Error).message;
      events.warning(pod, container, "Failed", `Error: ${message}`);
      await generator.refreshContainer(id, sandbox.id).catch(() => undefined);
      throw new ContainerStartError("RunContainerError", message, { cause: error });
    }
    events.normal(pod, container, "Started", "Container started");
    await generator.refreshContainer(id, sandbox.id);
    await this.#postStart(container, context, id);
  }

  async #postStart(container: Container, context: StartContext, id: string): Promise<void> {
    const handler = container.lifecycle?.postStart;
    if (handler === undefined) return;
    const { pod, sandbox, signal } = context;
    const { hooks, events, killer, generator } = this.#dependencies;
    const target = { pod, container, containerId: id, podIP: sandbox.ips[0] };
    const failure = await hooks.runPostStart(target, handler, signal);
    signal.throwIfAborted();
    if (failure === undefined) return;
    events.warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
    const running = await generator.refreshContainer(id, sandbox.id);
    await killer.killContainer(pod, running, { message: "FailedPostStartHook", signal });
    throw new ContainerStartError("PostStartHookError", failure);
  }
}
