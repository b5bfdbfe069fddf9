// One state of one object, and one change of it, as the watch cache keeps them. Bytes are shared by
// everybody who sends them; the decoded object and the encodings of an event are made when first
// asked for and kept.
import type { UnstructuredObject } from "#apimachinery";
import type { ObjectCodec } from "./object-codec.ts";

type Labels = Readonly<Record<string, string>>;

const noLabels: Labels = {};

export class CacheEntry {
  readonly key: string;
  /** Empty for kinds without namespace. */
  readonly namespace: string;
  readonly name: string;
  /** The object's resourceVersion. */
  readonly revision: number;
  readonly #codec: ObjectCodec;
  #body: Buffer;
  #object: UnstructuredObject | undefined;
  #labels: Labels | undefined;

  constructor(
    codec: ObjectCodec,
    place: { key: string; namespace: string; name: string },
    state: { revision: number; body: Buffer; object?: UnstructuredObject | undefined },
  ) {
    this.#codec = codec;
    this.key = place.key;
    this.namespace = place.namespace;
    this.name = place.name;
    this.revision = state.revision;
    this.#body = state.body;
    if (state.object) this.#keep(state.object);
  }

  /** JSON with resourceVersion. */
  get body(): Buffer {
    return this.#body;
  }

  /** Shared: never change it. */
  get object(): UnstructuredObject {
    return this.#object ?? this.#keep(this.#codec.share(this.#codec.decode(this.#body)));
  }

  /** Kept when the object is not, since selectors ask all entries for them. */
  get labels(): Labels {
    this.#labels ??= this.object.metadata.labels ?? noLabels;
    return this.#labels;
  }

  /** It is decoded again when it is asked for again. */
  forgetObject(): void {
    this.#object = undefined;
  }

  /** The same bytes in a buffer that holds those of other entries too. */
  moveTo(body: Buffer): void {
    this.#body = body;
  }

  /** The state is past: it is rarely looked into again, and must not hold the bytes of others. */
  retire(): void {
    this.#object = undefined;
    if (this.#body.length < this.#body.buffer.byteLength) {
      const own = Buffer.allocUnsafeSlow(this.#body.length);
      own.set(this.#body);
      this.#body = own;
    }
  }

  /** A copy of the object that may be changed. */
  copy(): UnstructuredObject {
    return this.#codec.decode(this.#body);
  }

  /** The same state under a later revision: how watchers see an object go. */
  atRevision(revision: number): CacheEntry {
    return new CacheEntry(this.#codec, this, {
      revision,
      body: this.#codec.changeVersion(this.#body, revision),
    });
  }

  #keep(object: UnstructuredObject): UnstructuredObject {
    this.#object = object;
    this.#codec.decoded.add(this);
    return object;
  }
}

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/** How one kind of watcher is sent objects: JSON, protobuf, Table ... of one API version. */
export interface WatchFormat {
  /** Two formats with one identity give the same bytes. */
  readonly identity: string;
  event(type: WatchEventType, entry: CacheEntry): Buffer;
  bookmark(revision: number, initialEventsEnd: boolean): Buffer;
  error(status: unknown): Buffer;
}

export class CacheEvent {
  readonly type: WatchEventType;
  readonly revision: number;
  /** The new state; for DELETED the last state under the revision of the deletion. */
  readonly entry: CacheEntry;
  readonly previous: CacheEntry | undefined;
  #gone: CacheEntry | undefined;
  #encodings: Map<string, Buffer> | undefined;

  constructor(
    type: WatchEventType,
    revision: number,
    states: { entry: CacheEntry; previous: CacheEntry | undefined },
  ) {
    this.type = type;
    this.revision = revision;
    this.entry = states.entry;
    this.previous = states.previous;
  }

  /** Bytes that this event keeps in memory. */
  get sizeBytes(): number {
    return this.entry.body.length + (this.previous?.body.length ?? 0);
  }

  /** The encoded event as a watcher of this format sees it, who may see it as another type. */
  encoded(format: WatchFormat, type: WatchEventType): Buffer {
    const identity = `${type} ${format.identity}`;
    let bytes = this.#encodings?.get(identity);
    if (!bytes) {
      bytes = format.event(type, type === "DELETED" ? this.#lastState() : this.entry);
      this.#encodings ??= new Map();
      this.#encodings.set(identity, bytes);
    }
    return bytes;
  }

  /** Encodings are for those who watch now; the history does not keep them. */
  forgetEncodings(): void {
    this.#encodings = undefined;
  }

  #lastState(): CacheEntry {
    if (this.type === "DELETED") return this.entry;
    this.#gone ??= (this.previous ?? this.entry).atRevision(this.revision);
    return this.#gone;
  }
}
