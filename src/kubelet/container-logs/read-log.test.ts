import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { FileContainerLogs } from "../container-logs.ts";
import { fixedNanoseconds, parseLogLine, timeMilliseconds } from "./log-line.ts";
import { type ReadLogOptions, readLog } from "./read-log.ts";
import { tailPosition } from "./tail-position.ts";

const directory = mkdtempSync(join(tmpdir(), "cox-read-log-"));
after(() => rmSync(directory, { recursive: true }));
let nextFile = 1;

function logFile(content: string): string {
  const path = join(directory, `${nextFile++}.log`);
  writeFileSync(path, content);
  return path;
}

async function read(content: string, options: ReadLogOptions): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readLog(logFile(content), options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const log = [
  "2026-01-02T03:04:05.1Z stdout F one",
  "2026-01-02T03:04:06.123456789Z stderr F two",
  "not in the format",
  "2026-01-02T03:04:07Z stdout P thr",
  "2026-01-02T03:04:07Z stderr F between",
  "2026-01-02T03:04:08Z stdout F ee",
  "2026-01-02T03:04:09+00:00 stdout F:extra ",
  "2026-01-02T03:04:10Z stdout F being writ",
].join("\n");

const cases: { name: string; options: ReadLogOptions; output: string }[] = [
  { name: "all", options: {}, output: "one\ntwo\nthrbetween\nee\n\n" },
  { name: "no lines", options: { tailLines: 0 }, output: "" },
  { name: "the last line", options: { tailLines: 1 }, output: "\n" },
  {
    name: "more lines than there are",
    options: { tailLines: 99 },
    output: "one\ntwo\nthrbetween\nee\n\n",
  },
  { name: "one stream", options: { stream: "stderr" }, output: "two\nbetween\n" },
  { name: "whole lines of one stream", options: { stream: "stdout" }, output: "one\nthree\n\n" },
  { name: "bytes up to the limit", options: { limitBytes: 6 }, output: "one\ntw" },
  {
    name: "lines since a time",
    options: { sinceMilliseconds: Date.parse("2026-01-02T03:04:08Z") },
    output: "ee\n\n",
  },
  {
    name: "times, once a line",
    options: { timestamps: true, stream: "stdout" },
    output:
      "2026-01-02T03:04:05.100000000Z one\n2026-01-02T03:04:07.000000000Z three\n" +
      "2026-01-02T03:04:09.000000000+00:00 \n",
  },
];
for (const { name, options, output } of cases) {
  test(`readLog() gives ${name}`, async () => assert.equal(await read(log, options), output));
}

test("readLog() rejects when there is no file", async () => {
  const chunks = readLog(join(directory, "absent.log"), {});
  await assert.rejects(chunks.next(), { code: "ENOENT" });
});

test("readLog() follows until the container has stopped and all is read", async () => {
  const path = logFile("2026-01-02T03:04:05Z stdout F one\n");
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const chunks = readLog(path, { follow: { stopped }, tailLines: 1 });
  assert.equal(String((await chunks.next()).value), "one\n");
  const second = chunks.next();
  appendFileSync(path, "2026-01-02T03:04:05Z stdout F two\n");
  assert.equal(String((await second).value), "two\n");
  const third = chunks.next();
  appendFileSync(path, "2026-01-02T03:04:05Z stdout F three\n");
  stop();
  assert.equal(String((await third).value), "three\n");
  assert.equal((await chunks.next()).done, true);
});

test("readLog() ends when its reader goes away", async () => {
  const abort = new AbortController();
  const path = logFile("2026-01-02T03:04:05Z stdout F one\n");
  const never = new Promise<void>(() => {});
  const chunks = readLog(path, { follow: { stopped: never }, signal: abort.signal });
  await chunks.next();
  const second = chunks.next();
  abort.abort();
  assert.equal((await second).done, true);
});

test("tailPosition() agrees with counting from the start", async () => {
  const line = fc.record({
    tag: fc.constantFrom("F", "P"),
    length: fc.integer({ min: 0, max: 3_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 120 }), fc.nat(40), async (lines, wanted) => {
      const texts = lines.map(
        ({ tag, length }) => `2026-01-02T03:04:05Z stdout ${tag} ${"x".repeat(length)}\n`,
      );
      let start = lines.length;
      let left = wanted;
      while (start > 0 && (left > 0 || lines[start - 1]?.tag === "P")) {
        if (lines[start - 1]?.tag === "F") {
          if (left === 0) break;
          left--;
        }
        start--;
      }
      const expected = wanted === 0 ? texts.join("").length : texts.slice(0, start).join("").length;
      const path = join(directory, "tail.log");
      writeFileSync(path, texts.join(""));
      const file = await open(path, "r");
      try {
        const { size } = await file.stat();
        assert.equal(await tailPosition(file, size, wanted), expected);
      } finally {
        await file.close();
      }
    }),
    { numRuns: 60 },
  );
});

test("FileContainerLogs.tail() gives the last lines and at most so many bytes", async () => {
  const path = logFile(log);
  const logs = new FileContainerLogs();
  assert.equal(await logs.tail(path, { lines: 3, bytes: 100 }), "thrbetween\nee\n\n");
  assert.equal(await logs.tail(path, { lines: 80, bytes: 4 }), "ee\n\n");
  assert.equal(await logs.tail(join(directory, "absent"), { lines: 1, bytes: 1 }), "");
});

test("parseLogLine() and times read what runtimes write", () => {
  assert.equal(parseLogLine(Buffer.from("too short")), undefined);
  assert.equal(parseLogLine(Buffer.from("t other F x")), undefined);
  const line = parseLogLine(Buffer.from("2026-01-02T03:04:05.5Z stderr P a b "));
  assert.deepEqual(
    [line?.time, line?.stream, line?.isPartial, line?.text.toString()],
    ["2026-01-02T03:04:05.5Z", "stderr", true, "a b "],
  );
  assert.equal(fixedNanoseconds("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000000000Z");
  assert.equal(timeMilliseconds("1970-01-01T00:00:01.0015Z"), 1_001.5);
});
