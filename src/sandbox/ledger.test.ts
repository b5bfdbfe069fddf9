import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { removeDirectory } from "./clean-up-files.ts";
import { Ledger } from "./ledger.ts";

function file(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "ledger-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, "inner", "ledger");
}

test("Ledger remembers entries over instances, each once", (t) => {
  const path = file(t);
  const ledger = new Ledger(path);
  ledger.add({ kind: "link", name: "a" }, { kind: "namespace", name: "b" });
  ledger.add({ kind: "link", name: "a" });
  const again = new Ledger(path);
  assert.deepEqual(again.traces, [
    { kind: "link", name: "a" },
    { kind: "namespace", name: "b" },
  ]);
  assert.deepEqual(again.of("link"), [{ kind: "link", name: "a" }]);
  const before = readFileSync(path, "utf8");
  again.add({ kind: "link", name: "a" });
  assert.equal(readFileSync(path, "utf8"), before);
  again.forget((trace) => trace.kind === "namespace");
  assert.deepEqual(new Ledger(path).traces, [{ kind: "namespace", name: "b" }]);
  again.forget(() => false);
  assert.equal(existsSync(path), false);
});

test("Ledger drops a line that was cut, and no other", (t) => {
  const path = file(t);
  new Ledger(path).add({ kind: "link", name: "a" });
  appendFileSync(path, '{"kind":"li');
  const ledger = new Ledger(path);
  assert.equal(ledger.traces.length, 1);
  ledger.add({ kind: "link", name: "b" });
  assert.deepEqual(
    new Ledger(path).of("link").map(({ name }) => name),
    ["a", "b"],
  );
});

for (const path of ["/", "/var", "relative/path", "/a/../b", ""])
  test(`removeDirectory() refuses ${JSON.stringify(path)}`, async () => {
    await assert.rejects(removeDirectory(path), /may be cleared/);
  });
