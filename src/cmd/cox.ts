#!/usr/bin/env node
// The command `cox`. The only code here is what touches the process itself.
import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { dirname, join } from "node:path";
import { homeDirectory, runCli } from "#cli";
import { daemonFlags, daemonVariables } from "./daemon-memory.ts";

const here = import.meta.dirname;
const isBundle = here.endsWith("dist");
const packageRoot = isBundle ? dirname(here) : join(here, "../..");
const interrupt = new AbortController();
// Once is enough, and a second one must not keep the first from cleaning up.
process.on("SIGINT", () => interrupt.abort(new Error("Interrupted")));
process.on("SIGTERM", () => interrupt.abort(new Error("Terminated")));
// Who reads the output may stop: cox ls | head -1.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

// A Clock's timers never keep a process alive; this one does while a command runs.
const alive = setInterval(() => {}, 2 ** 30);

const userId = process.getuid?.() ?? -1;
process.exitCode = await runCli({
  arguments: process.argv.slice(2),
  variables: process.env,
  home: homeDirectory(process.env, userId),
  userId,
  isTerminal: process.stdout.isTTY === true,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  entry: (name) => [
    process.execPath,
    ...daemonFlags,
    join(here, isBundle ? `${name}.js` : `${name}.ts`),
  ],
  daemonVariables,
  packageRoot,
  version: (
    JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }
  ).version,
  signal: interrupt.signal,
});
clearInterval(alive);
flushCompileCache();
