// Reads for the main thread over connections of their own: a reader sees one committed, durable
// state and neither waits for the writer nor delays it. Long reads go in pieces and let other work
// in between. https://www.sqlite.org/isolation.html
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { KeyValue, RangeOptions, RangeResult, StoreEvent } from "../../backend.ts";
import {
  compactedError,
  initialRevision,
  type RevisionBounds,
  readableRevision,
} from "../../revision.ts";
import type { HistoryChunk, HistoryRequest } from "../../watch-hub.ts";

/** One piece of a long read ends after so many value bytes, rows, counted keys or revisions. */
const chunkBytes = 512 * 1024;
const chunkRows = 512;
const chunkCountedKeys = 10_000;
const chunkRevisions = 500;
const cacheKibibytes = 4096;

type ItemRow = [string, number, number, Uint8Array];
type EventRow = [
  ...item: [number, string, number, number, Uint8Array],
  ...previous: [number | null, number, Uint8Array],
];

/** What a key showed at a revision: it shows it still, or a later row replaced it. */
const keysAtRevision = `
  SELECT key, revision FROM current WHERE key >= :start AND key < :end AND revision <= :at
  UNION ALL
  SELECT key, previous_revision FROM log INDEXED BY superseded
  WHERE key >= :start AND key < :end AND previous_revision > 0
    AND revision > :at AND previous_revision <= :at
  ORDER BY key LIMIT :limit`;

