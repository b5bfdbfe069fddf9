// The one writer of the database: compare-and-write transactions and compaction, run inside the
// worker thread. After an error of the disk the connection is opened again before it goes on, since
// a flush that failed once may not be repeated. https://www.sqlite.org/wal.html
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { initialRevision } from "../../revision.ts";
import { checkIntegrity, prepareDatabase, readPragma } from "./schema.ts";
import { needsReopening } from "./sqlite-errors.ts";
import {
  outcomeWidth,
  putKind,
  requestWidth,
  ValuePacker,
  type WriteBatch,
  type WriteOutcome,
  type WriterOptions,
} from "./writer-messages.ts";

/** Log rows that one compaction transaction looks at, and pages that it gives back. */
const sweepRows = 500;
const vacuumPages = 256;
/** Free pages are kept for the next writes unless they are many. */
const freePagesKept = 1024;

export interface SqliteWriterOptions extends WriterOptions {
  /** Tests inject faults here. */
  openDatabase?: (path: string) => DatabaseSync;
}

interface Statements {
  find: StatementSync;
  append: StatementSync;
  insertCurrent: StatementSync;
  updateCurrent: StatementSync;
  deleteCurrent: StatementSync;
  sweepable: StatementSync;
  deleteRow: StatementSync;
  setCompact: StatementSync;
  setSwept: StatementSync;
}

type FoundRow = [revision: number, createRevision: number, value: Uint8Array];
type SweepRow = [revision: number, previousRevision: number, deleted: number];

export class SqliteWriter {
  readonly #options: SqliteWriterOptions;
  #database: DatabaseSync | undefined;
  #statements: Statements | undefined;
  #revision = initialRevision;
  #compactRevision = 0;
  #sweptRevision = 0;

