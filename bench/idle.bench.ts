// What a cluster of one node with DNS uses while nothing happens: processor, memory and bytes
// written by all processes of cox and by containerd, whose shims are listed apart; beside what
// containerd alone uses in the same minute. Run as root: node bench/idle.bench.ts [seconds]
import { statSync } from "node:fs";
import { join } from "node:path";
import { withBenchCluster } from "./bench-cluster.ts";
import { printRow } from "./measurements.ts";
import { findProcesses, type ProcessUsage, usageOf } from "./process-usage.ts";

const seconds = Number(process.argv[2] ?? 60);
const settleSeconds = 20;
const mebibyte = 2 ** 20;

type Part = "cox" | "containerd" | "shim";

function partOf({ command }: ProcessUsage): Part {
  if (command.includes("containerd-shim")) return "shim";
  return /^\S*containerd /.test(command) ? "containerd" : "cox";
}

function sum(usages: readonly ProcessUsage[], part: Part, field: keyof ProcessUsage): number {
  return usages
    .filter((usage) => partOf(usage) === part)
    .reduce((total, usage) => total + Number(usage[field]), 0);
}

const sleep = (length: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, length * 1000));

await withBenchCluster(async (cluster) => {
  cluster.up();
  await sleep(settleSeconds);
  const look = (): ProcessUsage[] => findProcesses(cluster.home).map(usageOf);
  const storeFiles = ["state.db", "state.db-wal"].map((n) => join(cluster.directory, "store", n));
  const storeBytes = (): number =>
    storeFiles.reduce(
      (total, file) => total + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  const [before, storeBefore] = [look(), storeBytes()];
  await sleep(seconds);
  const [after, storeAfter] = [look(), storeBytes()];
  for (const usage of after)
    console.log(`${(usage.pssBytes / mebibyte).toFixed(1)} MiB PSS: ${usage.command}`);
  const share = (part: Part): number =>
    (100 * (sum(after, part, "cpuSeconds") - sum(before, part, "cpuSeconds"))) / seconds;
  const memory = (part: Part): number => sum(after, part, "pssBytes") / mebibyte;
  const written = (part: Part): number =>
    ((sum(after, part, "writtenBytes") - sum(before, part, "writtenBytes")) / mebibyte / seconds) *
    60;
  printRow({
    name: "processor, cox",
    figure: share("cox"),
    unit: "% of a core",
    peer: { name: "containerd", figure: share("containerd") },
    wanted: { below: 1 },
  });
  printRow({ name: "memory, cox", figure: memory("cox"), unit: "MiB" });
  printRow({
    name: "memory, cox and containerd",
    figure: memory("cox") + memory("containerd"),
    unit: "MiB",
    peer: { name: "containerd", figure: memory("containerd") },
    wanted: { below: 220 },
  });
  printRow({ name: "memory, shims", figure: memory("shim"), unit: "MiB" });
  printRow({
    name: "written, cox",
    figure: written("cox"),
    unit: "MiB a minute",
    wanted: { below: 1 },
  });
  printRow({ name: "written, containerd", figure: written("containerd"), unit: "MiB a minute" });
  printRow({
    name: "growth of the store",
    figure: (storeAfter - storeBefore) / mebibyte,
    unit: "MiB",
  });
});
