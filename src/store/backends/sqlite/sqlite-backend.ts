// The embedded store: one SQLite file, written by one worker thread, durable before it answers.
// Reads go over connections of the main thread; a read is answered once the watches have been given
// everything that it shows. https://www.sqlite.org/wal.html
import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  type Backend,
  type KeyValue,
  type RangeOptions,
  type RangeResult,
  StoreError,
  type StoreEvent,
  type StoreWatch,
  type WatchOptions,
  type WatchSink,
  type WriteResult,
} from "../../backend.ts";
import { checkWriteSize, readableRevision } from "../../revision.ts";
import { WatchHub } from "../../watch-hub.ts";
import { ReaderPool } from "./reader-pool.ts";
import { toStoreError } from "./sqlite-errors.ts";
import { lockStore, type StoreLock } from "./store-lock.ts";
import { decodeOutcome, encodeBatch, WriteQueue } from "./write-queue.ts";
import type { WriterReply } from "./writer-messages.ts";
import { WriterThread } from "./writer-thread.ts";

export interface SqliteOptions {
  /** The database file; it and its folder are made when absent, readable by the owner only. */
  path: string;
  /** Entry of the writer thread; absent: the source beside this file. */
  workerUrl?: URL;
  /** The database file does not grow above it, writes fail with "no-space"; absent: no limit. */
  maximumSizeBytes?: number;
}

/** Opens the store, or throws StoreError: in use by another server, damaged, no space. */
export async function openSqliteBackend(options: SqliteOptions): Promise<Backend> {
  const path = resolve(options.path);
  const lock = prepareFile(path);
  const workerUrl = options.workerUrl ?? new URL("./sqlite-worker.ts", import.meta.url);
  const writer = new WriterThread(workerUrl, {
    path,
    maximumSizeBytes: options.maximumSizeBytes ?? 0,
  });
  try {
    const opened = expectReply(await writer.opened(), "opened");
    return new SqliteBackend({ path, lock, writer, readers: new ReaderPool(path), opened });
  } catch (error) {
    await writer.stop();
    lock.release();
    throw toStoreError(error);
  }
}

interface Parts {
  path: string;
  lock: StoreLock;
  writer: WriterThread;
  readers: ReaderPool;
  opened: WriterReply & { type: "opened" };
}

interface RevisionWaiter {
  revision: number;
  resolve(): void;
}

