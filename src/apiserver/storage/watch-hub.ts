// Who watches a resource, indexed so that an event costs work for those only whom it may concern.
// Watchers that ask for the same thing form a group: an event is matched and encoded once for the
// group, and its members share the buffers that are written.
import type { Clock, Timer } from "#base";
import type { CacheEntry, CacheEvent, WatchEventType, WatchFormat } from "./cache-entry.ts";

/**
 * Events that come closer together than this are sent in one write: the more watchers, the more a
 * write costs, and the longer it pays to wait for the next event.
 */
function gatherMilliseconds(watchers: number): number {
  return Math.min(25, 1 + watchers / 10);
}

export interface ObjectSelector {
  /** Canonical text; two selectors with the same text match the same objects. */
  readonly text: string;
  matches(entry: CacheEntry): boolean;
  /** The one value that a field must have for a match, where the selector says so. */
  exactValue(field: string): string | undefined;
}

export interface WatchScope {
  /** Empty: all namespaces. */
  namespace: string;
  selector: ObjectSelector | undefined;
  format: WatchFormat;
}

export interface HubMember {
  /** One or more whole events. */
  chunk(bytes: Buffer, revision: number): void;
}

type FieldReader = (entry: CacheEntry) => string;

class WatchGroup {
  readonly scope: WatchScope;
  readonly members = new Set<HubMember>();
  #pending: Buffer[] = [];
  #pendingRevision = 0;

  constructor(scope: WatchScope) {
    this.scope = scope;
  }

  /** Gives whether there is something to send. */
  offer(event: CacheEvent): boolean {
    const { namespace, selector } = this.scope;
    if (namespace && namespace !== event.entry.namespace) return false;
    const type = seenAs(event, selector);
    if (!type) return false;
    this.#pending.push(event.encoded(this.scope.format, type));
    this.#pendingRevision = event.revision;
    return true;
  }

  flush(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    const bytes = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
    for (const member of this.members) member.chunk(bytes, this.#pendingRevision);
  }
}

/** The type under which a watcher with this selector sees the event; undefined: not at all. */
export function seenAs(
  event: CacheEvent,
  selector: ObjectSelector | undefined,
): WatchEventType | undefined {
  if (!selector) return event.type;
  const now = event.type !== "DELETED" && selector.matches(event.entry);
  const before = event.previous !== undefined && selector.matches(event.previous);
  if (now) return before ? "MODIFIED" : "ADDED";
  return before ? "DELETED" : undefined;
}

export class WatchHub {
  readonly #clock: Clock;
  readonly #fields: Readonly<Record<string, FieldReader>>;
  readonly #groups = new Map<string, WatchGroup>();
  readonly #byScope = new Map<string, Set<WatchGroup>>();
  readonly #byField = new Map<string, Map<string, Set<WatchGroup>>>();
  readonly #dirty = new Set<WatchGroup>();
  #members = 0;
  #lastFlush = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #offered: CacheEvent[] = [];

  /** `fields`: those beside metadata.name by which watchers are found. */
  constructor(clock: Clock, fields: Readonly<Record<string, FieldReader>>) {
    this.#clock = clock;
    this.#fields = fields;
  }

  /** From now on the member is given chunks. Gives a function that ends it. */
  join(scope: WatchScope, member: HubMember): () => void {
    const identity = `${scope.format.identity} ${scope.namespace} ${scope.selector?.text ?? ""}`;
    let group = this.#groups.get(identity);
    if (group) {
      // What the others still wait for is older than what the new member has seen.
      group.flush();
    } else {
      group = new WatchGroup(scope);
      this.#groups.set(identity, group);
      this.#index(group);
    }
    group.members.add(member);
    this.#members++;
    const joined = group;
    return () => {
      if (joined.members.delete(member)) this.#members--;
      if (joined.members.size > 0 || this.#groups.get(identity) !== joined) return;
      this.#groups.delete(identity);
      this.#dirty.delete(joined);
      this.#unindex(joined);
    };
  }

  /** Sends what is gathered, so that members may be told of a later revision. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#lastFlush = this.#clock.monotonic();
    for (const group of this.#dirty) group.flush();
    this.#dirty.clear();
    for (const event of this.#offered) event.forgetEncodings();
    this.#offered = [];
  }

  offer(event: CacheEvent): void {
    if (this.#groups.size === 0) return;
    const { namespace, name } = event.entry;
    this.#offerAll(this.#byScope.get("/"), event);
    this.#offerAll(this.#byScope.get(`/${name}`), event);
    if (namespace) {
      this.#offerAll(this.#byScope.get(`${namespace}/`), event);
      this.#offerAll(this.#byScope.get(`${namespace}/${name}`), event);
    }
    for (const [field, groups] of this.#byField) {
      const read = this.#fields[field] as FieldReader;
      const value = read(event.entry);
      this.#offerAll(groups.get(value), event);
      const before = event.previous ? read(event.previous) : value;
      if (before !== value) this.#offerAll(groups.get(before), event);
    }
    this.#offered.push(event);
  }

  batchEnd(): void {
    if (this.#dirty.size === 0) {
      this.#offered = [];
      return;
    }
    if (this.#timer) return;
    const wait = this.#lastFlush + gatherMilliseconds(this.#members) - this.#clock.monotonic();
    if (wait <= 0) this.flush();
    else this.#timer = this.#clock.after(wait, () => this.flush());
  }

  #offerAll(groups: Set<WatchGroup> | undefined, event: CacheEvent): void {
    if (!groups) return;
    for (const group of groups) if (group.offer(event)) this.#dirty.add(group);
  }

  #index(group: WatchGroup): void {
    this.#placeOf(group, true)?.add(group);
  }

  #unindex(group: WatchGroup): void {
    this.#placeOf(group, false)?.delete(group);
    this.#sweep();
  }

  /** The set that an event must look into to find the group: the narrowest there is. */
  #placeOf(group: WatchGroup, make: boolean): Set<WatchGroup> | undefined {
    const { namespace, selector } = group.scope;
    const name = selector?.exactValue("metadata.name");
    if (name === undefined) {
      for (const field of Object.keys(this.#fields)) {
        const value = selector?.exactValue(field);
        if (value === undefined) continue;
        let values = this.#byField.get(field);
        if (!values) {
          values = new Map();
          if (make) this.#byField.set(field, values);
        }
        return setIn(values, value, make);
      }
    }
    return setIn(this.#byScope, `${namespace}/${name ?? ""}`, make);
  }

  #sweep(): void {
    for (const [scope, groups] of this.#byScope) if (groups.size === 0) this.#byScope.delete(scope);
    for (const [field, values] of this.#byField) {
      for (const [value, groups] of values) if (groups.size === 0) values.delete(value);
      if (values.size === 0) this.#byField.delete(field);
    }
  }
}

function setIn<G>(map: Map<string, Set<G>>, key: string, make: boolean): Set<G> | undefined {
  let found = map.get(key);
  if (!found && make) {
    found = new Set();
    map.set(key, found);
  }
  return found;
}
