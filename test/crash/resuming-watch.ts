// A watch of ConfigMaps that goes on from its last resourceVersion after each break, and remembers
// all that it was told.
import assert from "node:assert/strict";
import { type ClusterApi, resourcePath } from "#testing/cluster";

interface Told {
  type: string;
  name: string;
  stamp: string;
}

export class ResumingWatch {
  readonly #api: ClusterApi;
  readonly #path: string;
  #version: number;
  /** Versions up to here were passed over: the server had forgotten them and said so. */
  #forgotten: number;
  readonly #told = new Map<number, Told>();

  constructor(api: ClusterApi, namespace: string, version: string) {
    this.#api = api;
    this.#path = resourcePath("v1/configmaps", namespace);
    this.#version = Number(version);
    this.#forgotten = this.#version;
  }

  /** Until the connection breaks or the signal ends it. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      await this.#read(signal, () => false);
    } catch (error) {
      assert.ok(!(error instanceof assert.AssertionError), error as Error);
    }
  }

  /** Reads up to the version. Gives false when the server answered 410 instead. */
  async catchUp(version: number): Promise<boolean> {
    const isGone = await this.#read(AbortSignal.timeout(20_000), () => this.#version >= version);
    if (!isGone) return true;
    this.#version = version;
    this.#forgotten = version;
    return false;
  }

  /** Each acknowledged write was told exactly once, with what was written. */
  compare(written: ReadonlyMap<number, { name: string; stamp: string }>): void {
    for (const [version, { name, stamp }] of written) {
      if (version <= this.#forgotten || version > this.#version) continue;
      const told = this.#told.get(version);
      assert.ok(told, `the watch was not told of version ${version}, ${stamp}`);
      assert.deepEqual([told.name, told.stamp], [name, stamp]);
    }
  }

  async #read(signal: AbortSignal, isEnough: () => boolean): Promise<boolean> {
    if (isEnough()) return false;
    const query = `resourceVersion=${this.#version}&allowWatchBookmarks=true`;
    for await (const { type, object } of this.#api.watch(`${this.#path}?${query}`, signal)) {
      if (type === "ERROR") {
        assert.equal(object["code"], 410, JSON.stringify(object));
        return true;
      }
      const version = Number(object.metadata.resourceVersion);
      if (type !== "BOOKMARK") {
        assert.ok(version > this.#version, `${type} of version ${version} after ${this.#version}`);
        const stamp: string = object["data"]?.stamp;
        this.#told.set(version, { type, name: object.metadata.name, stamp });
      }
      this.#version = version;
      if (isEnough()) return false;
    }
    return false;
  }
}
