// ConfigMaps and Secrets that pods of this node use, each followed by a watch of its own while it is
// in use: a node may not list more than that, and changes reach mounted files without polling.

import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import { isForbidden } from "#apimachinery";
import { Backoff, type Clock, sleep } from "#base";
import type { Client } from "#client";
import type { Logger } from "#component-base";

interface Watched<T> {
  users: Set<string>;
  stop: AbortController;
  current: Promise<T | undefined>;
  settle: ((value: T | undefined) => void) | undefined;
}

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

  /** The object as last seen, undefined when it is not there. Follows it on the user's behalf. */
  get(namespace: string, name: string, user: string): Promise<T | undefined> {
    const key = `${namespace}/${name}`;
    const watched = this.#watched.get(key) ?? this.#follow(key, namespace, name);
    watched.users.add(user);
    return watched.current;
  }

  /** The user needs none of its objects any more. */
  release(user: string): void {
    for (const [key, watched] of this.#watched) {
      if (!watched.users.delete(user) || watched.users.size > 0) continue;
      watched.stop.abort(new Error("No longer used"));
      this.#watched.delete(key);
    }
  }

  stop(): void {
    for (const watched of this.#watched.values()) watched.stop.abort(new Error("Stopped"));
    this.#watched.clear();
  }

  #follow(key: string, namespace: string, name: string): Watched<T> {
    let settle: ((value: T | undefined) => void) | undefined;
    const current = new Promise<T | undefined>((resolve) => {
      settle = resolve;
    });
    const watched: Watched<T> = { users: new Set(), stop: new AbortController(), current, settle };
    this.#watched.set(key, watched);
    void this.#run(watched, namespace, name);
    return watched;
  }

  async #run(watched: Watched<T>, namespace: string, name: string): Promise<void> {
    const backoff = new Backoff({ initialMilliseconds: 200, maximumMilliseconds: 30_000 });
    const { signal } = watched.stop;
    while (!signal.aborted) {
      try {
        await this.#watchOnce(watched, namespace, name);
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        // The right to read follows from the pod's binding, which the authorizer may not have seen yet.
        if (!isForbidden(error))
          this.#options.log.debug("Watch of an object ended", { error, namespace, name });
        await sleep(this.#options.clock, backoff.next(), signal).catch(() => {});
      }
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
        if (watched.settle || found === undefined)
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
    if (watched.settle) {
      watched.settle(found);
      watched.settle = undefined;
      watched.current = Promise.resolve(found);
      return;
    }
    const before = watched.current;
    watched.current = Promise.resolve(found);
    void before.then((old) => {
      if (old?.metadata.resourceVersion !== found?.metadata.resourceVersion)
        this.#options.onChange(namespace, name);
    });
  }
}
