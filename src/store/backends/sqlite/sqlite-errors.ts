// What SQLite's result codes mean for the store. https://www.sqlite.org/rescode.html
import { StoreError, type StoreErrorCode } from "../../backend.ts";

const ioErrorSharedMemorySize = 4874;

const codes: Readonly<Record<number, StoreErrorCode>> = {
  8: "read-only",
  10: "unavailable",
  11: "corrupt",
  13: "no-space",
  18: "too-large",
  26: "corrupt",
};

const messages: Readonly<Record<StoreErrorCode, string>> = {
  closed: "The store is closed",
  compacted: "The revision has been compacted",
  corrupt: "The store is damaged",
  "future-revision": "The revision is not reached yet",
  "no-space": "The store's disk is full, or its quota is used up",
  "read-only": "The store's file can only be read",
  "too-large": "The value is too large",
  unavailable: "The store's disk does not work",
};

/** The store's error for one of SQLite's; a StoreError stays what it is. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const result = resultCode(error);
  const code: StoreErrorCode =
    result === ioErrorSharedMemorySize ? "no-space" : (codes[result & 0xff] ?? "unavailable");
  return new StoreError(code, messages[code], { cause: error });
}

/** Whether the connection cannot be trusted after the error and has to be opened again. */
export function needsReopening(error: unknown): boolean {
  // Read only, input or output error (a failed flush among them), damaged, cannot open.
  return [8, 10, 11, 14].includes(resultCode(error) & 0xff);
}

function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !("errcode" in error)) return 0;
  return Number(error.errcode);
}
