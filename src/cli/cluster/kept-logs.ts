// The logs of a cluster whose first start failed: the cluster goes, its logs stay until the next
// start of that name succeeds.
import { cpSync, existsSync, globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { clusterPaths } from "./cluster-spec.ts";

const patterns = ["*.log", "nodes/*/*.log", "nodes/*/containerd/*.log"];

export function keptLogs(home: string, name: string): string {
  return join(home, "failed-starts", name);
}

/** Gives the directory they are in, each with the path that it had below the cluster's. */
export function keepLogs(home: string, name: string): string | undefined {
  const { directory } = clusterPaths(home, name);
  const target = keptLogs(home, name);
  rmSync(target, { recursive: true, force: true });
  if (!existsSync(directory)) return undefined;
  const files = globSync(patterns, { cwd: directory });
  for (const file of files) cpSync(join(directory, file), join(target, file));
  return files.length > 0 ? target : undefined;
}