class SqliteBackend implements Backend {
  readonly #parts: Parts;
  readonly #hub: WatchHub;
  readonly #writes = new WriteQueue();
  #compactRevision: number;
  /** The revision that is being compacted to, in steps between the writes. */
  #compacting: { revision: number; settle: ((error?: StoreError) => void)[] } | undefined;
  #pumping: Promise<void> | undefined;
  #waiters: RevisionWaiter[] = [];
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#compactRevision = parts.opened.compactRevision;
    this.#hub = new WatchHub({
      revision: parts.opened.revision,
      compactRevision: () => this.#compactRevision,
      history: (request) => parts.readers.use((reader) => reader.history(request)),
    });
    if (!parts.opened.isSwept) this.#startCompaction(this.#compactRevision, () => {});
  }

  async revision(): Promise<number> {
    this.#checkOpen();
    return this.#hub.revision;
  }

  async get(key: string, revision?: number): Promise<KeyValue | undefined> {
    this.#checkOpen();
    if (revision) {
      const { items } = await this.range({ start: key, end: `${key}\0`, revision });
      return items[0];
    }
    const item = reading(() => this.#parts.readers.direct.get(key));
    if (item && item.modRevision > this.#hub.revision) await this.#published(item.modRevision);
    return item;
  }

  async range(options: RangeOptions): Promise<RangeResult> {
    this.#checkOpen();
    if (options.revision) {
      readableRevision(options.revision, {
        current: this.#hub.revision,
        compacted: this.#compactRevision,
      });
    }
    try {
      const read = await this.#parts.readers.use((reader) => reader.range(options));
      if (read.seenRevision > this.#hub.revision) await this.#published(read.seenRevision);
      return read.result;
    } catch (error) {
      throw toStoreError(error);
    }
  }

  create(key: string, value: Uint8Array): Promise<WriteResult> {
    return this.#write(key, value, 0);
  }

  update(key: string, value: Uint8Array, expectedRevision: number): Promise<WriteResult> {
    return this.#write(key, value, expectedRevision);
  }

  delete(key: string, expectedRevision: number): Promise<WriteResult> {
    return this.#write(key, undefined, expectedRevision);
  }

  watch(options: WatchOptions, sink: WatchSink): StoreWatch {
    return this.#hub.watch(options, sink);
  }

  async compact(revision: number): Promise<void> {
    this.#checkOpen();
    if (revision <= this.#compactRevision) return;
    readableRevision(revision, {
      current: this.#hub.revision,
      compacted: this.#compactRevision,
    });
    await new Promise<void>((resolve, reject) => {
      this.#startCompaction(revision, (error) => (error ? reject(error) : resolve()));
    });
  }

  async sizeBytes(): Promise<number> {
    this.#checkOpen();
    const files = [this.#parts.path, `${this.#parts.path}-wal`];
    const sizes = files.map((file) =>
      stat(file)
        .then(({ size }) => size)
        .catch(() => 0),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #write(
    key: string,
    value: Uint8Array | undefined,
    expectedRevision: number,
  ): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      if (this.#failure) throw this.#failure;
      if (value) checkWriteSize(key, value);
      this.#writes.push({ key, value, expectedRevision, resolve, reject });
      this.#pump();
    });
  }

  #startCompaction(revision: number, settle: (error?: StoreError) => void): void {
    this.#compacting ??= { revision, settle: [] };
    this.#compacting.revision = Math.max(revision, this.#compacting.revision);
    this.#compacting.settle.push(settle);
    this.#pump();
  }

  /** Keeps the writer thread busy while there is work, writes and compaction steps in turn. */
  #pump(): void {
    this.#pumping ??= this.#work().finally(() => {
      this.#pumping = undefined;
      if (this.#writes.length > 0 || this.#compacting) this.#pump();
    });
  }

  async #work(): Promise<void> {
    try {
      while (this.#writes.length > 0 || this.#compacting) {
        // Whoever writes in this turn of the event loop shares the transaction.
        await setImmediate();
        if (this.#writes.length > 0) await this.#commit();
        if (this.#compacting) await this.#compactStep();
      }
    } catch (error) {
      this.#fail(toStoreError(error));
    }
  }

  async #commit(): Promise<void> {
    const writes = this.#writes.take();
    try {
      const batch = encodeBatch(writes);
      const transfer = [batch.values.buffer as ArrayBuffer];
      const reply = await this.#parts.writer.request({ type: "write", batch }, transfer);
      if (reply.type === "failed") return await this.#refuse(reply, writes);
      const { outcome } = expectReply(reply, "written");
      const decoded = decodeOutcome(writes, outcome, this.#hub.revision);
      const [first] = decoded.events;
      if (first) await this.#catchUp(first.item.modRevision - 1);
      this.#publish(decoded.events, decoded.revision);
      for (const [index, write] of writes.entries()) {
        write.resolve(decoded.results[index] as WriteResult);
      }
    } catch (error) {
      for (const write of writes) write.reject(toStoreError(error));
      throw error;
    }
  }

  async #refuse(
    reply: WriterReply & { type: "failed" },
    writes: readonly { reject(error: StoreError): void }[],
  ): Promise<void> {
    await this.#catchUp(reply.revision);
    for (const write of writes) write.reject(toFailure(reply));
  }

  async #compactStep(): Promise<void> {
    const compacting = this.#compacting;
    if (!compacting) return;
    const { revision } = compacting;
    const reply = await this.#parts.writer.request({ type: "compact", revision });
    let failure: StoreError | undefined;
    if (reply.type === "failed") {
      await this.#catchUp(reply.revision);
      failure = toFailure(reply);
    } else {
      const step = expectReply(reply, "compacted");
      this.#compactRevision = step.compactRevision;
      if (!step.isDone || compacting.revision > step.compactRevision) return;
    }
    this.#compacting = undefined;
    for (const settle of compacting.settle) settle(failure);
  }

  /**
   * Publishes what is in the database although its write was not answered as done: it was found
   * when the database had to be opened again.
   */
  async #catchUp(revision: number): Promise<void> {
    while (this.#hub.revision < revision) {
      const chunk = await this.#parts.readers.use((reader) =>
        reader.history({
          start: "",
          end: "\u{10ffff}",
          fromRevision: this.#hub.revision + 1,
          throughRevision: revision,
        }),
      );
      this.#publish(chunk.events, chunk.nextRevision - 1);
    }
  }

  #publish(events: readonly StoreEvent[], revision: number): void {
    if (events.length === 0 && revision === this.#hub.revision) return;
    this.#hub.publish(events, revision);
    this.#wakeReaders();
  }

  /** Resolves when the watches have been given the revision, which is on its way. */
  #published(revision: number): Promise<void> {
    if (this.#failure) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ revision, resolve }));
  }

  #wakeReaders(): void {
    if (this.#waiters.length === 0) return;
    const isDue = ({ revision }: RevisionWaiter): boolean =>
      this.#failure !== undefined || revision <= this.#hub.revision;
    const due = this.#waiters.filter(isDue);
    this.#waiters = this.#waiters.filter((waiter) => !isDue(waiter));
    for (const waiter of due) waiter.resolve();
  }

  /** The writer thread is lost: no more writes, watches end, reads go on. */
  #fail(error: StoreError): void {
    this.#failure = error;
    while (this.#writes.length > 0) for (const write of this.#writes.take()) write.reject(error);
    for (const settle of this.#compacting?.settle ?? []) settle(error);
    this.#compacting = undefined;
    this.#hub.close(error);
    this.#wakeReaders();
  }

  async #close(): Promise<void> {
    const { writer, readers, lock } = this.#parts;
    this.#stopCompaction();
    while (this.#pumping) await this.#pumping;
    this.#hub.close();
    await readers.close();
    if (!this.#failure) await writer.request({ type: "close" }).catch(() => {});
    await writer.stop();
    lock.release();
  }

  /** What is not swept yet is swept after the next opening. */
  #stopCompaction(): void {
    const error = new StoreError("closed", "The store is closed");
    for (const settle of this.#compacting?.settle ?? []) settle(error);
    this.#compacting = undefined;
  }

  #checkOpen(): void {
    if (this.#closing) throw new StoreError("closed", "The store is closed");
  }
}

/** Locks the path and makes the file, so that only its owner can read what is stored. */
function prepareFile(path: string): StoreLock {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
    const folder = openSync(dirname(path), "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw new StoreError("unavailable", `The store "${path}" cannot be made`, { cause: error });
  }
  return lockStore(path, process.pid);
}

function reading<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toStoreError(error);
  }
}

function expectReply<T extends WriterReply["type"]>(
  reply: WriterReply,
  type: T,
): WriterReply & { type: T } {
  if (reply.type === "failed") throw toFailure(reply);
  if (reply.type !== type) throw new StoreError("unavailable", `Unexpected reply "${reply.type}"`);
  return reply as WriterReply & { type: T };
}

function toFailure(reply: WriterReply & { type: "failed" }): StoreError {
  return new StoreError(reply.code, reply.message, { cause: new Error(reply.cause) });
}
