import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { nodes, pods } from "#api";
import type { Node, Pod } from "#api/core/v1";
import { seededRandom, systemClock } from "#base";
import {
  type ApiEventRecorder,
  type Client,
  createEventRecorder,
  createInformerFactory,
  type InformerFactory,
} from "#client";
import { Metrics, silentLogger } from "#component-base";
import { startTestApiServer, type TestApiServer } from "#testing";
import { Scheduler } from "./scheduler.ts";

const deadlineMilliseconds = 5000;

let server: TestApiServer;
let client: Client;
let informers: InformerFactory;
let eventRecorder: ApiEventRecorder;
let metrics: Metrics;
let scheduler: Scheduler;

beforeEach(async () => {
  server = await startTestApiServer();
  client = server.client;
  const clock = systemClock;
  informers = createInformerFactory({ client, clock, freeze: true });
  eventRecorder = createEventRecorder({ client, clock, component: "default-scheduler" });
  metrics = new Metrics();
  scheduler = new Scheduler({
    client,
    informers,
    clock,
    random: seededRandom(1),
    log: silentLogger,
    metrics,
    eventRecorder,
  });
  await scheduler.start();
});

afterEach(async () => {
  await scheduler.stop();
  await eventRecorder.stop();
  await informers.stop();
  await server.stop();
});

function node(name: string, change: Partial<Node["spec"]> & { cpu?: string } = {}): Node {
  const { cpu = "4", ...spec } = change;
  const allocatable = { cpu, memory: "8Gi", pods: "110" };
  const metadata = { name, labels: { "kubernetes.io/hostname": name } };
  return { metadata, spec, status: { allocatable, capacity: allocatable } } as Node;
}

function pod(name: string, cpu?: string, spec: Partial<Pod["spec"]> = {}): Pod {
  const resources = cpu ? { requests: { cpu } } : {};
  return {
    metadata: { name, namespace: "default" },
    spec: { containers: [{ name: "main", image: "nginx", resources }], ...spec },
  } as Pod;
}

/** Waits until the pod looks as wanted, by a watch. */
async function untilPod(name: string, isWanted: (pod: Pod) => boolean): Promise<Pod> {
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  const fieldSelector = `metadata.name=${name}`;
  const options = { namespace: "default", fieldSelector, sendInitialEvents: true, signal };
  const events = client.resource(pods).watch({
    ...options,
    allowWatchBookmarks: true,
    resourceVersionMatch: "NotOlderThan",
  });
  for await (const event of events) {
    if (event.type === "ERROR" || event.type === "BOOKMARK") continue;
    if (isWanted(event.object)) return event.object;
  }
  throw new Error("The watch ended");
}

const isBound = (given: Pod): boolean => given.spec.nodeName !== undefined;

test("Scheduler binds a pod to the only node when it fits", async () => {
  await client.resource(nodes).create("", node("node-1"));
  await client.resource(pods).create("default", pod("web", "1"));
  assert.equal((await untilPod("web", isBound)).spec.nodeName, "node-1");
});
