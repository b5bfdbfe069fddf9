// One worker for each pod: a state machine that never runs two steps of a pod at once and merges
// whatever happens meanwhile into one more step.
//
//   syncing      containers are brought to what the spec says, again after each change
//   terminating  containers are being stopped; there is no way back
//   terminated   what the pod used is given back
//   finished     nothing is left to do; kept until the pod object is gone
//
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import type { Pod } from "#api/core/v1";
import type { Clock, Timer } from "#base";
import type { Logger } from "#component-base";
import { formatPod } from "./runtime-manager/pod-names.ts";

export type PodWorkerPhase = "syncing" | "terminating" | "terminated" | "finished";

export interface PodFailure {
  reason: string;
  message: string;
}

export interface SyncResult {
  /** The pod is Succeeded or Failed: stop what is left of it. */
  isTerminal: boolean;
  /** Sync again after this time, if nothing happens before. */
  retryAfterMilliseconds?: number;
}

/** The steps of a pod's life. Each is idempotent; a rejection means "again, after a back-off". */
export interface PodSyncer {
  syncPod(pod: Pod, signal: AbortSignal): Promise<SyncResult>;
  syncTerminatingPod(
    pod: Pod,
    options: { gracePeriodSeconds: number; failure: PodFailure | undefined },
    signal: AbortSignal,
  ): Promise<void>;
  syncTerminatedPod(pod: Pod, signal: AbortSignal): Promise<void>;
  /** The pod object is gone and so is all else. */
  forgetPod(pod: Pod): Promise<void>;
}

interface Worker {
  uid: string;
  pod: Pod;
  phase: PodWorkerPhase;
  running: boolean;
  dirty: boolean;
  /** The pod object does not exist any more. */
  removed: boolean;
  gracePeriodSeconds: number | undefined;
  failure: PodFailure | undefined;
  failures: number;
  abort: AbortController;
  timer: Timer | undefined;
}

export interface PodWorkersDependencies {
  clock: Clock;
  log: Logger;
  syncer: PodSyncer;
}

const defaultGraceSeconds = 30;
const maximumRetryMilliseconds = 10_000;
const firstRetryMilliseconds = 500;
const stopMilliseconds = 5000;

export class PodWorkers {
  readonly #dependencies: PodWorkersDependencies;
  readonly #workers = new Map<string, Worker>();
  #stopped = false;
  #onIdle: () => void = () => {};

  constructor(dependencies: PodWorkersDependencies) {
    this.#dependencies = dependencies;
  }

  /** A pod is new or changed. */
  updatePod(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const worker = this.#workers.get(uid) ?? this.#newWorker(uid, pod);
    worker.pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#beginTermination(worker);
    this.#wake(worker);
  }

  /** The pod must end although its object stays: refused, evicted, deadline. */
  terminatePod(pod: Pod, failure: PodFailure | undefined, gracePeriodSeconds?: number): void {
    const uid = pod.metadata.uid ?? "";
    const worker = this.#workers.get(uid) ?? this.#newWorker(uid, pod);
    worker.failure ??= failure;
    this.#beginTermination(worker, gracePeriodSeconds);
    this.#wake(worker);
  }

  /** The pod object is gone: whatever still runs is stopped and cleaned up. */
  removePod(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const worker = this.#workers.get(uid) ?? this.#newWorker(uid, pod);
    worker.removed = true;
    this.#beginTermination(worker);
    this.#wake(worker);
  }

  /** Something about the pod's containers or volumes changed. */
  wake(uid: string): void {
    const worker = this.#workers.get(uid);
    if (worker) this.#wake(worker);
  }

  phase(uid: string): PodWorkerPhase | undefined {
    return this.#workers.get(uid)?.phase;
  }

  pod(uid: string): Pod | undefined {
    return this.#workers.get(uid)?.pod;
  }

