// Brings a pod's sandbox and containers to what its spec says: computes the actions, then does them.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import { existsSync, mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { Container, Pod } from "#api/core/v1";
import type { Clock } from "#base";
import type { Logger } from "#component-base";
import { isRestartableInitContainer } from "#component-helpers";
import type { ContainerRuntime, PodSandboxConfig } from "#cri";
import { unsupportedPodField } from "../admit/unsupported-fields.ts";
import type { Directories } from "../directories.ts";
import type { ImageManager, PresentImage } from "../images/image-manager.ts";
import type { PodVolumes, ProbedContainer } from "../interfaces.ts";
import type { KubeletMetrics } from "../kubelet-metrics.ts";
import type { ClusterDNS } from "../network/dns-config.ts";
import { parseResolverConfig, type ResolverConfig } from "../network/dns-config.ts";
import { etcHosts, etcHostsPath } from "../network/etc-hosts.ts";
import { podHostname } from "../network/hostname.ts";
import type { PodCache } from "../pod-cache.ts";
import type { PodEvents } from "../pod-events.ts";
import type { PodLifecycleEventGenerator } from "../pod-lifecycle-event-generator.ts";
import type { WaitingState } from "../status/container-statuses.ts";
import { ContainerStartError } from "../sync-errors.ts";
import { computePodActions, type PodActions, type ProbeVerdicts } from "./compute-pod-actions.ts";
import type { ContainerGarbageCollector } from "./container-garbage-collector.ts";
import type { ContainerKiller } from "./container-killer.ts";
import type { ContainerStarter, StartContext } from "./container-starter.ts";
import {
  emptyPodRuntimeStatus,
  findRunningContainer,
  type PodRuntimeStatus,
  type RuntimeSandbox,
  runtimeSandbox,
} from "./pod-runtime-status.ts";
import { podSandboxConfig } from "./sandbox-config.ts";

export interface RuntimeManagerDependencies {
  clock: Clock;
  log: Logger;
  runtime: ContainerRuntime;
  cache: PodCache;
  generator: PodLifecycleEventGenerator;
  events: PodEvents;
  images: ImageManager;
  starter: ContainerStarter;
  killer: ContainerKiller;
  garbageCollector: ContainerGarbageCollector;
  probes: ProbeVerdicts;
  metrics: KubeletMetrics;
  directories: Directories;
  clusterDNS: ClusterDNS;
  /** resolv.conf and hosts of the node. */
  resolverConfigPath: string;
  hostsPath?: string;
  hostIPs: readonly string[];
  cgroupParent(pod: Pod): string;
  /** The runtime's handler for the pod's RuntimeClass. */
  runtimeHandler(pod: Pod): Promise<string>;
}

export interface SyncPodOptions {
  volumes: Promise<PodVolumes>;
  signal: AbortSignal;
  /** Called when something the API should know has changed. */
  onProgress(): void;
}

/** The next time something is due by itself. */
export interface SyncPodResult {
  retryAfterMilliseconds: number | undefined;
}

/** Something failed that no timer of its own heals, as a missing ConfigMap. */
const retryMilliseconds = 5000;

export class RuntimeManager {
  readonly #dependencies: RuntimeManagerDependencies;
  readonly #waiting = new Map<string, Map<string, WaitingState>>();

