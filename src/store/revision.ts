// The store's revisions, which the API shows as resourceVersion: one counter for all keys, it only
// goes up and no number is ever given out twice.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import { StoreError } from "./backend.ts";

/** Revision of a store that was never written, as in etcd. */
export const initialRevision = 1;

/** The largest value, etcd's default request limit. */
export const maximumValueBytes = 1.5 * 1024 * 1024;

/** What a store can show. */
export interface RevisionBounds {
  /** The last committed revision. */
  current: number;
  /** The oldest revision that can be read; 0: all of them. */
  compacted: number;
}

/** The revision to read at (0 or undefined: the current one), or throws what the reader is told. */
export function readableRevision(requested: number | undefined, bounds: RevisionBounds): number {
  if (!requested) return bounds.current;
  if (requested > bounds.current) {
    throw new StoreError(
      "future-revision",
      `Revision "${requested}" is not reached yet, the store is at "${bounds.current}"`,
    );
  }
  if (requested < bounds.compacted) throw compactedError(requested, bounds.compacted);
  return requested;
}

/** The error of whoever asks for forgotten history. */
export function compactedError(requested: number, compactRevision: number): StoreError {
  return new StoreError(
    "compacted",
    `Revision "${requested}" has been compacted, the oldest is "${compactRevision}"`,
    { compactRevision },
  );
}

/** Throws "too-large" for what no backend takes. */
export function checkWriteSize(key: string, value: Uint8Array): void {
  if (value.byteLength <= maximumValueBytes) return;
  throw new StoreError(
    "too-large",
    `The value of "${key}" has ${value.byteLength} bytes, at most ${maximumValueBytes} are stored`,
  );
}

/** A revision from text such as a resourceVersion; undefined when it is none. */
export function parseRevision(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const revision = Number(text);
  return Number.isSafeInteger(revision) ? revision : undefined;
}