  /** UIDs of pods whose containers may run. */
  active(): string[] {
    return [...this.#workers.values()]
      .filter(({ phase }) => phase === "syncing" || phase === "terminating")
      .map(({ uid }) => uid);
  }

  has(uid: string): boolean {
    return this.#workers.has(uid);
  }

  /** Ends all workers where they are; containers go on. Resolves once no step runs, or in 5 s. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const worker of this.#workers.values()) {
      worker.timer?.cancel();
      worker.abort.abort(new Error("The kubelet stops"));
    }
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#checkIdle();
    });
    let timer: Timer | undefined;
    const late = new Promise<void>((resolve) => {
      timer = this.#dependencies.clock.after(stopMilliseconds, resolve);
    });
    await Promise.race([idle, late]);
    timer?.cancel();
  }

  #checkIdle(): void {
    if ([...this.#workers.values()].every(({ running }) => !running)) this.#onIdle();
  }

  #newWorker(uid: string, pod: Pod): Worker {
    const worker: Worker = {
      uid,
      pod,
      phase: "syncing",
      running: false,
      dirty: false,
      removed: false,
      gracePeriodSeconds: undefined,
      failure: undefined,
      failures: 0,
      abort: new AbortController(),
      timer: undefined,
    };
    this.#workers.set(uid, worker);
    return worker;
  }

  #beginTermination(worker: Worker, requestedSeconds?: number): void {
    const { metadata, spec } = worker.pod;
    const wanted = Math.max(
      1,
      requestedSeconds ??
        metadata.deletionGracePeriodSeconds ??
        spec.terminationGracePeriodSeconds ??
        defaultGraceSeconds,
    );
    const shortened = worker.gracePeriodSeconds !== undefined && wanted < worker.gracePeriodSeconds;
    if (worker.phase === "finished") worker.phase = "terminated";
    if (worker.phase === "syncing") {
      worker.phase = "terminating";
      worker.gracePeriodSeconds = wanted;
      this.#interrupt(worker, "The pod is terminating");
    } else if (worker.phase === "terminating" && shortened) {
      worker.gracePeriodSeconds = wanted;
      this.#interrupt(worker, "The grace period was shortened");
    }
  }

  #interrupt(worker: Worker, why: string): void {
    worker.abort.abort(new Error(why));
    worker.abort = new AbortController();
    worker.failures = 0;
  }

  #wake(worker: Worker): void {
    worker.dirty = true;
    if (worker.running || this.#stopped) return;
    worker.timer?.cancel();
    worker.timer = undefined;
    this.#run(worker).catch((error) =>
      this.#dependencies.log.error("Pod worker failed", { error, pod: formatPod(worker.pod) }),
    );
  }

  async #run(worker: Worker): Promise<void> {
    worker.running = true;
    let after: number | undefined;
    while (worker.dirty && !this.#stopped) {
      worker.dirty = false;
      const { abort } = worker;
      try {
        after = await this.#step(worker, abort.signal);
        worker.failures = 0;
      } catch (error) {
        if (abort.signal.aborted) continue;
        worker.failures++;
        after = Math.min(
          maximumRetryMilliseconds,
          firstRetryMilliseconds * 2 ** (worker.failures - 1),
        );
        this.#dependencies.log.warn("Pod was not synced, will be tried again", {
          pod: formatPod(worker.pod),
          phase: worker.phase,
          error,
        });
      }
    }
    worker.running = false;
    if (this.#stopped) this.#checkIdle();
    if (after === undefined || this.#stopped || !this.#workers.has(worker.uid)) return;
    worker.timer = this.#dependencies.clock.after(after, () => this.#wake(worker));
  }

  /** One step; gives the delay until the next one, if there must be one. */
  async #step(worker: Worker, signal: AbortSignal): Promise<number | undefined> {
    const { syncer } = this.#dependencies;
    switch (worker.phase) {
      case "syncing": {
        const result = await syncer.syncPod(worker.pod, signal);
        if (!result.isTerminal || worker.phase !== "syncing") return result.retryAfterMilliseconds;
        worker.phase = "terminating";
        worker.gracePeriodSeconds = Math.max(
          1,
          worker.pod.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds,
        );
        worker.dirty = true;
        return undefined;
      }
      case "terminating": {
        const gracePeriodSeconds = worker.gracePeriodSeconds ?? defaultGraceSeconds;
        const options = { gracePeriodSeconds, failure: worker.failure };
        await syncer.syncTerminatingPod(worker.pod, options, signal);
        worker.phase = "terminated";
        worker.dirty = true;
        return undefined;
      }
      case "terminated":
        await syncer.syncTerminatedPod(worker.pod, signal);
        worker.phase = "finished";
        worker.dirty = worker.removed;
        return undefined;
      case "finished":
        if (!worker.removed) return undefined;
        await syncer.forgetPod(worker.pod);
        this.#workers.delete(worker.uid);
        return undefined;
    }
  }
}
