import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { toolFromNpm, toolOnPath } from "./find-kubectl.ts";

function place(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "cox-tools-"));
  context.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function put(directory: string, content: string, mode = 0o755): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "kubectl");
  writeFileSync(file, content);
  chmodSync(file, mode);
  return directory;
}

const program = "\x7fELF and more";

test("toolOnPath() takes the first program, and no launcher of another product", (t) => {
  const root = place(t);
  const script = put(join(root, "script"), "#!/bin/sh\n");
  const locked = put(join(root, "locked"), program, 0o644);
  const cloud = put(join(root, "google-cloud-sdk"), program);
  const real = put(join(root, "real"), program);
  const second = put(join(root, "second"), program);
  mkdirSync(join(root, "link"));
  symlinkSync(join(cloud, "kubectl"), join(root, "link/kubectl"));
  const path = [script, locked, join(root, "link"), "relative", "", join(root, "absent"), real];
  assert.equal(toolOnPath("kubectl", [...path, second].join(":")), join(real, "kubectl"));
  assert.equal(toolOnPath("kubectl", path.slice(0, -1).join(":")), undefined);
  assert.equal(toolOnPath("helm", real), undefined);
});

test("toolFromNpm() gives what was unpacked before, and nothing without the package", (t) => {
  const root = place(t);
  const options = { packageRoot: root, cacheDirectory: join(root, "cache") };
  assert.equal(toolFromNpm("kubectl", options), undefined);
  mkdirSync(options.cacheDirectory);
  writeFileSync(join(options.cacheDirectory, "kubectl-v34"), program);
  assert.equal(toolFromNpm("kubectl", options), undefined);
  assert.equal(
    toolFromNpm("kubectl", { ...options, minor: 34 }),
    join(options.cacheDirectory, "kubectl-v34"),
  );
});
