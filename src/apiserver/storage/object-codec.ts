// The bytes of an object. An object is encoded once, when it is written: kind, apiVersion and the
// opening of metadata come first, so that the place where resourceVersion goes is the same for all
// objects of a resource. The store keeps the bytes without it; the cache keeps them with it, and
// get, list and watch share those. https://kubernetes.io/docs/reference/using-api/api-concepts/

import type { UnstructuredObject } from "#apimachinery";
import { deepCopy, deepFreeze } from "#base";
import type { Conversion } from "../generic-registry/resource-definition.ts";
import { DecodedEntries } from "./decoded-entries.ts";

const versionStart = '"resourceVersion":"';
const versionStartLength = versionStart.length;
const quote = 0x22;

export class ObjectCodec {
  readonly kind: string;
  readonly apiVersion: string;
  /** Which entries hold their object beside its bytes. */
  readonly decoded = new DecodedEntries();
  readonly #head: Buffer;
  readonly #conversion: Conversion | undefined;
  readonly #freezes: boolean;

  /**
   * `conversion`: objects are stored in the form of another version. `freezes`: shared objects
   * throw when somebody changes them (tests).
   */
  constructor(
    apiVersion: string,
    kind: string,
    options: { conversion?: Conversion | undefined; freezes?: boolean | undefined } = {},
  ) {
    this.kind = kind;
    this.apiVersion = apiVersion;
    this.#conversion = options.conversion;
    this.#freezes = options.freezes ?? false;
    this.#head = Buffer.from(
      `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":{`,
    );
  }

  /** The bytes to store: without resourceVersion. The object must have a name. */
  encodeStored(object: UnstructuredObject): Buffer {
    if (!this.#conversion) return this.#encode(object);
    const stored = this.#conversion.toStored(deepCopy(object));
    return encodeAs(stored.apiVersion as string, stored.kind as string, stored);
  }

  /** The bytes to serve of an object that is not (yet) stored. */
  encodeServed(object: UnstructuredObject, revision: number): Buffer {
    return this.withVersion(this.#encode(object), revision);
  }

  /** The bytes to serve of what the store holds. */
  serve(stored: Uint8Array, revision: number): Buffer {
    if (this.#owns(stored)) return this.withVersion(stored, revision);
    // Another version's form, or another program's order of fields.
    const object = JSON.parse(Buffer.from(stored).toString("utf8")) as UnstructuredObject;
    return this.encodeServed(this.#conversion?.fromStored(object) ?? object, revision);
  }

  /** The served form of bytes in this codec's own order. */
  withVersion(encoded: Uint8Array, revision: number): Buffer {
    return this.#splice(encoded, this.#head.length, revision);
  }

  /** The served form with another resourceVersion; for the last state of a deleted object. */
  changeVersion(body: Uint8Array, revision: number): Buffer {
    let end = this.#head.length + versionStartLength;
    while (body[end] !== quote) end++;
    return this.#splice(body, end + 2, revision);
  }

  /** The object as many will share it. */
  share(object: UnstructuredObject): UnstructuredObject {
    return this.#freezes ? deepFreeze(object) : object;
  }

  decode(body: Buffer): UnstructuredObject {
    return JSON.parse(body.toString("utf8")) as UnstructuredObject;
  }

  #encode(object: UnstructuredObject): Buffer {
    return encodeAs(this.apiVersion, this.kind, object);
  }

  /** Whether the bytes begin as this codec writes them. */
  #owns(stored: Uint8Array): boolean {
    const head = this.#head;
    if (stored.length <= head.length) return false;
    for (let index = 0; index < head.length; index++) {
      if (stored[index] !== head[index]) return false;
    }
    return true;
  }

  #splice(source: Uint8Array, from: number, revision: number): Buffer {
    const head = this.#head;
    const version = `${versionStart}${revision}",`;
    const body = Buffer.allocUnsafeSlow(head.length + version.length + source.length - from);
    body.set(head, 0);
    body.write(version, head.length, "latin1");
    body.set(source.subarray(from), head.length + version.length);
    return body;
  }
}

function encodeAs(apiVersion: string, kind: string, object: UnstructuredObject): Buffer {
  const { kind: _kind, apiVersion: _apiVersion, metadata: given, ...rest } = object;
  const { resourceVersion: _resourceVersion, ...metadata } = given;
  return Buffer.from(JSON.stringify({ kind, apiVersion, metadata, ...rest }));
}
