// `node cluster-reaper.ts PID`: waits until the process is gone, then deletes the cluster it owned,
// and those of earlier runs whose reaper was killed too. See cluster-owner.ts.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { clusterPrefix, coxOnShared, testHome } from "./cluster-owner.ts";

function ownedClusters(): { name: string; owner: number }[] {
  const directory = join(testHome, "clusters");
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const pattern = new RegExp(`^${clusterPrefix}(\\d+)(-\\w+)?$`);
  return names.flatMap((name) => {
    const [, owner] = pattern.exec(name) ?? [];
    return owner ? [{ name, owner: Number(owner) }] : [];
  });
}

const owner = Number(process.argv[2]);
spawnSync("tail", [`--pid=${owner}`, "--follow", "/dev/null"], { stdio: "ignore" });
const dead = ownedClusters().filter((cluster) => !existsSync(`/proc/${cluster.owner}`));
for (const { name } of dead) {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      await coxOnShared(name, ["delete", name]);
      break;
    } catch {
      // The next attempt, or the next run's reaper, gets another chance.
    }
  }
  for (const suffix of ["lock", "reaper.lock"])
    rmSync(join(testHome, `${name}.${suffix}`), { force: true });
}
rmSync(join(testHome, `${clusterPrefix}${owner}.lock`), { force: true });
rmSync(join(testHome, `${clusterPrefix}${owner}.reaper.lock`), { force: true });