  constructor(dependencies: RuntimeManagerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Why containers of the pod could not start, by name. */
  waiting(podUid: string): ReadonlyMap<string, WaitingState> {
    return this.#waiting.get(podUid) ?? new Map();
  }

  forgetPod(podUid: string): void {
    this.#waiting.delete(podUid);
    this.#dependencies.images.forgetPod(podUid);
    this.#dependencies.starter.forgetPod(podUid);
  }

  /** Rejects when the sandbox could not be made or something could not be stopped. */
  async syncPod(pod: Pod, options: SyncPodOptions): Promise<SyncPodResult> {
    const { cache, killer, events, probes } = this.#dependencies;
    const { signal } = options;
    const status = cache.get(pod.metadata.uid ?? "") ?? emptyPodRuntimeStatus(pod);
    const actions = computePodActions(pod, status, probes);
    if (actions.killPod) {
      if (actions.createSandbox && status.sandboxes.length > 0) {
        const text = "Pod sandbox changed, it will be killed and re-created.";
        events.normal(pod, undefined, "SandboxChanged", text);
      }
      await killer.killPod(pod, status, { signal });
      if (!actions.createSandbox) return { retryAfterMilliseconds: undefined };
    } else {
      for (const { container, ...options } of actions.containersToKill) {
        await killer.killContainer(pod, container, { ...options, signal });
      }
    }
    return await this.#startContainers(pod, status, actions, options);
  }

  async #startContainers(
    pod: Pod,
    status: PodRuntimeStatus,
    actions: PodActions,
    options: SyncPodOptions,
  ): Promise<SyncPodResult> {
    const { signal } = options;
    const first = this.#firstToStart(pod, actions);
    if (first.length === 0 && actions.sandboxId !== undefined) {
      return { retryAfterMilliseconds: undefined };
    }
    const config = await this.#sandboxConfig(pod, actions.sandboxAttempt).catch((error: Error) => {
      this.#sandboxFailed(pod, error);
      throw error;
    });
    const images = actions.createSandbox
      ? this.#prefetchImages(pod, first, config, signal)
      : new Map<string, Promise<PresentImage>>();
    const sandbox = await this.#sandbox(pod, status, actions, config);
    signal.throwIfAborted();
    options.onProgress();
    const volumes = await options.volumes;
    signal.throwIfAborted();
    if (volumes.mounted === undefined) return { retryAfterMilliseconds: undefined };
    const context: StartContext = {
      pod,
      status,
      sandbox,
      sandboxConfig: config,
      volumes: volumes.mounted,
      images,
      signal,
    };
    return await this.#startInOrder(pod, actions, context, options);
  }

  async #startInOrder(
    pod: Pod,
    actions: PodActions,
    context: StartContext,
    options: SyncPodOptions,
  ): Promise<SyncPodResult> {
    let retryAfterMilliseconds: number | undefined;
    const note = (after: number | undefined): void => {
      if (after === undefined) return;
      retryAfterMilliseconds = Math.min(retryAfterMilliseconds ?? after, after);
    };
    for (const index of actions.initContainersToStart) {
      const container = pod.spec.initContainers?.[index];
      if (container === undefined) continue;
      const outcome = await this.#startOne(container, context);
      note(outcome.retryAfterMilliseconds);
      options.onProgress();
      const isSidecar = isRestartableInitContainer(container);
      // What comes after a sidecar does not wait for its end, so nothing else would wake us.
      if (outcome.started && isSidecar) note(0);
      if (!outcome.started && !isSidecar) break;
    }
    for (const index of actions.containersToStart) {
      const container = pod.spec.containers[index];
      if (container === undefined) continue;
      const outcome = await this.#startOne(container, context);
      note(outcome.retryAfterMilliseconds);
      options.onProgress();
    }
    return { retryAfterMilliseconds };
  }

  async #startOne(
    container: Container,
    context: StartContext,
  ): Promise<{ started: boolean; retryAfterMilliseconds: number | undefined }> {
    const uid = context.pod.metadata.uid ?? "";
    const { starter, garbageCollector, log, metrics } = this.#dependencies;
    try {
      await starter.start(container, context);
      metrics.containerStarted();
      this.#waiting.get(uid)?.delete(container.name);
      garbageCollector
        .collect(uid)
        .catch((error) => log.warn("Dead containers were not removed", { error }));
      return { started: true, retryAfterMilliseconds: undefined };
    } catch (error) {
      if (!(error instanceof ContainerStartError)) throw error;
      metrics.containerFailedToStart(error.reason);
      const waiting = this.#waiting.get(uid) ?? new Map<string, WaitingState>();
      waiting.set(container.name, { reason: error.reason, message: error.message });
      this.#waiting.set(uid, waiting);
      const { retryAfterMilliseconds = retryMilliseconds } = error;
      return { started: false, retryAfterMilliseconds };
    }
  }

  #firstToStart(pod: Pod, actions: PodActions): Container[] {
    const init = actions.initContainersToStart.flatMap((i) => pod.spec.initContainers?.[i] ?? []);
    return [...init, ...actions.containersToStart.flatMap((i) => pod.spec.containers[i] ?? [])];
  }

  #prefetchImages(
    pod: Pod,
    containers: readonly Container[],
    sandboxConfig: PodSandboxConfig,
    signal: AbortSignal,
  ): Map<string, Promise<PresentImage>> {
    const images = new Map<string, Promise<PresentImage>>();
    for (const container of containers) {
      const request = { pod, container, sandboxConfig, signal };
      const image = this.#dependencies.images.ensureImage(request);
      // Whoever starts the container sees the failure; until then it must not be "unhandled".
      image.catch(() => undefined);
      images.set(container.name, image);
    }
    return images;
  }

  async #sandbox(
    pod: Pod,
    status: PodRuntimeStatus,
    actions: PodActions,
    config: PodSandboxConfig,
  ): Promise<RuntimeSandbox> {
    const { runtime, cache, generator, runtimeHandler } = this.#dependencies;
    const existing = status.sandboxes.find(({ id }) => id === actions.sandboxId);
    if (existing) {
      // A kubelet that was killed may have made the sandbox and not its file.
      const hasHosts = existsSync(this.#dependencies.directories.etcHosts(pod.metadata.uid ?? ""));
      if (!hasHosts) await this.#writeEtcHosts(pod, existing);
      return existing;
    }
    let id: string;
    try {
      const handler = pod.spec.runtimeClassName ? await runtimeHandler(pod) : "";
      id = await runtime.runPodSandbox(config, handler);
    } catch (error) {
      this.#sandboxFailed(pod, error as Error);
      // What is left of it counts as an attempt, and its name is taken.
      await generator.refresh(pod.metadata.uid ?? "").catch(() => undefined);
      throw error;
    }
    const sandbox = runtimeSandbox(await runtime.podSandboxStatus(id));
    cache.setSandbox(sandbox);
    await this.#writeEtcHosts(pod, sandbox);
    return sandbox;
  }

  #sandboxFailed(pod: Pod, error: Error): void {
    const message = `Failed to create pod sandbox: ${error.message}`;
    this.#dependencies.events.warning(pod, undefined, "FailedCreatePodSandBox", message);
  }

  async #sandboxConfig(pod: Pod, attempt: number): Promise<PodSandboxConfig> {
    const { directories, clusterDNS, cgroupParent } = this.#dependencies;
    const unsupported = unsupportedPodField(pod);
    if (unsupported !== undefined) throw new Error(unsupported);
    const logDirectory = directories.podLog(pod);
    mkdirSync(logDirectory, { recursive: true, mode: 0o755 });
    return podSandboxConfig({
      pod,
      attempt,
      logDirectory,
      cgroupParent: cgroupParent(pod),
      clusterDNS,
      hostResolver: await this.#hostResolver(),
    });
  }

  async #hostResolver(): Promise<ResolverConfig> {
    const path = this.#dependencies.resolverConfigPath;
    const text = path === "" ? "" : await readFile(path, "utf8").catch(() => "");
    return parseResolverConfig(text);
  }

  async #writeEtcHosts(pod: Pod, sandbox: RuntimeSandbox): Promise<void> {
    const { directories, clusterDNS, hostIPs } = this.#dependencies;
    const hostsPath = this.#dependencies.hostsPath ?? etcHostsPath;
    const uid = pod.metadata.uid ?? "";
    const hostNetwork = pod.spec.hostNetwork ?? false;
    const { hostname, domain } = podHostname(pod, clusterDNS.domain);
    const text = etcHosts({
      pod,
      podIPs: hostNetwork ? hostIPs : sandbox.ips,
      hostname,
      hostDomain: domain,
      hostFile: hostNetwork ? await readFile(hostsPath, "utf8").catch(() => "") : "",
    });
    mkdirSync(directories.pod(uid), { recursive: true, mode: 0o750 });
    await writeFile(directories.etcHosts(uid), text, { mode: 0o644 });
  }

  /** Containers that run now, for the prober. */
  running(pod: Pod): ProbedContainer[] {
    const status = this.#dependencies.cache.get(pod.metadata.uid ?? "");
    if (status === undefined) return [];
    const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
    const known = [...initContainerStatuses, ...containerStatuses];
    const sidecars = (pod.spec.initContainers ?? []).filter(isRestartableInitContainer);
    return [...sidecars, ...pod.spec.containers].flatMap(({ name }) => {
      const found = findRunningContainer(status, name);
      if (found === undefined) return [];
      const { id, startedAtMilliseconds } = found;
      const old = known.find(({ containerID }) => containerID?.endsWith(`://${id}`));
      const wasStarted = old?.started ?? false;
      const wasReady = old?.ready ?? false;
      return [{ name, containerId: id, startedAtMilliseconds, wasStarted, wasReady }];
    });
  }
}
