// Writes pod statuses to the API: at once when it matters, merged when they come fast, one write of
// a pod at a time and always the newest. Deletes the pod object when all is down.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import { pods } from "#api";
import type { Pod, PodStatus } from "#api/core/v1";
import { isConflict, isNotFound } from "#apimachinery";
import type { Clock, Timer } from "#base";
import type { Client } from "#client";
import type { Logger } from "#component-base";
import { formatPod } from "../runtime-manager/pod-names.ts";
import { statusPatch } from "./status-patch.ts";

export interface StatusManagerDependencies {
  clock: Clock;
  log: Logger;
  client: Client;
}

interface Entry {
  pod: Pod;
  status: PodStatus;
  /** The status that the server has, as far as we know, and its version. */
  base: PodStatus;
  baseVersion: number;
  version: number;
  writtenVersion: number;
  writing: boolean;
  /** The pod is down: delete the object once its last status is written. */
  finished: boolean;
  failures: number;
  timer: Timer | undefined;
  /** Resolved when everything so far is written (and the object deleted, where it must be). */
  waiters: (() => void)[];
}

/** "ContainerCreating" is worth no write of its own when more follows this soon. */
const lazyMilliseconds = 250;
const firstRetryMilliseconds = 200;
const maximumRetryMilliseconds = 10_000;

export class StatusManager {
  readonly #dependencies: StatusManagerDependencies;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;

  constructor(dependencies: StatusManagerDependencies) {
    this.#dependencies = dependencies;
  }

  /** The pod with the newest status known here, which the API may not have yet. */
  withStatus(pod: Pod): Pod {
    const entry = this.#entries.get(pod.metadata.uid ?? "");
    return entry ? { ...pod, status: entry.status } : pod;
  }

  setStatus(pod: Pod, status: PodStatus): void {
    const entry = this.#entry(pod);
    entry.pod = newer(entry.pod, pod);
    entry.status = status;
    if (statusPatch(entry.base, status) === undefined && !entry.writing) {
      if (entry.writtenVersion === entry.version && !entry.finished) return;
    }
    entry.version++;
    const isLazy = entry.base.phase === "Pending" && onlyWaits(status);
    this.#schedule(entry, isLazy ? lazyMilliseconds : 0);
  }

  /** The server's copy changed: a status that somebody overwrote is written again. */
  podUpdated(pod: Pod): void {
    const entry = this.#entries.get(pod.metadata.uid ?? "");
    if (entry === undefined) return;
    entry.pod = newer(entry.pod, pod);
    const version = Number(pod.metadata.resourceVersion ?? 0);
    if (entry.writing || version <= entry.baseVersion) return;
    entry.base = pod.status ?? {};
    entry.baseVersion = version;
    entry.status = withOthersConditions(entry.status, entry.base);
    if (statusPatch(entry.base, entry.status) === undefined) return;
    entry.version++;
    this.#schedule(entry, 0);
  }

  /** All of the pod is down. Resolves when its last status is written and the object deleted. */
  finish(pod: Pod): Promise<void> {
    const entry = this.#entry(pod);
    entry.pod = newer(entry.pod, pod);
    entry.finished = true;
    return new Promise((resolve) => {
      entry.waiters.push(resolve);
      this.#schedule(entry, 0);
    });
  }

  forget(podUid: string): void {
    const entry = this.#entries.get(podUid);
    if (entry === undefined) return;
    entry.timer?.cancel();
    this.#entries.delete(podUid);
    for (const resolve of entry.waiters.splice(0)) resolve();
  }

  stop(): void {
    this.#stopped = true;
    for (const entry of this.#entries.values()) entry.timer?.cancel();
  }

  #entry(pod: Pod): Entry {
    const uid = pod.metadata.uid ?? "";
    let entry = this.#entries.get(uid);
    if (entry === undefined) {
      entry = {
        pod,
        status: pod.status ?? {},
        base: pod.status ?? {},
        baseVersion: Number(pod.metadata.resourceVersion ?? 0),
        version: 0,
        writtenVersion: 0,
        writing: false,
        finished: false,
        failures: 0,
        timer: undefined,
        waiters: [],
      };
      this.#entries.set(uid, entry);
    }
    return entry;
  }

