// A client that creates, updates and deletes one ConfigMap over and over, and remembers what the
// server acknowledged: one request at a time, so that at most one is of unknown outcome.
import assert from "node:assert/strict";
import { type ClusterApi, resourcePath } from "#testing/cluster";

/** Of all writers and lives. */
export interface WriterLog {
  /** By resourceVersion: the object's name and what was written there. */
  versions: Map<number, { name: string; stamp: string }>;
  highest: number;
}

interface Known {
  /** Undefined: it does not exist. */
  stamp: string | undefined;
  version: string | undefined;
}

const namespace = "default";
const resource = "v1/configmaps";

export class Writer {
  readonly #api: ClusterApi;
  readonly #name: string;
  readonly #log: WriterLog;
  #known: Known = { stamp: undefined, version: undefined };
  /** The stamp that a write without an answer would leave; null: it would leave nothing. */
  #pending: string | null | undefined;
  #count = 0;

  constructor(api: ClusterApi, index: number, log: WriterLog) {
    this.#api = api;
    this.#name = `writer-${index}`;
    this.#log = log;
  }

  /** Until the server is gone. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#write();
      } catch (error) {
        assert.ok(!(error instanceof assert.AssertionError), error as Error);
        return;
      }
    }
  }

  /** What is there is what was acknowledged, or what was asked for last without an answer. */
  async check(): Promise<void> {
    const answer = await this.#api.request("GET", resourcePath(resource, namespace, this.#name));
    const stamp = answer.status === 404 ? undefined : answer.body.data.stamp;
    const allowed = [this.#known.stamp];
    if (this.#pending !== undefined) allowed.push(this.#pending ?? undefined);
    assert.ok(allowed.includes(stamp), `${this.#name} is ${stamp} instead of ${allowed.join()}`);
    this.#pending = undefined;
    this.#known = { stamp, version: answer.body?.metadata?.resourceVersion };
    if (stamp === undefined) this.#known = { stamp, version: undefined };
  }

  async #write(): Promise<void> {
    const { stamp, version } = this.#known;
    this.#count++;
    if (stamp !== undefined && this.#count % 5 === 0) return this.#delete();
    const next = `${this.#name}-${this.#count}`;
    this.#pending = next;
    const metadata = { name: this.#name, namespace };
    const path = resourcePath(resource, namespace);
    const answer =
      stamp === undefined
        ? await this.#api.request("POST", path, { body: { metadata, data: { stamp: next } } })
        : await this.#api.request("PUT", `${path}/${this.#name}`, {
            body: { metadata: { ...metadata, resourceVersion: version }, data: { stamp: next } },
          });
    assert.ok(answer.status < 300, `${this.#name}: ${answer.status} ${answer.text}`);
    this.#pending = undefined;
    const newVersion: string = answer.body.metadata.resourceVersion;
    this.#note(Number(newVersion), next);
    this.#known = { stamp: next, version: newVersion };
  }

  async #delete(): Promise<void> {
    this.#pending = null;
    const answer = await this.#api.request("DELETE", resourcePath(resource, namespace, this.#name));
    assert.equal(answer.status, 200, answer.text);
    this.#pending = undefined;
    this.#known = { stamp: undefined, version: undefined };
  }

  #note(version: number, stamp: string): void {
    const { versions } = this.#log;
    const other = versions.get(version);
    assert.ok(!other, `version ${version} is given to ${stamp} and to ${other?.stamp}`);
    assert.ok(version > Number(this.#known.version ?? 0), `version ${version} went back`);
    versions.set(version, { name: this.#name, stamp });
    this.#log.highest = Math.max(this.#log.highest, version);
  }
}
