// What the command line costs before it does anything: `cox version` and `cox ls`, by the launcher as
// users start it, beside an empty Node. Run: node bench/cli.bench.ts [runs]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, printRow } from "./measurements.ts";

const runs = Number(process.argv[2] ?? 20);
const launcher = join(import.meta.dirname, "../cox");
const home = mkdtempSync(join(tmpdir(), "cox-bench-home-"));

function milliseconds(program: string, argv: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, argv, {
    env: { ...process.env, COX_HOME: home, COX_NO_INSTALL: "1" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} ${argv.join(" ")}: ${stderr}`);
  return performance.now() - start;
}

const commands: [name: string, program: string, argv: string[]][] = [
  ["node -e ''", process.execPath, ["-e", ""]],
  ["cox version", launcher, ["version"]],
  ["cox ls", launcher, ["ls"]],
  ["cox --help", launcher, ["--help"]],
];
const times = new Map(commands.map(([name]) => [name, [] as number[]]));
try {
  // The first round builds and fills caches.
  for (const [, program, argv] of commands) milliseconds(program, argv);
  for (let run = 0; run < runs; run++)
    for (const [name, program, argv] of commands)
      times.get(name)?.push(milliseconds(program, argv));
} finally {
  rmSync(home, { recursive: true });
}
const floor = median(times.get("node -e ''") ?? []);
for (const [name, values] of times)
  printRow({
    name: `${name}, n=${runs}, p50`,
    figure: median(values),
    unit: "ms",
    ...(name.startsWith("cox")
      ? { peer: { name: "an empty Node", figure: floor }, wanted: { below: 100 } }
      : {}),
  });
