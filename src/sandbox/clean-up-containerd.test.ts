import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "#base";
import { endContainers } from "./clean-up-containerd.ts";
import { identifyProcess, isAlive } from "./process-identity.ts";

/** A process that looks like a program with arguments, and does nothing. */
function pretend(program: string, argv: readonly string[]) {
  const script = ["-e", "setInterval(() => {}, 1000)", "--", ...argv];
  const child = spawn(process.execPath, script, { argv0: program, stdio: "ignore" });
  const identity = identifyProcess(child.pid ?? 0);
  assert.ok(identity);
  return { child, identity };
}

test("endContainers() ends imports that wait for the containerd, and no others", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cox-clean-"));
  const mine = pretend("ctr", ["--address", join(directory, "containerd.sock"), "images"]);
  const other = pretend("ctr", ["--address", "/elsewhere/containerd.sock", "images"]);
  try {
    await endContainers(directory, systemClock);
    assert.equal(isAlive(mine.identity), false);
    assert.equal(isAlive(other.identity), true);
  } finally {
    mine.child.kill("SIGKILL");
    other.child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  }
});