  constructor(options: SqliteWriterOptions) {
    this.#options = options;
    this.#open();
    try {
      checkIntegrity(this.#connection());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get compactRevision(): number {
    return this.#compactRevision;
  }

  /** Whether everything below the compacted revision has been deleted. */
  get isSwept(): boolean {
    return this.#sweptRevision >= this.#compactRevision - 1;
  }

  /** All writes in one transaction. Throws SQLite's error; the batch is not reported as written. */
  write(batch: WriteBatch): WriteOutcome {
    const [outcome, revision] = this.#transaction(() => this.#apply(batch));
    this.#revision = revision;
    return outcome;
  }

  /** One bounded step of forgetting what lies below the revision; false: more steps are needed. */
  compact(revision: number): boolean {
    const { setCompact } = this.#prepared();
    if (revision > this.#compactRevision) {
      this.#transaction(() => setCompact.run(revision));
      this.#compactRevision = revision;
    }
    if (this.isSwept) return this.#vacuum();
    this.#sweep();
    return false;
  }

  close(): void {
    this.#statements = undefined;
    const database = this.#database;
    this.#database = undefined;
    if (database?.isOpen) database.close();
  }

  #sweep(): void {
    const { sweepable, deleteRow, setSwept } = this.#prepared();
    const rows = sweepable.all(
      this.#sweptRevision,
      this.#compactRevision,
      sweepRows,
    ) as unknown as SweepRow[];
    const last = rows.length < sweepRows ? undefined : rows.at(-1);
    const swept = last ? last[0] : this.#compactRevision - 1;
    this.#transaction(() => {
      for (const [row, previous, deleted] of rows) {
        if (previous > 0) deleteRow.run(previous);
        if (deleted) deleteRow.run(row);
      }
      setSwept.run(swept);
    });
    this.#sweptRevision = swept;
  }

  #apply(batch: WriteBatch): [WriteOutcome, lastRevision: number] {
    const statements = this.#prepared();
    let lastRevision = this.#revision;
    const numbers = new Float64Array(batch.keys.length * outcomeWidth);
    const values = new ValuePacker();
    for (const [index, key] of batch.keys.entries()) {
      const request = index * requestWidth;
      const [kind, expected, offset, length] = batch.numbers.subarray(
        request,
        request + requestWidth,
      ) as unknown as [number, number, number, number];
      const found = statements.find.get(key) as unknown as FoundRow | undefined;
      const [foundRevision, createRevision, foundValue] = found ?? [0, 0, undefined];
      const isPut = kind === putKind;
      const matches = foundRevision === expected && (isPut || found !== undefined);
      let revision = 0;
      if (matches) {
        revision = ++lastRevision;
        const created = createRevision || revision;
        const value = batch.values.subarray(offset, offset + length);
        statements.append.run(revision, key, created, foundRevision, isPut ? 0 : 1, value);
        if (!isPut) statements.deleteCurrent.run(key);
        else if (found) statements.updateCurrent.run(revision, key);
        else statements.insertCurrent.run(key, revision, created);
      }
      const foundOffset = values.add(foundValue);
      const foundLength = foundValue?.byteLength ?? 0;
      numbers.set(
        [revision, foundRevision, createRevision, foundOffset, foundLength],
        index * outcomeWidth,
      );
    }
    return [{ numbers, values: values.pack() }, lastRevision];
  }

  #transaction<T>(action: () => T): T {
    const database = this.#connection();
    try {
      database.exec("BEGIN IMMEDIATE");
      const result = action();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#recover(database, error);
      throw error;
    }
  }

  #recover(database: DatabaseSync, error: unknown): void {
    try {
      if (database.isTransaction) database.exec("ROLLBACK");
      if (!needsReopening(error)) return;
      this.close();
      this.#open();
    } catch {
      // The next use opens it again and reports what is wrong then.
      this.close();
    }
  }

  /** Gives pages back to the file system; true when that is not needed. */
  #vacuum(): boolean {
    const database = this.#connection();
    const free = readPragma(database, "freelist_count");
    if (free <= Math.max(freePagesKept, readPragma(database, "page_count") / 4)) return true;
    database.exec(`PRAGMA incremental_vacuum(${vacuumPages})`);
    return false;
  }

  #connection(): DatabaseSync {
    if (!this.#database) this.#open();
    return this.#database as DatabaseSync;
  }

  #prepared(): Statements {
    this.#connection();
    return this.#statements as Statements;
  }

  #open(): void {
    const { path, maximumSizeBytes, openDatabase } = this.#options;
    const database = openDatabase ? openDatabase(path) : new DatabaseSync(path);
    try {
      prepareDatabase(database, maximumSizeBytes);
      this.#statements = prepareStatements(database);
      const [compacted, swept] = readRow(database, "SELECT * FROM compaction");
      const [last] = readRow(database, "SELECT max(revision) FROM log");
      this.#compactRevision = compacted ?? 0;
      this.#sweptRevision = swept ?? 0;
      this.#revision = Math.max(last ?? 0, this.#compactRevision, initialRevision);
      this.#database = database;
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

function prepareStatements(database: DatabaseSync): Statements {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    find: prepare(`SELECT current.revision, current.create_revision, log.value
      FROM current JOIN log ON log.revision = current.revision WHERE current.key = ?`),
    append: prepare(`INSERT INTO log
      (revision, key, create_revision, previous_revision, deleted, value)
      VALUES (?, ?, ?, ?, ?, ?)`),
    insertCurrent: prepare("INSERT INTO current VALUES (?, ?, ?)"),
    updateCurrent: prepare("UPDATE current SET revision = ? WHERE key = ?"),
    deleteCurrent: prepare("DELETE FROM current WHERE key = ?"),
    sweepable: prepare(`SELECT revision, previous_revision, deleted FROM log
      WHERE revision > ? AND revision < ? ORDER BY revision LIMIT ?`),
    deleteRow: prepare("DELETE FROM log WHERE revision = ?"),
    setCompact: prepare("UPDATE compaction SET compact_revision = ?"),
    setSwept: prepare("UPDATE compaction SET swept_revision = ?"),
  };
}

function readRow(database: DatabaseSync, sql: string): (number | null)[] {
  return Object.values(database.prepare(sql).get() ?? {}) as (number | null)[];
}
