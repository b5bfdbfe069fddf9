// The process that store-kill.test.ts kills: it opens the store, writes with many writers at once
// and tells each answered write in one line: writer, key, revision, value. A line is "put" before
// the next write of its key begins.
import { writeSync } from "node:fs";
import { openBackend, type WriteResult } from "#store";

const [url, life, compacting] = process.argv.slice(2) as [string, string, string];
const writers = 24;
const padding = "x".repeat(500);

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

const backend = await openBackend(url);
tell(`open ${await backend.revision()}`);

async function write(writer: number): Promise<void> {
  const key = `/kill/${writer}`;
  let revision = (await backend.get(key))?.modRevision ?? 0;
  for (let round = 0; ; round++) {
    const stamp = `${life}-${writer}-${round}`;
    const value = Buffer.from(`${stamp} ${padding}`);
    const isDelete = revision !== 0 && round % 7 === 6;
    // A deletion may become durable and never be answered: the reader must know that it began.
    if (isDelete) tell(`deleting ${writer}`);
    const result: WriteResult = isDelete
      ? await backend.delete(key, revision)
      : await backend.update(key, value, revision);
    if (!result.ok) throw new Error(`Writer ${writer} was refused at ${revision}`);
    tell(`ack ${writer} ${result.revision} ${isDelete ? "-" : stamp}`);
    revision = isDelete ? 0 : result.revision;
  }
}

async function compact(): Promise<void> {
  for (;;) {
    const revision = await backend.revision();
    tell(`compact ${revision}`);
    await backend.compact(revision);
  }
}

const tasks = Array.from({ length: writers }, (_, writer) => write(writer));
if (compacting === "compact") tasks.push(compact());
await Promise.all(tasks);
