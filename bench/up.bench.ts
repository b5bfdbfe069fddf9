// `cox up` with packages and images present: until the node is Ready and DNS answers, for a fresh
// cluster and for one that was stopped. Beside it, in the same run, what no cluster does without: a
// node sandbox and containerd. Run as root: node bench/up.bench.ts [runs]
import { withBareNode } from "./bare-node.ts";
import { withBenchCluster } from "./bench-cluster.ts";
import { median, percentile, printRow } from "./measurements.ts";

const runs = Number(process.argv[2] ?? 5);
const fresh: number[] = [];
const again: number[] = [];
const running: number[] = [];
const floors: number[] = [];

async function startBareNode(): Promise<number> {
  let milliseconds = 0;
  await withBareNode(
    async (step, work) => {
      const start = performance.now();
      const result = await work();
      if (step !== "clean-up") milliseconds += performance.now() - start;
      return result;
    },
    async () => {},
  );
  return milliseconds;
}

await withBenchCluster(async (cluster) => {
  // The first one builds what is not built and fills caches.
  cluster.up();
  cluster.delete();
  for (let run = 0; run < runs; run++) {
    floors.push(await startBareNode());
    fresh.push(cluster.up());
    running.push(cluster.up());
    cluster.down();
    again.push(cluster.up());
    cluster.delete();
  }
});
const peer = { name: "sandbox and containerd", figure: median(floors) };
const wanted = { below: 2000 };
const unit = "ms";
const count = `n=${runs}`;
printRow({ name: `cox up, fresh, ${count}, p50`, figure: median(fresh), unit, peer, wanted });
printRow({ name: "the same, slowest", figure: percentile(fresh, 1), unit });
printRow({ name: `cox up after down, ${count}, p50`, figure: median(again), unit, peer, wanted });
printRow({ name: "the same, slowest", figure: percentile(again, 1), unit });
printRow({ name: `cox up of one that runs, ${count}, p50`, figure: median(running), unit });
