// What a controller has written and not yet seen in its cache. A decision on older objects would
// count wrongly: sizes that were changed a moment ago would be taken for what they were.
// https://github.com/kubernetes/enhancements/issues/5647
import type { KubernetesObject } from "#apimachinery";
import type { Clock } from "#base";
import type { Informer, Lister } from "#client";

interface Written {
  namespace: string;
  name: string;
  uid: string;
  version: bigint;
  since: number;
}

type Cache<T> = Pick<Informer<T>, "lister" | "resourceVersion">;

/** A watch that is so late is taken for lost; conflicts still guard each write. */
const timeoutMilliseconds = 300_000;

export class OwnWrites {
  readonly #clock: Clock;
  /** By key of the reconciliation, then by uid of the object. */
  readonly #written = new Map<string, Map<string, Written>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Remembers the answer to a write. */
  note(key: string, object: KubernetesObject): void {
    const { namespace = "", name = "", uid = "", resourceVersion = "" } = object.metadata;
    const version = versionOf(resourceVersion);
    if (version === undefined) return;
    const ofKey = this.#written.get(key) ?? new Map<string, Written>();
    this.#written.set(key, ofKey);
    ofKey.set(uid, { namespace, name, uid, version, since: this.#clock.monotonic() });
  }

  /** Whether the cache shows all that was written for the key, or something newer. */
  areSeen<T extends KubernetesObject>(key: string, cache: Cache<T>): boolean {
    const ofKey = this.#written.get(key);
    if (!ofKey) return true;
    const current = versionOf(cache.resourceVersion ?? "") ?? 0n;
    for (const written of ofKey.values()) {
      const isOld = this.#clock.monotonic() - written.since > timeoutMilliseconds;
      if (isOld || current >= written.version || isShown(written, cache.lister))
        ofKey.delete(written.uid);
    }
    if (ofKey.size === 0) this.#written.delete(key);
    return ofKey.size === 0;
  }

  forget(key: string): void {
    this.#written.delete(key);
  }
}

function isShown<T extends KubernetesObject>(written: Written, lister: Lister<T>): boolean {
  const object = lister.get(written.namespace, written.name);
  if (object?.metadata.uid !== written.uid) return false;
  const version = versionOf(object.metadata.resourceVersion ?? "");
  return version === undefined || version >= written.version;
}

function versionOf(resourceVersion: string): bigint | undefined {
  return /^\d{1,19}$/.test(resourceVersion) ? BigInt(resourceVersion) : undefined;
}
