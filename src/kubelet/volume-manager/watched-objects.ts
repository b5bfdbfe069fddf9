// ConfigMaps and Secrets that pods of this node use, each followed by a watch of its own while it
// is in use: a node may not list more, and changes reach mounted files without polling.
import type { Resource } from "#api";
import { isForbidden, type KubernetesObject } from "#apimachinery";
import { Backoff, type Clock, sleep } from "#base";
import type { Client } from "#client";
import type { Logger } from "#component-base";

interface Watched<T> {
  users: Set<string>;
  stop: AbortController;
  /** Settled once it is known whether the object is there. */
  known: PromiseWithResolvers<void>;
  isKnown: boolean;
  /** Somebody gave up waiting and must be told. */
  isAwaited: boolean;
  value: T | undefined;
}

/** So long a pod's start waits for the first word of the server. */
const firstWordMilliseconds = 3000;
/** A watch that ends sooner is a fault of the server. */
const shortWatchMilliseconds = 1000;

export interface WatchedObjectsOptions<T extends KubernetesObject> {
  client: Client;
  resource: Resource<T>;
  clock: Clock;
  log: Logger;
  /** The object came, changed or went. */
  onChange: (namespace: string, name: string) => void;
}

export class WatchedObjects<T extends KubernetesObject> {
  readonly #options: WatchedObjectsOptions<T>;
  readonly #watched = new Map<string, Watched<T>>();

  constructor(options: WatchedObjectsOptions<T>) {
    this.#options = options;
  }

  /**
   * The object as last seen, undefined when it is not there. Follows it on the user's behalf.
   * Rejects when the server says nothing in time; onChange is called when it does.
   */
  async get(namespace: string, name: string, user: string): Promise<T | undefined> {
    const key = `${namespace}/${name}`;
    const watched = this.#watched.get(key) ?? this.#follow(key, namespace, name);
    watched.users.add(user);
    if (!watched.isKnown) await this.#firstWord(watched);
    return watched.value;
  }

  /** The user needs none of its objects any more. */
  release(user: string): void {
    for (const [key, watched] of this.#watched) {
      if (!watched.users.delete(user) || watched.users.size > 0) continue;
      this.#end(watched, "No longer used");
      this.#watched.delete(key);
    }
  }

  stop(): void {
    for (const watched of this.#watched.values()) this.#end(watched, "Stopped");
    this.#watched.clear();
  }

  #end(watched: Watched<T>, why: string): void {
    const reason = new Error(why);
    watched.stop.abort(reason);
    watched.known.reject(reason);
  }

  #firstWord(watched: Watched<T>): Promise<void> {
    const { clock, resource } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = clock.after(firstWordMilliseconds, () => {
      watched.isAwaited = true;
      const what = resource.kind.toLowerCase();
      reject(new Error(`failed to sync ${what} cache: timed out waiting for the condition`));
    });
    watched.known.promise.then(resolve, reject).finally(() => timer.cancel());
    return promise;
  }

  #follow(key: string, namespace: string, name: string): Watched<T> {
    const watched: Watched<T> = {
      users: new Set(),
      stop: new AbortController(),
      known: Promise.withResolvers(),
      isKnown: false,
      isAwaited: false,
      value: undefined,
    };
    watched.known.promise.catch(() => undefined);
    this.#watched.set(key, watched);
    void this.#run(watched, namespace, name);
    return watched;
  }

  async #run(watched: Watched<T>, namespace: string, name: string): Promise<void> {
    const { clock, log } = this.#options;
    const backoff = new Backoff({ initialMilliseconds: 200, maximumMilliseconds: 30_000 });
    const { signal } = watched.stop;
    while (!signal.aborted) {
      const startedAt = clock.monotonic();
      try {
        await this.#watchOnce(watched, namespace, name);
      } catch (error) {
        // The right to read follows from the pod's binding, which the authorizer may not know yet.
        if (!signal.aborted && !isForbidden(error))
          log.debug("Watch of an object ended", { error, namespace, name });
      }
      if (clock.monotonic() - startedAt >= shortWatchMilliseconds) backoff.reset();
      else await sleep(clock, backoff.next(), signal).catch(() => undefined);
    }
  }

  async #watchOnce(watched: Watched<T>, namespace: string, name: string): Promise<void> {
    const client = this.#options.client.resource(this.#options.resource);
    const events = client.watch({
      namespace,
      fieldSelector: `metadata.name=${name}`,
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      resourceVersionMatch: "NotOlderThan",
      signal: watched.stop.signal,
    });
    let found: T | undefined;
    for await (const event of events) {
      if (event.type === "ERROR") return;
      if (event.type === "BOOKMARK") {
        if (!watched.isKnown || found === undefined)
          this.#update(watched, { namespace, name, found });
        continue;
      }
      found = event.type === "DELETED" ? undefined : event.object;
      this.#update(watched, { namespace, name, found });
    }
  }

  #update(
    watched: Watched<T>,
    { namespace, name, found }: { namespace: string; name: string; found: T | undefined },
  ): void {
    const before = watched.value;
    watched.value = found;
    const isFirst = !watched.isKnown;
    watched.isKnown = true;
    watched.known.resolve();
    const isNews = before?.metadata.resourceVersion !== found?.metadata.resourceVersion;
    // Who waits for the first word needs no other.
    if (isFirst ? watched.isAwaited : isNews) this.#options.onChange(namespace, name);
  }
}
