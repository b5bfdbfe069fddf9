// Group commit: writes that arrive while a transaction is being flushed go into the next one
// together. Here they wait, and become one message for the writer thread.
import { type KeyValue, StoreError, type StoreEvent, type WriteResult } from "../../backend.ts";
import {
  deleteKind,
  outcomeWidth,
  putKind,
  requestWidth,
  ValuePacker,
  type WriteBatch,
  type WriteOutcome,
} from "./writer-messages.ts";

const maximumBatchWrites = 1024;
const maximumBatchBytes = 8 * 1024 * 1024;
const maximumQueuedWrites = 100_000;
const maximumQueuedBytes = 256 * 1024 * 1024;

const noValue = new Uint8Array(0);

export interface PendingWrite {
  key: string;
  /** Undefined: delete. */
  value: Uint8Array | undefined;
  expectedRevision: number;
  resolve(result: WriteResult): void;
  reject(error: StoreError): void;
}

export class WriteQueue {
  #writes: PendingWrite[] = [];
  #bytes = 0;

  get length(): number {
    return this.#writes.length;
  }

  push(write: PendingWrite): void {
    const bytes = write.value?.byteLength ?? 0;
    if (this.#writes.length >= maximumQueuedWrites || this.#bytes + bytes > maximumQueuedBytes) {
      throw new StoreError("unavailable", "Too many writes of the store are waiting");
    }
    this.#writes.push(write);
    this.#bytes += bytes;
  }

  /** The writes of the next transaction, oldest first. */
  take(): PendingWrite[] {
    let bytes = 0;
    let count = 0;
    for (const write of this.#writes) {
      if (count === maximumBatchWrites || bytes > maximumBatchBytes) break;
      bytes += write.value?.byteLength ?? 0;
      count++;
    }
    const taken = this.#writes.slice(0, count);
    this.#writes = this.#writes.slice(count);
    this.#bytes -= bytes;
    return taken;
  }
}

/** The writes as a message; its values are a copy that can be handed over. */
export function encodeBatch(writes: readonly PendingWrite[]): WriteBatch {
  const numbers = new Float64Array(writes.length * requestWidth);
  const values = new ValuePacker();
  for (const [index, { value, expectedRevision }] of writes.entries()) {
    const offset = values.add(value);
    const kind = value ? putKind : deleteKind;
    numbers.set([kind, expectedRevision, offset, value?.byteLength ?? 0], index * requestWidth);
  }
  return { keys: writes.map(({ key }) => key), numbers, values: values.pack() };
}

export interface DecodedOutcome {
  results: WriteResult[];
  events: StoreEvent[];
  /** The last revision of the batch, or the given one when nothing was written. */
  revision: number;
}

/** What became of the writes; `revision` is the store's before the batch. */
export function decodeOutcome(
  writes: readonly PendingWrite[],
  outcome: WriteOutcome,
  revision: number,
): DecodedOutcome {
  const decoded: DecodedOutcome = { results: [], events: [], revision };
  const { numbers } = outcome;
  for (const [index, { key, value }] of writes.entries()) {
    const at = index * outcomeWidth;
    const own = numbers[at] as number;
    const previous = decodePrevious(key, outcome, at);
    if (own === 0) {
      decoded.results.push({ ok: false, revision: decoded.revision, current: previous });
      continue;
    }
    decoded.revision = own;
    decoded.results.push({ ok: true, revision: own, ...(previous && { previous }) });
    const createRevision = previous?.createRevision ?? own;
    decoded.events.push({
      type: value ? "put" : "delete",
      item: { key, value: value ?? noValue, createRevision, modRevision: own },
      ...(previous && { previous }),
    });
  }
  return decoded;
}

function decodePrevious(key: string, outcome: WriteOutcome, at: number): KeyValue | undefined {
  const modRevision = outcome.numbers[at + 1] as number;
  if (modRevision === 0) return undefined;
  const createRevision = outcome.numbers[at + 2] as number;
  const offset = outcome.numbers[at + 3] as number;
  const value = outcome.values.subarray(offset, offset + (outcome.numbers[at + 4] as number));
  return { key, value, createRevision, modRevision };
}
