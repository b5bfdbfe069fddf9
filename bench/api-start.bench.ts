// The API server alone: from the start of its process, with nothing on disk yet, until the first
// create is answered, beside the start of an empty Node. Run: node bench/api-start.bench.ts [runs]
import { spawnSync } from "node:child_process";
import { openSession, send } from "./load-generator.ts";
import { objectOf, pathOf } from "./load-objects.ts";
import { median, percentile, printRow } from "./measurements.ts";
import { startServerProcess } from "./server-process.ts";

const runs = Number(process.argv[2] ?? 10);
const empty: number[] = [];
const firstCreates: number[] = [];
const ready: number[] = [];

async function startOnce(): Promise<void> {
  const server = await startServerProcess({ until: "api" });
  try {
    const session = await openSession(server);
    const headers = { ":method": "POST", ":path": pathOf("configmaps", "default") };
    await send(session, { headers, body: objectOf("configmaps", "first") });
    firstCreates.push(performance.now() - server.startTime);
    session.destroy();
    await server.ready;
    ready.push(performance.now() - server.startTime);
  } finally {
    await server.stop();
  }
}

await startOnce();
firstCreates.length = ready.length = 0;
for (let run = 0; run < runs; run++) {
  const start = performance.now();
  spawnSync(process.execPath, ["-e", ""]);
  empty.push(performance.now() - start);
  await startOnce();
}
const node = { name: "an empty Node", figure: median(empty) };
printRow({
  name: `process start to first create, n=${runs}, p50`,
  figure: median(firstCreates),
  unit: "ms",
  peer: node,
  wanted: { below: 400 },
});
printRow({ name: "the same, slowest", figure: percentile(firstCreates, 1), unit: "ms" });
printRow({ name: "controllers run as well, p50", figure: median(ready), unit: "ms", peer: node });
