// The layout of the database file. `log` has one row a revision, appended and never changed; `current`
// says which of them each living key shows, so that reading the present never looks at history.
// The index `superseded` finds what a key showed at an old revision.
// https://www.sqlite.org/withoutrowid.html
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../backend.ts";

/** "Coxs", so that another program's database is not taken for a store. */
const applicationId = 0x436f7873;
const schemaVersion = 1;
const pageSizeBytes = 8192;
const cacheKibibytes = 16_384;
/** Pages of the write-ahead log after which a commit moves it into the database. */
const checkpointPages = 1000;
const walKeptBytes = 16 * 1024 * 1024;

const tables = `
CREATE TABLE log (
  revision INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  create_revision INTEGER NOT NULL,
  previous_revision INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  value BLOB NOT NULL
);
CREATE TABLE current (
  key TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  create_revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX superseded ON log (key, revision, previous_revision) WHERE previous_revision > 0;
CREATE TABLE compaction (compact_revision INTEGER NOT NULL, swept_revision INTEGER NOT NULL);
INSERT INTO compaction VALUES (0, 0);
`;

/** Settings of the writing connection, then the tables when the file is new, then a quick check. */
export function prepareDatabase(database: DatabaseSync, maximumSizeBytes: number): void {
  database.exec(`
    PRAGMA page_size = ${pageSizeBytes};
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA journal_size_limit = ${walKeptBytes};
    PRAGMA cache_size = -${cacheKibibytes};
    PRAGMA temp_store = MEMORY;
  `);
  const pages = Math.floor(maximumSizeBytes / readPragma(database, "page_size"));
  if (pages > 0) database.exec(`PRAGMA max_page_count = ${pages}`);
  const version = readPragma(database, "user_version");
  const owner = readPragma(database, "application_id");
  if (version === 0 && owner === 0 && isEmpty(database)) {
    database.exec(`
      BEGIN IMMEDIATE;
      ${tables}
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${schemaVersion};
      COMMIT;
    `);
    return;
  }
  if (owner !== applicationId) {
    throw new StoreError("corrupt", "The file is a database of another program");
  }
  if (version !== schemaVersion) {
    throw new StoreError(
      "unavailable",
      `The store has format "${version}", this version reads format "${schemaVersion}"`,
    );
  }
}

/** Throws "corrupt" when the file is damaged. */
export function checkIntegrity(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA quick_check(1)").get();
  if (row?.["quick_check"] === "ok") return;
  throw new StoreError("corrupt", `The store is damaged: ${row?.["quick_check"]}`);
}

/** The value of a pragma that is a number. */
export function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
}
