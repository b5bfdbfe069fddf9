// What goes between the store's main thread and its writer thread. Values travel as one block
// that is handed over, not cloned, and numbers as one array, so a message costs
// about the same for many writes.
import type { StoreErrorCode } from "../../backend.ts";

export const putKind = 1;
export const deleteKind = 2;

export interface WriterOptions {
  path: string;
  /** The database file does not grow above it; 0: no limit. */
  maximumSizeBytes: number;
}

/** Writes for one transaction, in order. */
export interface WriteBatch {
  keys: string[];
  /** For each write: kind, expected revision (0: absent), offset and length of its value. */
  numbers: Float64Array;
  values: Uint8Array;
}

export interface WriteOutcome {
  /**
   * For each write: own revision (0: the comparison failed), then of what was there before:
   * revision (0: nothing), create revision, offset and length of its value.
   */
  numbers: Float64Array;
  values: Uint8Array;
}

export const requestWidth = 4;
export const outcomeWidth = 5;

export type WriterRequest =
  | { type: "write"; batch: WriteBatch }
  /** One bounded step; more are needed until it answers that nothing is left. */
  | { type: "compact"; revision: number }
  | { type: "close" };

export type WriterReply =
  | { type: "opened"; revision: number; compactRevision: number; isSwept: boolean }
  | { type: "written"; outcome: WriteOutcome }
  | { type: "compacted"; compactRevision: number; isDone: boolean }
  /** `revision`: the last committed one after the failure. */
  | { type: "failed"; code: StoreErrorCode; message: string; cause: string; revision: number }
  | { type: "closed" };

/** Values one after the other in one block of memory, and where each begins. */
export class ValuePacker {
  readonly #values: (Uint8Array | undefined)[] = [];
  #lengthBytes = 0;

  /** Returns the offset of the value. */
  add(value: Uint8Array | undefined): number {
    const offset = this.#lengthBytes;
    this.#values.push(value);
    this.#lengthBytes += value?.byteLength ?? 0;
    return offset;
  }

  pack(): Uint8Array<ArrayBuffer> {
    const block = new Uint8Array(new ArrayBuffer(this.#lengthBytes));
    let offset = 0;
    for (const value of this.#values) {
      if (!value) continue;
      block.set(value, offset);
      offset += value.byteLength;
    }
    return block;
  }
}
