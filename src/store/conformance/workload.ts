// Writes and readable forms of what comes back, for the checks of this folder.
import assert from "node:assert/strict";
import type { StoreEvent } from "../backend.ts";
import { type Backend, type KeyValue, StoreError, type StoreErrorCode } from "../backend.ts";

/** What the store held, by key. */
export type State = ReadonlyMap<string, string>;

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(value: Uint8Array | undefined): string | undefined {
  return value && new TextDecoder().decode(value);
}

/** Creates a key that is absent and returns the revision. */
export async function create(backend: Backend, key: string, value = "x"): Promise<number> {
  const result = await backend.create(key, bytes(value));
  assert.ok(result.ok, `${key} exists`);
  return result.revision;
}

/** Updates a key that has the revision and returns the new one. */
export async function update(
  backend: Backend,
  ...[key, value, revision]: [key: string, value: string, revision: number]
): Promise<number> {
  const result = await backend.update(key, bytes(value), revision);
  assert.ok(result.ok, `${key} is not at ${revision}`);
  return result.revision;
}

/** Creates, updates and deletes a few keys in turn; returns the state after each revision. */
export async function churn(backend: Backend, writes: number): Promise<Map<number, State>> {
  const states = new Map<number, State>();
  const state = new Map<string, string>();
  for (let step = 0; step < writes; step++) {
    const key = `/key-${(step * 7) % 11}`;
    const item = await backend.get(key);
    const value = `${step}`;
    let revision: number;
    if (!item) {
      revision = await create(backend, key, value);
      state.set(key, value);
    } else if (step % 3 === 0) {
      const result = await backend.delete(key, item.modRevision);
      assert.ok(result.ok);
      revision = result.revision;
      state.delete(key);
    } else {
      revision = await update(backend, key, value, item.modRevision);
      state.set(key, value);
    }
    states.set(revision, new Map(state));
  }
  return states;
}

/** The item with its value as text. */
export function readable(item: KeyValue | undefined): unknown {
  return item && { ...item, value: text(item.value) };
}

/** One line that says all of an event. */
export function describeEvent({ type, item, previous }: StoreEvent): string {
  const { key, value, modRevision, createRevision } = item;
  const was = previous ? `${text(previous.value)} at ${previous.modRevision}` : "nothing";
  return `${type} ${key} ${text(value)} at ${modRevision} created ${createRevision}, was ${was}`;
}

/** Checks that the promise is rejected with the store's error. */
export async function rejectsWith(
  code: StoreErrorCode,
  promise: Promise<unknown>,
  compactRevision?: number,
): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof StoreError);
    assert.equal(error.code, code);
    if (compactRevision !== undefined) assert.equal(error.compactRevision, compactRevision);
    return true;
  });
}
