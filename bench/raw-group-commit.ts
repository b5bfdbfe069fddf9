// The floor of the store's writes: what SQLite itself does with the same group commit, raw
// transactions on this thread, one row each, without compare-and-write, events or history.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Rows a second in transactions of as many rows as there would be writers. */
export function rawGroupCommit(
  folder: string,
  rowsTogether: number,
  { milliseconds, value }: { milliseconds: number; value: Uint8Array },
): number {
  const database = new DatabaseSync(join(mkdtempSync(join(folder, "raw-")), "raw.db"));
  database.exec(`PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE log (revision INTEGER PRIMARY KEY, key TEXT, value BLOB)`);
  const insert = database.prepare("INSERT INTO log (key, value) VALUES (?, ?)");
  const start = performance.now();
  let rows = 0;
  while (performance.now() - start < milliseconds) {
    database.exec("BEGIN IMMEDIATE");
    for (let row = 0; row < rowsTogether; row++) insert.run(`/raw/${rows + row}`, value);
    database.exec("COMMIT");
    rows += rowsTogether;
  }
  const result = (rows * 1000) / (performance.now() - start);
  database.close();
  return result;
}
