import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cox, fakeEnvironment } from "../fake-environment.ts";
import { loadCommands } from "./registry.ts";

const commands = await loadCommands();

test("cox completion prints scripts that name every command", async (t) => {
  for (const shell of ["bash", "zsh"]) {
    const { code, out } = await cox(fakeEnvironment(t), "completion", shell);
    assert.equal(code, 0);
    for (const { name } of commands) assert.match(out, new RegExp(`\\b${name}\\b`), shell);
  }
});

test("cox completion bash completes commands and cluster names", async (t) => {
  const environment = fakeEnvironment(t);
  const script = join(environment.home, "completion");
  writeFileSync(script, (await cox(environment, "completion", "bash")).out);
  assert.equal(spawnSync("bash", ["-n", script]).status, 0);
  const fake = join(environment.home, "cox");
  writeFileSync(
    fake,
    `#!/bin/sh\necho '[{"name":"dev","state":"up"},{"name":"test","nodes":1}]'\n`,
  );
  chmodSync(fake, 0o755);
  const complete = (words: string, index: number): string[] => {
    const text = `source ${script}; COMP_WORDS=(${words}); COMP_CWORD=${index}; _cox; echo "\${COMPREPLY[@]}"`;
    const env = { PATH: `${environment.home}:${process.env["PATH"]}` };
    return spawnSync("bash", ["-c", text], { env, encoding: "utf8" }).stdout.trim().split(" ");
  };
  assert.deepEqual(complete("cox ku", 1), ["kubectl", "kubeconfig"]);
  assert.deepEqual(complete("cox status ''", 2), ["dev", "test"]);
  assert.deepEqual(complete("cox status t", 2), ["test"]);
});
