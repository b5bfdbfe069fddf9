// Keeps a copy of a resource current: the present objects once, then changes for ever. Starts
// with a streaming list and falls back to list and watch where the server has none; goes on from
// the last resourceVersion after a break and lists anew when that version is gone.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
import { isGone, isInvalid, isNotFound, type KubernetesObject, StatusError } from "#apimachinery";
import { Backoff, type Clock, type Random, sleep } from "#base";
import type { Logger } from "#component-base";
import type { ListOptions, ResourceClient, WatchEvent } from "../client.ts";
import { statusErrorOf } from "../dynamic/body.ts";

export interface ReflectorSink<T> {
  /** All objects that exist, instead of those known before. */
  replace(objects: readonly T[]): void;
  /** An object came or changed. */
  upsert(object: T): void;
  remove(object: T): void;
}

export interface ReflectorOptions<T extends KubernetesObject> {
  client: ResourceClient<T>;
  sink: ReflectorSink<T>;
  selection: Pick<ListOptions, "namespace" | "labelSelector" | "fieldSelector">;
  clock: Clock;
  random: Random;
  log: Logger;
}

const initialEventsEnd = "k8s.io/initial-events-end";
const pageSize = 500;
/** A watch that ends sooner is a fault of the server. */
const shortWatchMilliseconds = 1000;
/** So many refusals in a row say that the server does not serve the kind; one may be a start. */
const refusalsUntilAbsent = 5;
/** A watch that worked so long makes earlier faults forgotten. */
const calmMilliseconds = 120_000;

export class Reflector<T extends KubernetesObject> {
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  #resourceVersion: string | undefined;
  #useStreamingList = true;
  #hasList = false;
  #refusals = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(
      { initialMilliseconds: 800, maximumMilliseconds: 10_000, jitter: 1 },
      options.random,
    );
  }

  /** The version up to which the sink has been told everything. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  /** Ends when the signal is aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedAt = this.#options.clock.monotonic();
      try {
        await this.#follow(signal);
        // The server ended the watch, as it does now and then; one that ends at once is a fault.
        if (this.#hasLasted(startedAt, shortWatchMilliseconds)) {
          this.#backoff.reset();
          continue;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (this.#recover(error)) continue;
        if (this.#hasLasted(startedAt, calmMilliseconds)) this.#backoff.reset();
      }
      await sleep(this.#options.clock, this.#backoff.next(), signal).catch(() => {});
    }
  }

  #hasLasted(startedAt: number, milliseconds: number): boolean {
    return this.#options.clock.monotonic() - startedAt >= milliseconds;
  }

  /** Whether to go on without a wait. */
  #recover(error: unknown): boolean {
    if (isGone(error)) {
      const isResume = this.#resourceVersion !== undefined;
      this.#resourceVersion = undefined;
      return isResume;
    }
    if (this.#resourceVersion === undefined && this.#useStreamingList && isUnsupported(error)) {
      this.#useStreamingList = false;
      return true;
    }
    if (isNotFound(error)) {
      this.#resourceVersion = undefined;
      this.#refusals++;
      // What is known stays: a server that starts must not make its objects seem deleted.
      if (!this.#hasList && this.#refusals === refusalsUntilAbsent) this.#replace([]);
    }
    this.#options.log.debug("Watch failed", { error });
    return false;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, selection } = this.#options;
    if (this.#resourceVersion === undefined && !this.#useStreamingList) await this.#list(signal);
    const resume = this.#resourceVersion;
    const events = client.watch({
      ...selection,
      signal,
      allowWatchBookmarks: true,
      sharesObjects: true,
      ...(resume === undefined
        ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" }
        : { resourceVersion: resume }),
    });
    let initial: Map<string, T> | undefined = resume === undefined ? new Map() : undefined;
    for await (const event of events) {
      if (event.type === "ERROR") throw statusErrorOf(event.object);
      if (initial) initial = this.#collect(initial, event);
      else this.#apply(event);
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, selection } = this.#options;
    const objects: T[] = [];
    let continueToken: string | undefined;
    let resourceVersion: string | undefined;
    do {
      const page = await client.list({
        ...selection,
        signal,
        limit: pageSize,
        ...(continueToken ? { continue: continueToken } : {}),
      });
      for (const item of page.items) objects.push(item);
      continueToken = page.continue;
      resourceVersion = page.resourceVersion;
    } while (continueToken);
    this.#replace(objects);
    // Not before all pages are there: what failed half way is listed anew.
    this.#resourceVersion = resourceVersion;
  }

  /** Takes one event of a streaming list. Gives undefined when the list is complete. */
  #collect(initial: Map<string, T>, event: WatchEvent<T>): Map<string, T> | undefined {
    if (event.type === "ERROR") return initial;
    const { metadata } = event.object;
    if (event.type === "BOOKMARK") {
      if (metadata.annotations?.[initialEventsEnd] !== "true") return initial;
      this.#resourceVersion = metadata.resourceVersion;
      this.#replace([...initial.values()]);
      return undefined;
    }
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    if (event.type === "DELETED") initial.delete(key);
    else initial.set(key, event.object);
    return initial;
  }

  #replace(objects: readonly T[]): void {
    this.#hasList = true;
    this.#refusals = 0;
    this.#options.sink.replace(objects);
  }

  #apply(event: WatchEvent<T>): void {
    if (event.type === "ERROR") return;
    this.#resourceVersion = event.object.metadata.resourceVersion;
    if (event.type === "DELETED") this.#options.sink.remove(event.object);
    else if (event.type !== "BOOKMARK") this.#options.sink.upsert(event.object);
  }
}

/** The answer of a server that does not know sendInitialEvents. */
function isUnsupported(error: unknown): boolean {
  return isInvalid(error) || (error instanceof StatusError && error.code === 400);
}
