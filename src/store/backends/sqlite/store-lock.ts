// One server opens a store at a time. The lock is one that the kernel holds for the process, so it
// ends with it however it ends; the process id beside it only serves the message to the second one.
import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../backend.ts";

export interface StoreLock {
  release(): void;
}

/** Locks the store of the path, or throws "unavailable" naming the process that has it. */
export function lockStore(path: string, processId: number): StoreLock {
  const holderPath = `${path}.pid`;
  // An empty file that SQLite locks and never writes to.
  const database = new DatabaseSync(`${path}.lock`);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw new StoreError(
      "unavailable",
      `The store "${path}" is open in another server, process ${readHolder(holderPath)}`,
      { cause: error },
    );
  }
  try {
    writeFileSync(holderPath, `${processId}\n`);
  } catch {
    // A full disk: the lock holds all the same.
  }
  return { release: () => database.close() };
}

function readHolder(holderPath: string): string {
  try {
    return readFileSync(holderPath, "utf8").trim() || "unknown";
  } catch {
    return "unknown";
  }
}
