// From a pod's create request until a watch shows it Running, image present: one at a time and 30 at
// once. Beside it, in turns, the same calls to the same runtime by hand, with the same pod network,
// image and cgroup parent. Run as root: node bench/pod-start.bench.ts [pods one at a time]
import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { join } from "node:path";
import { systemClock } from "#base";
import { ContainerdRuntime } from "#cri";
import { removeRuntimePods, startRuntimePod } from "./bare-node.ts";
import { type BenchCluster, withBenchCluster } from "./bench-cluster.ts";
import { openSession, send } from "./load-generator.ts";
import { median, percentile, printRow, timed } from "./measurements.ts";

const serialPods = Number(process.argv[2] ?? 20);
const parallelPods = 30;
const pods = "/api/v1/namespaces/default/pods";
const deadlineMilliseconds = 60_000;

function podOf(name: string): string {
  const container = {
    name: "main",
    image: "busybox",
    imagePullPolicy: "IfNotPresent",
    command: ["sleep", "1000"],
  };
  const spec = { terminationGracePeriodSeconds: 0, containers: [container] };
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name }, spec });
}

/** Creates and deletes pods, and sees on one watch what becomes of them. */
class Pods {
  readonly #session: ClientHttp2Session;
  readonly #phases = new Map<string, string>();
  readonly #changed = new Set<() => void>();

  constructor(session: ClientHttp2Session) {
    this.#session = session;
  }

  async watch(): Promise<void> {
    const stream = this.#session.request({ ":path": `${pods}?watch=true` }, { endStream: true });
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const { type, object } = JSON.parse(line);
        this.#phases.set(object.metadata.name, type === "DELETED" ? type : object.status.phase);
      }
      for (const look of this.#changed) look();
    });
    await once(stream, "response");
  }

  start(name: string): Promise<void> {
    const running = this.#until(name, "Running");
    const headers = { ":method": "POST", ":path": pods };
    return Promise.all([running, send(this.#session, { headers, body: podOf(name) })]).then(
      () => {},
    );
  }

  async remove(name: string): Promise<void> {
    const gone = this.#until(name, "DELETED");
    const headers = { ":method": "DELETE", ":path": `${pods}/${name}` };
    await Promise.all([gone, send(this.#session, { headers })]);
  }

  #until(name: string, phase: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Pod ${name} is ${this.#phases.get(name)}, not ${phase}`)),
        deadlineMilliseconds,
      );
      const look = (): void => {
        if (this.#phases.get(name) !== phase) return;
        this.#changed.delete(look);
        clearTimeout(timer);
        resolve();
      };
      this.#changed.add(look);
    });
  }
}

async function measurePods(cluster: BenchCluster): Promise<void> {
  const session = await openSession(cluster.target);
  const runtime = new ContainerdRuntime({
    clock: systemClock,
    socketPath: cluster.runtimeSocket,
  });
  const byHand = (name: string): Promise<string> =>
    startRuntimePod(runtime, {
      name,
      cgroupParent: cluster.cgroupParent,
      logRoot: join(cluster.home, "logs"),
      measure: (_step, work) => work(),
    });
  const byApi = new Pods(session);
  try {
    await byApi.watch();
    await measureSerial(byApi, runtime, byHand);
    await measureParallel(byApi, runtime, byHand);
  } finally {
    runtime.close();
    session.destroy();
  }
}

type ByHand = (name: string) => Promise<string>;

async function measureSerial(
  byApi: Pods,
  runtime: ContainerdRuntime,
  byHand: ByHand,
): Promise<void> {
  const floors: number[] = [];
  const figures: number[] = [];
  for (let index = -1; index < serialPods; index++) {
    const { result, milliseconds: floor } = await timed(() => byHand(`floor${index}`));
    await removeRuntimePods(runtime, [result]);
    const { milliseconds } = await timed(() => byApi.start(`pod${index}`));
    await byApi.remove(`pod${index}`);
    // The first of each warms caches.
    if (index >= 0) {
      floors.push(floor);
      figures.push(milliseconds);
    }
  }
  const unit = "ms";
  printRow({
    name: `pod create to Running, n=${serialPods}, p50`,
    figure: median(figures),
    unit,
    peer: { name: "the runtime's calls", figure: median(floors) },
    wanted: { of: "ratio", below: 1.4 },
  });
  printRow({
    name: "the same, p99",
    figure: percentile(figures, 0.99),
    unit,
    peer: { name: "the runtime's calls", figure: percentile(floors, 0.99) },
    wanted: { below: 500 },
  });
}

async function measureParallel(
  byApi: Pods,
  runtime: ContainerdRuntime,
  byHand: ByHand,
): Promise<void> {
  const indexes = Array.from({ length: parallelPods }, (_, index) => index);
  const floors: number[] = [];
  const measureFloor = async (round: number): Promise<void> => {
    const { result, milliseconds } = await timed(() =>
      Promise.all(indexes.map((index) => byHand(`floor-${round}-${index}`))),
    );
    floors.push(milliseconds);
    await removeRuntimePods(runtime, result);
  };
  await measureFloor(0);
  const { milliseconds } = await timed(() =>
    Promise.all(indexes.map((index) => byApi.start(`parallel-${index}`))),
  );
  await Promise.all(indexes.map((index) => byApi.remove(`parallel-${index}`)));
  await measureFloor(1);
  printRow({
    name: `${parallelPods} pods at once, until all run`,
    figure: milliseconds,
    unit: "ms",
    peer: { name: "the runtime's calls", figure: (Math.min(...floors) + Math.max(...floors)) / 2 },
    wanted: { of: "ratio", below: 1.3 },
  });
}

await withBenchCluster(async (cluster) => {
  cluster.up();
  await measurePods(cluster);
});
