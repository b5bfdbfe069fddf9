// One reflector's objects, shared by many readers and handlers. A handler is told of changes in
// order and one at a time; while it is told, the lister shows at least that change.
import type { KubernetesObject } from "#apimachinery";
import { deepFreeze } from "#base";
import type { Logger } from "#component-base";
import type { Informer, InformerHandler, Lister } from "./informer.ts";
import { Reflector, type ReflectorOptions, type ReflectorSink } from "./reflector.ts";
import { ObjectStore } from "./store.ts";

export interface SharedInformerOptions<T extends KubernetesObject>
  extends Omit<ReflectorOptions<T>, "sink"> {
  /** Makes a change of a cached object throw; for tests. */
  freeze: boolean;
}

export class SharedInformer<T extends KubernetesObject> implements Informer<T>, ReflectorSink<T> {
  readonly #store = new ObjectStore<T>();
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #log: Logger;
  readonly #freeze: boolean;
  readonly #reflector: Reflector<T>;
  readonly #synced = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  /** Deliveries that wait because one is being made. */
  #deliveries: (() => void)[] | undefined;
  #hasList = false;
  #hasSynced = false;
  #running: Promise<void> | undefined;

  constructor(options: SharedInformerOptions<T>) {
    this.#log = options.log;
    this.#freeze = options.freeze;
    this.#reflector = new Reflector({ ...options, sink: this });
  }

  get lister(): Lister<T> {
    return this.#store;
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  get isStarted(): boolean {
    return this.#running !== undefined;
  }

  get resourceVersion(): string | undefined {
    return this.#reflector.resourceVersion;
  }

  synced(signal?: AbortSignal): Promise<void> {
    if (!signal || this.#hasSynced) return this.#synced.promise;
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, { once: true });
      void this.#synced.promise.then(() => {
        signal.removeEventListener("abort", abort);
        resolve();
      });
    });
  }

  addHandler(handler: InformerHandler<T>): () => void {
    this.#deliver(() => {
      const present = this.#store.list();
      this.#handlers.add(handler);
      for (const object of present) this.#call(() => handler.add?.(object, true));
    });
    return () => this.#handlers.delete(handler);
  }

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    this.#store.addIndex(name, values);
  }

  start(): void {
    this.#running ??= this.#reflector.run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error("Informer is stopped"));
    this.#handlers.clear();
    await this.#running;
  }

  replace(objects: readonly T[]): void {
    const isInitial = !this.#hasList;
    this.#hasList = true;
    const gone = new Set(this.#store.list());
    for (const object of objects) {
      const { namespace = "", name = "" } = object.metadata;
      const old = this.#store.get(namespace, name);
      if (old) gone.delete(old);
      if (old?.metadata.resourceVersion !== object.metadata.resourceVersion || !old) {
        this.#put(object, isInitial);
      }
    }
    for (const object of gone) this.#take(object);
    if (!isInitial) return;
    this.#deliver(() => {
      this.#hasSynced = true;
      this.#synced.resolve();
    });
  }

  upsert(object: T): void {
    this.#put(object, false);
  }

  remove(object: T): void {
    this.#take(object);
  }

  #put(object: T, isInInitialList: boolean): void {
    // No informer keeps them, so that those that share the object agree.
    delete object.metadata.managedFields;
    if (this.#freeze) deepFreeze(object);
    const old = this.#store.set(object);
    // The same name with another uid is another object.
    const isSame = old?.metadata.uid === object.metadata.uid;
    this.#deliver(() => {
      for (const handler of this.#handlers) {
        this.#call(() => {
          if (old && isSame) handler.update?.(object, old);
          else {
            if (old) handler.delete?.(old);
            handler.add?.(object, isInInitialList);
          }
        });
      }
    });
  }

  #take(object: T): void {
    const { namespace = "", name = "" } = object.metadata;
    const known = this.#store.remove(namespace, name);
    if (!known) return;
    this.#deliver(() => {
      for (const handler of this.#handlers) this.#call(() => handler.delete?.(known));
    });
  }

  #deliver(delivery: () => void): void {
    if (this.#deliveries) {
      this.#deliveries.push(delivery);
      return;
    }
    this.#deliveries = [delivery];
    for (let next = 0; next < this.#deliveries.length; next++) this.#deliveries[next]?.();
    this.#deliveries = undefined;
  }

  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#log.error("Informer handler failed", { error });
    }
  }
}
