import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { describeBackend } from "../../backend.conformance.ts";
import { openSqliteBackend } from "./sqlite-backend.ts";

const folder = mkdtempSync(join(tmpdir(), "cox-store-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let stores = 0;

function newPath(): string {
  return join(folder, `${stores++}`, "store.db");
}

describeBackend("sqlite", () => openSqliteBackend({ path: newPath() }));
