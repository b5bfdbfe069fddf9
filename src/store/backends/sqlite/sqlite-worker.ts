// Entry of the store's writer thread. It answers one request after the other, in order.
import { parentPort, workerData } from "node:worker_threads";
import { toStoreError } from "./sqlite-errors.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import type { WriterOptions, WriterReply, WriterRequest } from "./writer-messages.ts";

const port = parentPort;
if (!port) throw new Error("This file runs as a worker thread");

let writer: SqliteWriter | undefined;

function reply(message: WriterReply, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    const { code, message, cause } = toStoreError(error);
    const reason = cause instanceof Error ? cause.message : "";
    reply({ type: "failed", code, message, cause: reason, revision: writer?.revision ?? 0 });
  }
}

function handle(request: WriterRequest): void {
  if (!writer) return;
  if (request.type === "write") {
    const outcome = writer.write(request.batch);
    reply({ type: "written", outcome }, [outcome.values.buffer as ArrayBuffer]);
  } else if (request.type === "compact") {
    const isDone = writer.compact(request.revision);
    reply({ type: "compacted", compactRevision: writer.compactRevision, isDone });
  } else {
    writer.close();
    reply({ type: "closed" });
    port?.close();
  }
}

attempt(() => {
  writer = new SqliteWriter(workerData as WriterOptions);
  const { revision, compactRevision, isSwept } = writer;
  reply({ type: "opened", revision, compactRevision, isSwept });
});
port.on("message", (request: WriterRequest) => attempt(() => handle(request)));
