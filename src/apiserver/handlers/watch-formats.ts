// How events are written: one format object for each form that watchers of a resource ask for.
// Watchers with the same format share the bytes.
import type { UnstructuredObject } from "#apimachinery";
import type { CacheEntry, WatchEventType, WatchFormat } from "../storage/cache-entry.ts";
import { encodeWatchEvent, statusStruct } from "./encoders.ts";
import type { Output } from "./output.ts";
import type { ServedResource } from "./served-resource.ts";
import { columnDefinitions, defaultColumns, makeRow, partialMetadata } from "./table.ts";

const eventEnd = Buffer.from("}\n");
const eventStart: Readonly<Record<WatchEventType, Buffer>> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};

export function watchFormat(
  resource: ServedResource,
  output: Output,
  now: () => number,
): WatchFormat {
  const { media } = output;
  if (media.as === "Table") return new TableFormat(resource, output, now);
  if (media.as !== "") return new PartialFormat(resource, media.version, media.format);
  if (media.format === "protobuf") return new ProtobufFormat(resource);
  return new JsonFormat(resource);
}

function bookmarkObject(
  resource: ServedResource,
  revision: number,
  initialEventsEnd: boolean,
): UnstructuredObject {
  return {
    kind: resource.definition.kind,
    apiVersion: resource.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
    },
  };
}

function jsonEvent(type: string, object: unknown): Buffer {
  return Buffer.from(`{"type":"${type}","object":${JSON.stringify(object)}}\n`);
}

class JsonFormat implements WatchFormat {
  readonly identity = "json";
  readonly #resource: ServedResource;

  constructor(resource: ServedResource) {
    this.#resource = resource;
  }

  event(type: WatchEventType, entry: CacheEntry): Buffer {
    return Buffer.concat([eventStart[type], entry.body, eventEnd]);
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    return jsonEvent("BOOKMARK", bookmarkObject(this.#resource, revision, initialEventsEnd));
  }

  error(status: unknown): Buffer {
    return jsonEvent("ERROR", status);
  }
}

class ProtobufFormat implements WatchFormat {
  readonly identity = "protobuf";
  readonly #resource: ServedResource;

  constructor(resource: ServedResource) {
    this.#resource = resource;
  }

  event(type: WatchEventType, entry: CacheEntry): Buffer {
    return encodeWatchEvent(type, entry.object, this.#resource.struct);
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    const object = bookmarkObject(this.#resource, revision, initialEventsEnd);
    return encodeWatchEvent("BOOKMARK", object, this.#resource.struct);
  }

  error(status: unknown): Buffer {
    return encodeWatchEvent("ERROR", status as UnstructuredObject, statusStruct());
  }
}

class PartialFormat implements WatchFormat {
  readonly identity: string;
  readonly #resource: ServedResource;
  readonly #version: string;
  readonly #protobuf: boolean;

  constructor(resource: ServedResource, version: string, format: string) {
    this.#resource = resource;
    this.#version = version;
    this.#protobuf = format === "protobuf";
    this.identity = `partial ${version} ${format}`;
  }

  event(type: WatchEventType, entry: CacheEntry): Buffer {
    return this.#encode(type, partialMetadata(entry.object, this.#version));
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    const object = bookmarkObject(this.#resource, revision, initialEventsEnd);
    return this.#encode("BOOKMARK", partialMetadata(object, this.#version));
  }

  error(status: unknown): Buffer {
    if (!this.#protobuf) return jsonEvent("ERROR", status);
    return encodeWatchEvent("ERROR", status as UnstructuredObject, statusStruct());
  }

  #encode(type: string, object: UnstructuredObject): Buffer {
    if (!this.#protobuf) return jsonEvent(type, object);
    return encodeWatchEvent(type, object, undefined);
  }
}

class TableFormat implements WatchFormat {
  readonly identity: string;
  readonly #resource: ServedResource;
  readonly #output: Output;
  readonly #now: () => number;

  constructor(resource: ServedResource, output: Output, now: () => number) {
    this.#resource = resource;
    this.#output = output;
    this.#now = now;
    this.identity = `table ${output.media.version} ${output.includeObject}`;
  }

  event(type: WatchEventType, entry: CacheEntry): Buffer {
    return jsonEvent(type, this.#table(entry.object, String(entry.revision)));
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    const object = bookmarkObject(this.#resource, revision, initialEventsEnd);
    return jsonEvent("BOOKMARK", this.#table(object, String(revision)));
  }

  error(status: unknown): Buffer {
    return jsonEvent("ERROR", status);
  }

  #table(object: UnstructuredObject, resourceVersion: string): unknown {
    const columns = this.#resource.definition.columns ?? defaultColumns;
    const { includeObject, media } = this.#output;
    const request = { version: media.version, includeObject, now: this.#now() };
    return {
      kind: "Table",
      apiVersion: `meta.k8s.io/${media.version}`,
      metadata: { resourceVersion },
      columnDefinitions: columnDefinitions(columns),
      rows: [makeRow(object, columns, request)],
    };
  }
}
