// Pod lifecycle event generator (PLEG): turns the runtime's events into "this pod changed", keeping
// the cache current. A slow relist is the safety net for events that were lost.
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/pod-lifecycle-event-generator.md
import { type Clock, sleep, type Timer } from "#base";
import type { Logger } from "#component-base";
import {
  type Container,
  type ContainerEvent,
  type ContainerRuntime,
  type PodSandbox,
  RuntimeError,
} from "#cri";
import type { ContainerLogs } from "./interfaces.ts";
import type { PodCache } from "./pod-cache.ts";
import { labelKeys } from "./runtime-manager/labels.ts";
import {
  millisecondsOf,
  type RuntimeContainer,
  runtimeContainer,
  runtimeSandbox,
} from "./runtime-manager/pod-runtime-status.ts";
import { terminationMessage } from "./runtime-manager/termination-message.ts";

export interface PodLifecycleEventGeneratorDependencies {
  clock: Clock;
  log: Logger;
  runtime: ContainerRuntime;
  cache: PodCache;
  logs: ContainerLogs;
  relistSeconds?: number;
}

const exitPollMilliseconds = 50;
const exitPolls = 40;

export class PodLifecycleEventGenerator {
  readonly #dependencies: PodLifecycleEventGeneratorDependencies;
  readonly #stopped = new AbortController();
  #onChange: (podUid: string) => void = () => {};
  #timer: Timer | undefined;
  #relisting: Promise<void> | undefined;

  constructor(dependencies: PodLifecycleEventGeneratorDependencies) {
    this.#dependencies = dependencies;
  }

  /** Fills the cache, then calls back for each pod that changed by itself. */
  async start(onChange: (podUid: string) => void): Promise<void> {
    this.#onChange = onChange;
    const { runtime, log } = this.#dependencies;
    runtime.subscribe(
      (event) => {
        this.#handle(event).catch((error) =>
          log.error("Container event was not handled", { error }),
        );
      },
      () => this.#relistSoon(0),
      this.#stopped.signal,
    );
    await this.relist();
    this.#relistSoon((this.#dependencies.relistSeconds ?? 60) * 1000);
  }

  stop(): void {
    this.#stopped.abort();
    this.#timer?.cancel();
  }

  /** Reads everything from the runtime again; calls back for pods that changed. */
  relist(): Promise<void> {
    this.#relisting ??= this.#relist(undefined).finally(() => {
      this.#relisting = undefined;
    });
    return this.#relisting;
  }

  /** The same for one pod, without calling back. */
  async refresh(podUid: string): Promise<void> {
    await this.#relist(podUid);
  }

  /**
   * Reads one container's status into the cache. Calls back when it turns out to have exited: its
   * event may have come before the container was known.
   */
  async refreshContainer(id: string, sandboxId: string): Promise<RuntimeContainer> {
    const { runtime, cache, logs } = this.#dependencies;
    const wasExited = cache.container(id)?.state === "exited";
    const container = runtimeContainer(await runtime.containerStatus(id), sandboxId);
    cache.setContainer(container);
    const merged = cache.container(id) ?? container;
    if (merged.state !== "exited") return merged;
    const message = merged.message || (await terminationMessage(merged, logs));
    const complete = { ...merged, message };
    cache.setContainer(complete);
    if (!wasExited) this.#onChange(complete.podUid);
    return complete;
  }

  #relistSoon(delayMilliseconds: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#timer?.cancel();
    this.#timer = this.#dependencies.clock.after(delayMilliseconds, () => {
      this.relist()
        .catch((error) => this.#dependencies.log.warn("Runtime could not be listed", { error }))
        .finally(() => this.#relistSoon((this.#dependencies.relistSeconds ?? 60) * 1000));
    });
  }

  async #handle(event: ContainerEvent): Promise<void> {
    const { cache, clock, logs } = this.#dependencies;
    if (event.type === "oom") {
      cache.recordOutOfMemory(event.id);
      return;
    }
    if (event.type !== "stopped") return;
    const before = cache.container(event.id);
    if (before?.state === "exited") return;
    const sandboxId = before?.sandboxId;
    if (event.exitCode === undefined && before && sandboxId !== undefined) {
      await this.#awaitExit(event.id, sandboxId);
    } else {
      const atMilliseconds = millisecondsOf(event.atNanoseconds) || clock.now();
      if (before) {
        const exit = { exitCode: event.exitCode ?? 0, message: "" };
        const message = await terminationMessage({ ...before, ...exit }, logs);
        const latest = cache.container(event.id);
        if (latest && message !== "") cache.setContainer({ ...latest, message });
      }
      cache.recordExit(event.id, { exitCode: event.exitCode ?? 0, atMilliseconds });
    }
    const podUid = cache.podOf(event.id);
    if (podUid !== undefined) this.#onChange(podUid);
  }

  /** The runtime's own status follows its event by some tens of milliseconds. */
  async #awaitExit(id: string, sandboxId: string): Promise<void> {
    for (let poll = 0; poll < exitPolls; poll++) {
      const container = await this.refreshContainer(id, sandboxId);
      if (container.state === "exited") return;
      await sleep(this.#dependencies.clock, exitPollMilliseconds, this.#stopped.signal);
    }
  }

  async #relist(podUid: string | undefined): Promise<void> {
    const { runtime, cache } = this.#dependencies;
    const before = cache.ids();
    const filter = podUid === undefined ? {} : { labelSelector: { [labelKeys.podUid]: podUid } };
    const [sandboxes, containers] = await Promise.all([
      runtime.listPodSandbox(filter),
      runtime.listContainers(filter),
    ]);
    const changed = new Set<string>();
    for (const sandbox of sandboxes) {
      if (await this.#takeSandbox(sandbox)) changed.add(sandbox.metadata?.uid ?? "");
    }
    for (const container of containers) {
      const uid = container.labels?.[labelKeys.podUid];
      if (uid !== undefined && (await this.#takeContainer(container))) changed.add(uid);
    }
    const listed = new Set([...sandboxes, ...containers].map(({ id }) => id ?? ""));
    for (const id of before) {
      const uid = cache.podOf(id);
      if (uid === undefined || listed.has(id) || (podUid !== undefined && uid !== podUid)) continue;
      cache.remove(id);
      changed.add(uid);
    }
    if (podUid !== undefined) return;
    for (const uid of changed) this.#onChange(uid);
  }

  async #takeSandbox(sandbox: PodSandbox): Promise<boolean> {
    const { runtime, cache } = this.#dependencies;
    const id = sandbox.id ?? "";
    const known = cache.sandbox(id);
    const ready = (sandbox.state ?? "SANDBOX_READY") === "SANDBOX_READY";
    if (known && known.ready === ready) return false;
    return await unlessGone(async () => {
      cache.setSandbox(runtimeSandbox(await runtime.podSandboxStatus(id)));
    });
  }

  async #takeContainer(container: Container): Promise<boolean> {
    const { cache } = this.#dependencies;
    const id = container.id ?? "";
    const known = cache.container(id);
    const state = container.state ?? "CONTAINER_CREATED";
    if (known && (known.state === "exited" || `CONTAINER_${known.state.toUpperCase()}` === state)) {
      return false;
    }
    return await unlessGone(() => this.refreshContainer(id, container.podSandboxId ?? ""));
  }
}

/** Gives whether the work was done; false when the thing vanished meanwhile. */
async function unlessGone(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof RuntimeError && error.code === "not-found") return false;
    throw error;
  }
}
