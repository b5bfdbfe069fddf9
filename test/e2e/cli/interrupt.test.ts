// `cox up` that is interrupted, or runs twice at once: nothing half-made is left.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ended, lastLine, ownHome } from "./own-home.ts";

const own = ownHome();

/** What stands of a cluster once its images are imported, which goes on behind `cox up`. */
async function withoutImport(name: string, index?: number): Promise<string[]> {
  for (let tries = 0; tries < 300; tries++) {
    const traces = own.traces(name, index);
    if (!traces.some((trace) => /images import|tmpmounts/.test(trace))) return traces;
    await sleep(100);
  }
  throw new Error(`Images are still imported: ${own.traces(name, index).join(", ")}`);
}

describe("cox up, interrupted", own.needed, () => {
  // The first one also builds the images, which must not be what is interrupted.
  test("leaves nothing after delete", async () => {
    const name = own.name("whole");
    await own.done("up", name);
    const index = own.spec(name)?.index;
    assert.ok(own.traces(name, index).length > 5);
    await own.done("delete", name);
    assert.deepEqual(own.traces(name, index), []);
  });

  for (const milliseconds of [60, 100, 200, 300, 450, 600, 800, 1000, 1500])
    test(`leaves nothing when SIGINT comes after ${milliseconds} ms`, async () => {
      const name = own.name(`int${milliseconds}`);
      const child = own.start("up", name);
      const result = ended(child);
      let index: number | undefined;
      const watch = setInterval(() => {
        index ??= own.spec(name)?.index;
      }, 5);
      await sleep(milliseconds);
      child.kill("SIGINT");
      const { exitCode, stderr } = await result;
      clearInterval(watch);
      // It may have been through before, and while Node itself starts there is no handler.
      if (exitCode === 0) await own.done("delete", name);
      else if (exitCode !== -1) {
        assert.equal(exitCode, 1, stderr);
        const expected = `cox: Interrupted; nothing is left; start it again with: cox up ${name}`;
        assert.equal(lastLine({ exitCode, stdout: "", stderr }), expected);
      }
      assert.deepEqual(own.traces(name, index), []);
    });

  test("a second SIGINT does not keep it from cleaning up", async () => {
    const name = own.name("twice");
    const child = own.start("up", name);
    const result = ended(child);
    await sleep(700);
    for (let count = 0; count < 5; count++) {
      child.kill("SIGINT");
      await sleep(20);
    }
    const { exitCode } = await result;
    if (exitCode === 0) await own.done("delete", name);
    assert.deepEqual(own.traces(name), []);
  });

  test("an interrupted new node is taken back, and the rest goes on", async () => {
    const name = own.name("grow");
    await own.done("up", name);
    const spec = own.spec(name);
    const before = await withoutImport(name, spec?.index);
    const child = own.start("up", name, "--nodes", "2");
    const result = ended(child);
    await sleep(400);
    child.kill("SIGINT");
    const { exitCode, stderr } = await result;
    if (exitCode !== 0) {
      assert.match(stderr, /cox: Interrupted; cluster "\S+" is as it was/);
      assert.deepEqual(own.spec(name), spec);
      assert.deepEqual(await withoutImport(name, spec?.index), before);
    }
    assert.match(await own.kubectl(name, ["get", "nodes"]), /-1 +Ready/);
    await own.done("delete", name);
    assert.deepEqual(own.traces(name, spec?.index), []);
  });
});

describe("cox up, twice at once", own.needed, () => {
  test("refuses the second of one name in one line, and the first succeeds", async () => {
    const name = own.name("race");
    const results = await Promise.all([own.cox("up", name), own.cox("up", name)]);
    const [failed, succeeded] = results.sort((a, b) => b.exitCode - a.exitCode);
    assert.equal(succeeded?.exitCode, 0);
    assert.equal(failed?.exitCode, 1);
    assert.match(
      failed?.stderr ?? "",
      /^cox: Another command works on cluster "\S+" \(process \d+\); wait for it\n$/,
    );
    await own.done("delete", name);
  });

  test("gives clusters of two names different networks and ports", async () => {
    const names = [own.name("left"), own.name("right")];
    const results = await Promise.all(names.map((name) => own.cox("up", name)));
    assert.deepEqual(
      results.map(({ exitCode }) => exitCode),
      [0, 0],
      results.map(({ stderr }) => stderr).join(),
    );
    const [left, right] = names.map((name) => own.spec(name));
    assert.notEqual(left?.index, right?.index);
    assert.notEqual(left?.apiPort, right?.apiPort);
    await Promise.all(names.map((name) => own.done("delete", name)));
    for (const [position, name] of names.entries())
      assert.deepEqual(own.traces(name, [left, right][position]?.index), []);
  });
});
