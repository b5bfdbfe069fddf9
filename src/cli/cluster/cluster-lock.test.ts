import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { CommandError } from "../environment.ts";
import { withClusterLock, withMachineLock } from "./cluster-lock.ts";

const place = `/tmp/cox-lock-test-${process.pid}`;

/** A process that holds the lock until it is killed. */
async function holder(): Promise<ReturnType<typeof spawn>> {
  const script = `
    import { withClusterLock } from ${JSON.stringify(import.meta.resolve("./cluster-lock.ts"))};
    await withClusterLock(${JSON.stringify(place)}, "dev", async () => {
      process.stdout.write("held");
      await new Promise((resolve) => setTimeout(resolve, 60000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("withClusterLock() refuses while another process holds it, and takes it from a dead one", async () => {
  const child = await holder();
  try {
    await assert.rejects(
      withClusterLock(place, "dev", async () => {}),
      (error: Error) =>
        error instanceof CommandError &&
        error.message ===
          `Another command works on cluster "dev" (process ${child.pid}); wait for it`,
    );
    assert.equal(await withClusterLock(`${place}-other`, "other", async () => "free"), "free");
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  assert.equal(await withClusterLock(place, "dev", async () => "taken over"), "taken over");
});

test("withClusterLock() is free again after success and after failure", async () => {
  await assert.rejects(
    withClusterLock(place, "dev", () => Promise.reject(new Error("work"))),
    /work/,
  );
  assert.equal(await withClusterLock(place, "dev", async () => 1), 1);
  assert.equal(await withClusterLock(place, "dev", async () => 2), 2);
});

test("withMachineLock() lets one at a time work, and none is left out", async () => {
  const { signal } = new AbortController();
  let inside = 0;
  const done: number[] = [];
  const work = (index: number) => async (): Promise<void> => {
    assert.equal(++inside, 1);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    done.push(index);
  };
  await Promise.all([0, 1, 2, 3, 4].map((index) => withMachineLock(signal, work(index))));
  assert.deepEqual(done.sort(), [0, 1, 2, 3, 4]);
});

test("withMachineLock() stops waiting when it is interrupted", async () => {
  const interrupt = new AbortController();
  let waiting: Promise<void> = Promise.resolve();
  await withMachineLock(new AbortController().signal, async () => {
    waiting = withMachineLock(interrupt.signal, async () => assert.fail("worked"));
    waiting.catch(() => {});
    interrupt.abort();
    await assert.rejects(waiting, /Interrupted/);
  });
});