  #schedule(entry: Entry, delayMilliseconds: number): void {
    if (entry.writing || this.#stopped) return;
    if (delayMilliseconds > 0) {
      entry.timer ??= this.#dependencies.clock.after(delayMilliseconds, () => {
        entry.timer = undefined;
        this.#startWriting(entry);
      });
      return;
    }
    entry.timer?.cancel();
    entry.timer = undefined;
    this.#startWriting(entry);
  }

  #startWriting(entry: Entry): void {
    if (entry.writing) return;
    entry.writing = true;
    this.#write(entry).catch((error) =>
      this.#dependencies.log.error("Status writer failed", { error, pod: formatPod(entry.pod) }),
    );
  }

  async #write(entry: Entry): Promise<void> {
    const uid = entry.pod.metadata.uid ?? "";
    try {
      while (entry.writtenVersion < entry.version) await this.#writeOnce(entry);
      if (entry.finished && entry.pod.metadata.deletionTimestamp !== undefined) {
        await this.#delete(entry.pod);
        entry.writing = false;
        this.forget(uid);
        return;
      }
      entry.failures = 0;
      entry.writing = false;
      for (const resolve of entry.waiters.splice(0)) resolve();
    } catch (error) {
      const isGone =
        isNotFound(error) || (isConflict(error) && (await this.#isReplaced(entry.pod)));
      entry.writing = false;
      if (isGone) {
        this.forget(uid);
        return;
      }
      entry.failures++;
      const delay = Math.min(
        maximumRetryMilliseconds,
        firstRetryMilliseconds * 2 ** (entry.failures - 1),
      );
      this.#dependencies.log.warn("Pod status was not written, will be tried again", {
        pod: formatPod(entry.pod),
        error,
      });
      if (this.#entries.get(uid) === entry) this.#schedule(entry, delay);
    }
  }

  async #writeOnce(entry: Entry): Promise<void> {
    const { version } = entry;
    const patch = statusPatch(entry.base, entry.status);
    if (patch !== undefined) {
      const { namespace = "", name = "", uid } = entry.pod.metadata;
      const written = await this.#dependencies.client
        .resource(pods)
        .patch(
          namespace,
          name,
          { metadata: { uid }, status: patch },
          { type: "strategic", subresource: "status" },
        );
      entry.base = written.status ?? {};
      entry.baseVersion = Number(written.metadata.resourceVersion ?? 0);
      entry.pod = newer(entry.pod, written);
    }
    entry.writtenVersion = version;
  }

  /** Another pod has the name. A conflict may also be a race of writers, which is tried again. */
  async #isReplaced({ metadata }: Pod): Promise<boolean> {
    const { namespace = "", name = "", uid } = metadata;
    try {
      const found = await this.#dependencies.client.resource(pods).get(namespace, name);
      return found.metadata.uid !== uid;
    } catch (error) {
      return isNotFound(error);
    }
  }

  async #delete(pod: Pod): Promise<void> {
    const { namespace = "", name = "", uid = "" } = pod.metadata;
    const options = { gracePeriodSeconds: 0, preconditions: { uid } };
    await this.#dependencies.client.resource(pods).delete(namespace, name, options);
  }
}

function newer(a: Pod, b: Pod): Pod {
  const version = (pod: Pod): number => Number(pod.metadata.resourceVersion ?? 0);
  return version(b) >= version(a) ? b : a;
}

/** Nothing ran yet and nothing went wrong: "ContainerCreating" everywhere. */
function onlyWaits(status: PodStatus): boolean {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return (
    status.phase === "Pending" &&
    all.every(({ state, lastState }) => {
      const reason = state?.waiting?.reason;
      const waits = reason === "ContainerCreating" || reason === "PodInitializing";
      return waits && lastState?.terminated === undefined;
    })
  );
}

/** Conditions that others own are theirs. */
function withOthersConditions(status: PodStatus, server: PodStatus): PodStatus {
  const own = new Set([
    "PodReadyToStartContainers",
    "Initialized",
    "Ready",
    "ContainersReady",
    "PodScheduled",
  ]);
  return {
    ...status,
    conditions: [
      ...(status.conditions ?? []).filter(({ type }) => own.has(type)),
      ...(server.conditions ?? []).filter(({ type }) => !own.has(type)),
    ],
  };
}