export class SqliteReader {
  readonly #database: DatabaseSync;
  readonly #bounds: StatementSync;
  readonly #get: StatementSync;
  readonly #items: StatementSync;
  readonly #itemsAt: StatementSync;
  readonly #count: StatementSync;
  readonly #countAt: StatementSync;
  readonly #history: StatementSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    this.#database.exec(`PRAGMA cache_size = -${cacheKibibytes}; PRAGMA temp_store = MEMORY`);
    const prepare = (sql: string): StatementSync => {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#bounds = prepare(
      "SELECT (SELECT max(revision) FROM log), (SELECT compact_revision FROM compaction)",
    );
    const columns = "current.key, current.revision, current.create_revision, log.value";
    const joined = "FROM current JOIN log ON log.revision = current.revision";
    this.#get = prepare(`SELECT ${columns} ${joined} WHERE current.key = ?`);
    this.#items = prepare(`SELECT ${columns} ${joined}
      WHERE current.key >= :start AND current.key < :end ORDER BY current.key LIMIT :limit`);
    this.#itemsAt = prepare(`SELECT log.key, log.revision, log.create_revision, log.value
      FROM (${keysAtRevision}) shown CROSS JOIN log ON log.revision = shown.revision
      ORDER BY shown.key`);
    this.#count = prepare(`SELECT count(*), max(key) FROM (
      SELECT key FROM current WHERE key >= :start AND key < :end ORDER BY key LIMIT :limit)`);
    this.#countAt = prepare(`SELECT count(*), max(key) FROM (${keysAtRevision})`);
    this.#history = prepare(`SELECT
        log.revision, log.key, log.create_revision, log.deleted, log.value,
        previous.revision, previous.create_revision, previous.value
      FROM log LEFT JOIN log previous ON previous.revision = log.previous_revision
      WHERE log.revision >= ? AND log.revision <= ? AND log.key >= ? AND log.key < ?
      ORDER BY log.revision`);
  }

  /** What the key holds now. */
  get(key: string): KeyValue | undefined {
    const row = this.#get.get(key) as unknown as ItemRow | undefined;
    return row && toItem(row);
  }

  /** The result, and the revision that the store had when it was read. */
  async range(options: RangeOptions): Promise<{ result: RangeResult; seenRevision: number }> {
    return this.#snapshot(async (bounds) => {
      const revision = readableRevision(options.revision, bounds);
      const at = revision < bounds.current ? { at: revision } : {};
      const limit = options.countOnly ? 0 : options.limit || Number.MAX_SAFE_INTEGER;
      const items: KeyValue[] = [];
      let start = options.start;
      let isLast = false;
      while (!isLast && items.length < limit) {
        if (items.length > 0) await setImmediate();
        const rows = Math.min(chunkRows, limit - items.length);
        isLast = this.#readItems({ ...at, start, end: options.end, limit: rows }, items);
        start = `${items.at(-1)?.key ?? start}\0`;
      }
      const rest = isLast ? 0 : await this.#countFrom({ ...at, start, end: options.end });
      const count = items.length + rest;
      const more = !options.countOnly && rest > 0;
      return { result: { items, count, more, revision }, seenRevision: bounds.current };
    });
  }

  /** One piece of history, see WatchHubOptions. */
  async history(request: HistoryRequest): Promise<HistoryChunk> {
    await setImmediate();
    return this.#snapshot(async (bounds) => {
      const { fromRevision, throughRevision } = request;
      if (fromRevision < bounds.compacted) throw compactedError(fromRevision, bounds.compacted);
      const last = Math.min(throughRevision, fromRevision + chunkRevisions - 1);
      const rows = this.#history.iterate(
        fromRevision,
        last,
        request.start,
        request.end,
      ) as unknown as Iterable<EventRow>;
      const events: StoreEvent[] = [];
      let bytes = 0;
      for (const row of rows) {
        const event = toEvent(row);
        events.push(event);
        bytes += event.item.value.byteLength + (event.previous?.value.byteLength ?? 0);
        if (bytes >= chunkBytes) return { events, nextRevision: event.item.modRevision + 1 };
      }
      return { events, nextRevision: last + 1 };
    });
  }

  close(): void {
    this.#database.close();
  }

  /** Appends a piece of the range to the items; true when it was the last. */
  #readItems(parameters: Record<string, SQLInputValue>, items: KeyValue[]): boolean {
    const statement = "at" in parameters ? this.#itemsAt : this.#items;
    let bytes = 0;
    let rows = 0;
    for (const row of statement.iterate(parameters) as unknown as Iterable<ItemRow>) {
      items.push(toItem(row));
      rows++;
      bytes += row[3].byteLength;
      if (bytes >= chunkBytes) return false;
    }
    return rows < Number(parameters["limit"]);
  }

  async #countFrom(range: { at?: number; start: string; end: string }): Promise<number> {
    const statement = range.at === undefined ? this.#count : this.#countAt;
    let total = 0;
    let start = range.start;
    for (;;) {
      const row = statement.get({ ...range, start, limit: chunkCountedKeys });
      const [count, last] = row as unknown as [number, string | null];
      total += count;
      if (count < chunkCountedKeys) return total;
      start = `${last}\0`;
      await setImmediate();
    }
  }

  async #snapshot<T>(action: (bounds: RevisionBounds) => Promise<T>): Promise<T> {
    this.#database.exec("BEGIN");
    try {
      const row = this.#bounds.get() as unknown as [number | null, number];
      const current = Math.max(row[0] ?? 0, row[1], initialRevision);
      return await action({ current, compacted: row[1] });
    } finally {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec("COMMIT");
    }
  }
}

function toItem([key, modRevision, createRevision, value]: ItemRow): KeyValue {
  return { key, value, createRevision, modRevision };
}

function toEvent(row: EventRow): StoreEvent {
  const [modRevision, key, createRevision, deleted, value] = row;
  const [previousRevision, previousCreateRevision, previousValue] = row.slice(5) as [
    number | null,
    number,
    Uint8Array,
  ];
  const event: StoreEvent = {
    type: deleted ? "delete" : "put",
    item: { key, value, createRevision, modRevision },
  };
  if (previousRevision === null) return event;
  event.previous = {
    key,
    value: previousValue,
    createRevision: previousCreateRevision,
    modRevision: previousRevision,
  };
  return event;
}
