// How many pods a second get a node: 1,000 hollow nodes, 5,000 pods, made by the client through the
// whole API server in this process. The floor, in the same run: the same pods bound to the nodes in
// turn without any thought, as fast as the API server takes it. Upstream's floor for comparison:
// scheduler_perf expects 680 to 810 pods/s with 5,000 nodes.
// Run: node bench/scheduler.bench.ts [memory|sqlite] [nodes] [pods]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodes, pods } from "#api";
import type { Node, Pod } from "#api/core/v1";
import { systemClock, systemRandom } from "#base";
import {
  type Client,
  createEventRecorder,
  createInformerFactory,
  type InformerFactory,
} from "#client";
import { Metrics, silentLogger } from "#component-base";
import { Scheduler } from "#scheduler";
import { openBackend } from "#store";
import { startTestApiServer } from "#testing";

const [, , scheme = "memory", nodeCount = "1000", podCount = "5000"] = process.argv;
const writers = 64;

const folder = mkdtempSync(join(tmpdir(), "cox-bench-"));
// Nothing else keeps this process alive while it waits.
const alive = setInterval(() => {}, 60_000);
try {
  const floor = await measure("floor: bind in turn", bindInTurn);
  const reached = await measure("scheduler", schedule);
  print("share of the floor", `${Math.round((100 * reached) / floor)} %`);
  print("upstream's floor", "680-810 pods/s");
} finally {
  clearInterval(alive);
  rmSync(folder, { recursive: true, force: true });
}

interface Run {
  client: Client;
  informers: InformerFactory;
  allBound: Promise<void>;
}

/** Pods a second from the first pod's creation until all have a node. */
async function measure(name: string, work: (run: Run) => Promise<void>): Promise<number> {
  const url = scheme === "memory" ? "memory:" : `${scheme}:${join(folder, `${name[0]}.db`)}`;
  const backend = await openBackend(url);
  const server = await startTestApiServer({ backend });
  const { client } = server;
  await inParallel(Number(nodeCount), (index) =>
    client.resource(nodes).create("", hollowNode(index)),
  );
  const informers = createInformerFactory({ client, clock: systemClock });
  const informer = informers.informer(pods);
  const bound = Promise.withResolvers<void>();
  const boundNames = new Set<string>();
  const look = ({ metadata, spec }: Pod): void => {
    if (spec.nodeName) boundNames.add(metadata.name ?? "");
    if (boundNames.size === Number(podCount)) bound.resolve();
  };
  informer.addHandler({ add: look, update: look });
  informers.start();
  await informers.synced();
  const cpuBefore = process.cpuUsage();
  const began = systemClock.monotonic();
  await work({ client, informers, allBound: bound.promise });
  const seconds = (systemClock.monotonic() - began) / 1000;
  const rate = Number(podCount) / seconds;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpu = ((user + system) / 1e6).toFixed(2);
  print(name, `${Math.round(rate)} pods/s (${seconds.toFixed(2)} s, ${cpu} s of CPU)`);
  await informers.stop();
  await server.stop();
  await backend.close();
  return rate;
}

async function bindInTurn({ client, allBound }: Run): Promise<void> {
  await inParallel(Number(podCount), async (index) => {
    const pod = await client.resource(pods).create("default", smallPod(index));
    const { name = "", uid = "" } = pod.metadata;
    const target = { kind: "Node", name: nodeName(index % Number(nodeCount)) };
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name, uid }, target };
    await client.resource(pods).createSubresource("default", name, "binding", body);
  });
  await allBound;
}

async function schedule({ client, informers, allBound }: Run): Promise<void> {
  const clock = systemClock;
  const eventRecorder = createEventRecorder({
    client,
    clock,
    component: "default-scheduler",
    queueLimit: Number(podCount),
  });
  const scheduler = new Scheduler({
    client,
    informers,
    clock,
    random: systemRandom,
    log: silentLogger,
    metrics: new Metrics(),
    eventRecorder,
  });
  await scheduler.start();
  await inParallel(Number(podCount), (index) =>
    client.resource(pods).create("default", smallPod(index)),
  );
  await allBound;
  await scheduler.stop();
  await eventRecorder.stop();
}

function nodeName(index: number): string {
  return `hollow-${index}`;
}

function hollowNode(index: number): Node {
  const name = nodeName(index);
  const allocatable = { cpu: "32", memory: "64Gi", pods: "110" };
  return {
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": `zone-${index % 3}`,
      },
    },
    spec: {},
    status: { allocatable, capacity: allocatable },
  };
}

function smallPod(index: number): Pod {
  const resources = { requests: { cpu: "100m", memory: "500Mi" } };
  return {
    metadata: { name: `pod-${index}`, namespace: "default", labels: { app: `app-${index % 50}` } },
    spec: { containers: [{ name: "main", image: "registry.k8s.io/pause:3.10", resources }] },
  };
}

async function inParallel(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: writers }, worker));
}

function print(name: string, figure: string): void {
  console.log(`${name.padEnd(24)} ${figure}`);
}
