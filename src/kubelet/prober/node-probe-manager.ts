// The probes of all containers that run on this node.
import type { Container, Pod, Probe } from "#api/core/v1";
import type { Clock } from "#base";
import type { EventRecorder } from "#client";
import type {
  ContainerProbeResults,
  ProbedContainer,
  ProbeFailure,
  ProbeManager,
} from "../interfaces.ts";
import { podEvents } from "../pod-events.ts";
import type { ProbeRunner } from "./probe-result.ts";
import { type ProbeKind, ProbeWorker } from "./probe-worker.ts";

interface ContainerState {
  containerId: string;
  /** Absent: there is no startup probe, or it has not spoken. */
  started: boolean | undefined;
  ready: boolean | undefined;
  workers: Map<ProbeKind, ProbeWorker>;
}

export interface NodeProbeManagerOptions {
  clock: Clock;
  runner: ProbeRunner;
  eventRecorder: EventRecorder;
}

const titles: Readonly<Record<ProbeKind, string>> = {
  liveness: "Liveness",
  readiness: "Readiness",
  startup: "Startup",
};

export class NodeProbeManager implements ProbeManager {
  readonly #options: NodeProbeManagerOptions;
  readonly #pods = new Map<string, Map<string, ContainerState>>();
  readonly #resultListeners = new Set<(podUid: string) => void>();
  readonly #failureListeners = new Set<(failure: ProbeFailure) => void>();

  constructor(options: NodeProbeManagerOptions) {
    this.#options = options;
  }

  setPod(pod: Pod, podIP: string | undefined, running: readonly ProbedContainer[]): void {
    const uid = pod.metadata.uid ?? "";
    const states = this.#pods.get(uid) ?? new Map<string, ContainerState>();
    for (const [name, state] of states) {
      if (running.some((one) => one.name === name && one.containerId === state.containerId))
        continue;
      stopAll(state);
      states.delete(name);
    }
    const specs = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    for (const one of running) {
      const container = specs.find(({ name }) => name === one.name);
      if (container && hasProbes(container) && !states.has(one.name))
        states.set(one.name, this.#begin(pod, container, { podIP, one }));
    }
    if (states.size > 0) this.#pods.set(uid, states);
    else this.#pods.delete(uid);
  }

  stopLivenessAndStartup(podUid: string): void {
    for (const state of this.#pods.get(podUid)?.values() ?? []) {
      state.workers.get("liveness")?.stop();
      state.workers.get("startup")?.stop();
    }
  }

  removePod(podUid: string): void {
    for (const state of this.#pods.get(podUid)?.values() ?? []) stopAll(state);
    this.#pods.delete(podUid);
  }

  results(podUid: string, container: Container, containerId: string): ContainerProbeResults {
    const found = this.#pods.get(podUid)?.get(container.name);
    const state = found?.containerId === containerId ? found : undefined;
    const started = container.startupProbe ? state?.started === true : true;
    const ready = started && (container.readinessProbe ? state?.ready === true : true);
    return { started, ready };
  }

  onResult(callback: (podUid: string) => void): () => void {
    this.#resultListeners.add(callback);
    return () => this.#resultListeners.delete(callback);
  }

  onFailure(callback: (failure: ProbeFailure) => void): () => void {
    this.#failureListeners.add(callback);
    return () => this.#failureListeners.delete(callback);
  }

  stop(): void {
    for (const uid of [...this.#pods.keys()]) this.removePod(uid);
  }

  #begin(
    pod: Pod,
    container: Container,
    { podIP, one }: { podIP: string | undefined; one: ProbedContainer },
  ): ContainerState {
    const state: ContainerState = {
      containerId: one.containerId,
      started: one.wasStarted || undefined,
      ready: one.wasReady || undefined,
      workers: new Map(),
    };
    const probes: [ProbeKind, Probe | undefined][] = [
      ["startup", container.startupProbe],
      ["liveness", container.livenessProbe],
      ["readiness", container.readinessProbe],
    ];
    for (const [kind, probe] of probes) {
      if (!probe || (kind === "startup" && state.started)) continue;
      state.workers.set(
        kind,
        new ProbeWorker({
          kind,
          probe,
          target: { pod, container, containerId: one.containerId, podIP },
          startedAtMilliseconds: one.startedAtMilliseconds,
          clock: this.#options.clock,
          runner: this.#options.runner,
          mayProbe: () => kind === "startup" || !container.startupProbe || state.started === true,
          onResult: (isSuccess) => this.#onResult(pod, container, { state, kind, isSuccess }),
          onFailedAttempt: ({ output }) =>
            podEvents(this.#options.eventRecorder).warning(
              pod,
              container,
              "Unhealthy",
              `${titles[kind]} probe failed: ${output}`,
            ),
        }),
      );
    }
    return state;
  }

  #onResult(
    pod: Pod,
    container: Container,
    { state, kind, isSuccess }: { state: ContainerState; kind: ProbeKind; isSuccess: boolean },
  ): void {
    const podUid = pod.metadata.uid ?? "";
    if (kind === "readiness") state.ready = isSuccess;
    if (kind === "startup" && isSuccess) {
      state.started = true;
      for (const other of ["liveness", "readiness"] as const) state.workers.get(other)?.hurry();
    }
    if (kind === "readiness" || (kind === "startup" && isSuccess)) {
      for (const listener of this.#resultListeners) listener(podUid);
      return;
    }
    if (isSuccess) return;
    const failure: ProbeFailure = {
      podUid,
      containerName: container.name,
      containerId: state.containerId,
      kind: kind === "startup" ? "startup" : "liveness",
    };
    for (const listener of this.#failureListeners) listener(failure);
  }
}

function hasProbes(container: Container): boolean {
  return Boolean(container.livenessProbe ?? container.readinessProbe ?? container.startupProbe);
}

function stopAll(state: ContainerState): void {
  for (const worker of state.workers.values()) worker.stop();
}
