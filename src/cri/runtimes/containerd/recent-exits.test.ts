import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus } from "../../protocol/messages.generated.ts";
import { RecentExits } from "./recent-exits.ts";

const running: ContainerStatus = { id: "a", state: "CONTAINER_RUNNING", startedAt: 5 };

const cases: [string, number, boolean, string][] = [
  ["Completed", 0, false, "CONTAINER_EXITED"],
  ["Error", 3, false, "CONTAINER_EXITED"],
  ["OOMKilled", 137, true, "CONTAINER_EXITED"],
];
for (const [reason, exitCode, oom, state] of cases)
  test(`RecentExits.container() says ${reason} when the event said ${exitCode}`, () => {
    const exits = new RecentExits();
    if (oom) exits.note({ type: "oom", id: "a" });
    exits.note({ type: "stopped", id: "a", exitCode, atNanoseconds: 9 });
    assert.deepEqual(exits.container(running), {
      ...running,
      state,
      exitCode,
      reason,
      finishedAt: 9,
    });
    assert.equal(exits.listed({ id: "a", state: "CONTAINER_RUNNING" }).state, state);
    assert.equal(exits.sandbox({ id: "a", state: "SANDBOX_READY" }).state, "SANDBOX_NOTREADY");
  });

test("RecentExits leaves what the runtime says of others, and of what it knows to have ended", () => {
  const exits = new RecentExits();
  exits.note({ type: "stopped", id: "a", exitCode: 1, atNanoseconds: 9 });
  const exited: ContainerStatus = { id: "a", state: "CONTAINER_EXITED", exitCode: 4 };
  assert.equal(exits.container(exited), exited);
  const other = { ...running, id: "b" };
  assert.equal(exits.container(other), other);
  exits.note({ type: "deleted", id: "a" });
  assert.equal(exits.container(running), running);
});
