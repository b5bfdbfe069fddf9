import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { openBackend } from "./registry.ts";

it("openBackend() opens memory and sqlite by URL", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cox-registry-"));
  const path = join(folder, "a", "store.db");
  for (const url of ["memory:", `sqlite:${path}`]) {
    const backend = await openBackend(url);
    assert.equal((await backend.create("/a", new Uint8Array(1))).ok, true, url);
    await backend.close();
  }
  assert.ok(existsSync(path));
  rmSync(folder, { recursive: true });
});

it("openBackend() says which stores there are when it does not know one", async () => {
  const known = /known are "memory:" and "sqlite:"$/;
  for (const url of ["", "sqlite", "mysql://a", "/var/lib/store.db", "constructor:"]) {
    await assert.rejects(openBackend(url), known, url);
  }
  await assert.rejects(openBackend("etcd:https://a:2379"), /etcd backend is not built yet/);
  await assert.rejects(openBackend("sqlite:"), /names no file/);
});
