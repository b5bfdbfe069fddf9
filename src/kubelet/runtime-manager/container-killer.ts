// Stops containers: preStop hook within the grace period, then the stop signal, then SIGKILL.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
import type { Container, Pod } from "#api/core/v1";
import type { Clock } from "#base";
import { isRestartableInitContainer } from "#component-helpers";
import { type ContainerRuntime, RuntimeError } from "#cri";
import type { LifecycleHooks } from "../interfaces.ts";
import type { PodCache } from "../pod-cache.ts";
import type { PodEvents } from "../pod-events.ts";
import type { PodLifecycleEventGenerator } from "../pod-lifecycle-event-generator.ts";
import {
  type PodRuntimeStatus,
  type RuntimeContainer,
  readySandbox,
} from "./pod-runtime-status.ts";

export interface ContainerKillerDependencies {
  clock: Clock;
  runtime: ContainerRuntime;
  cache: PodCache;
  generator: PodLifecycleEventGenerator;
  events: PodEvents;
  hooks: LifecycleHooks;
}

export interface KillOptions {
  /** For the Killing event; without it "Stopping container x". */
  message?: string;
  /** Instead of the pod's own grace period. */
  gracePeriodSeconds?: number;
  signal: AbortSignal;
}

const minimumGraceSeconds = 2;
const defaultGraceSeconds = 30;

export class ContainerKiller {
  readonly #dependencies: ContainerKillerDependencies;

  constructor(dependencies: ContainerKillerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Stops every container, sidecars last and in reverse order, then the sandboxes. */
  async killPod(pod: Pod, status: PodRuntimeStatus, options: KillOptions): Promise<void> {
    const { clock, runtime, cache } = this.#dependencies;
    const deadline = clock.monotonic() + 1000 * gracePeriod(pod, options);
    const running = status.containers.filter(
      ({ state }) => state === "running" || state === "unknown",
    );
    const sidecarNames = (pod.spec.initContainers ?? [])
      .filter(isRestartableInitContainer)
      .map(({ name }) => name);
    const main = running.filter(({ name }) => !sidecarNames.includes(name));
    const outcomes = await Promise.allSettled(
      main.map((container) => this.killContainer(pod, container, options)),
    );
    for (const name of sidecarNames.toReversed()) {
      for (const container of running.filter((candidate) => candidate.name === name)) {
        const seconds = Math.max(0, Math.ceil((deadline - clock.monotonic()) / 1000));
        await this.killContainer(pod, container, { ...options, gracePeriodSeconds: seconds });
      }
    }
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    for (const sandbox of status.sandboxes) {
      options.signal.throwIfAborted();
      await runtime.stopPodSandbox(sandbox.id);
      const latest = cache.sandbox(sandbox.id);
      if (latest) cache.setSandbox({ ...latest, ready: false });
    }
  }

  async killContainer(pod: Pod, running: RuntimeContainer, options: KillOptions): Promise<void> {
    const { runtime, generator, events } = this.#dependencies;
    const container = findSpec(pod, running.name);
    let graceSeconds = gracePeriod(pod, options);
    events.normal(
      pod,
      container ?? { name: running.name },
      "Killing",
      options.message ?? `Stopping container ${running.name}`,
    );
    if (container && running.state === "running") {
      graceSeconds -= await this.#preStop(pod, container, running, { graceSeconds, options });
    }
    options.signal.throwIfAborted();
    try {
      await runtime.stopContainer(running.id, Math.max(minimumGraceSeconds, graceSeconds), {
        signal: options.signal,
      });
      await generator.refreshContainer(running.id, running.sandboxId);
    } catch (error) {
      if (error instanceof RuntimeError && error.code === "not-found") {
        this.#dependencies.cache.remove(running.id);
        return;
      }
      if (options.signal.aborted) throw error;
      // The process may have ended by itself just before the signal.
      const latest = await generator.refreshContainer(running.id, running.sandboxId);
      if (latest.state !== "exited") throw error;
    }
  }

  /** Gives the seconds the hook took, at most the grace period. */
  async #preStop(
    pod: Pod,
    container: Container,
    running: RuntimeContainer,
    { graceSeconds, options }: { graceSeconds: number; options: KillOptions },
  ): Promise<number> {
    const handler = container.lifecycle?.preStop;
    if (handler === undefined || graceSeconds <= 0) return 0;
    const { clock, hooks, events, cache } = this.#dependencies;
    const startedAt = clock.monotonic();
    const expired = new AbortController();
    const timer = clock.after(graceSeconds * 1000, () => expired.abort());
    const signal = AbortSignal.any([options.signal, expired.signal]);
    const sandbox = readySandbox(cache.get(running.podUid) ?? nothing);
    const target = { pod, container, containerId: running.id, podIP: sandbox?.ips[0] };
    const overdue = new Promise<undefined>((resolve) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    try {
      const hook = hooks.runPreStop(target, handler, signal).catch((error: Error) => error.message);
      const failure = await Promise.race([hook, overdue]);
      if (failure !== undefined) {
        events.warning(pod, container, "FailedPreStopHook", "PreStopHook failed");
      }
    } finally {
      timer.cancel();
    }
    return Math.min(graceSeconds, Math.ceil((clock.monotonic() - startedAt) / 1000));
  }
}

const nothing: PodRuntimeStatus = {
  uid: "",
  namespace: "",
  name: "",
  sandboxes: [],
  containers: [],
};

function findSpec(pod: Pod, name: string): Container | undefined {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((c) => c.name === name);
}

function gracePeriod(pod: Pod, options: KillOptions): number {
  return (
    options.gracePeriodSeconds ??
    pod.metadata.deletionGracePeriodSeconds ??
    pod.spec.terminationGracePeriodSeconds ??
    defaultGraceSeconds
  );
}
