import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { events, nodes, pods, type Resource } from "#api";
import type { Event, Node, Pod } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";
import { seededRandom, systemClock } from "#base";
import {
  type ApiEventRecorder,
  type Client,
  createEventRecorder,
  createInformerFactory,
  type InformerFactory,
} from "#client";
import { Metrics, silentLogger } from "#component-base";
import { podCondition } from "#component-helpers";
import { startTestApiServer, type TestApiServer } from "#testing";
import { defaultProfile } from "./default-profile.ts";
import { type FakePod, fakeNode, fakePod } from "./fake-cluster.ts";
import type { Plugin } from "./framework/plugin.ts";
import { failed, success } from "./framework/status.ts";
import { pluginRegistry } from "./plugins/registry.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";

const deadlineMilliseconds = 10_000;
const taint = { key: "dedicated", value: "db", effect: "NoSchedule" as const };

let server: TestApiServer;
let client: Client;
let informers: InformerFactory;
let eventRecorder: ApiEventRecorder;
let metrics: Metrics;
let scheduler: Scheduler | undefined;

beforeEach(async () => {
  server = await startTestApiServer();
  client = server.client;
  const clock = systemClock;
  informers = createInformerFactory({ client, clock, freeze: true });
  eventRecorder = createEventRecorder({ client, clock, component: "default-scheduler" });
  metrics = new Metrics();
});

afterEach(async () => {
  await scheduler?.stop();
  await eventRecorder.stop();
  await informers.stop();
  await server.stop();
});

async function startScheduler(change: Partial<SchedulerOptions> = {}): Promise<void> {
  scheduler = new Scheduler({
    ...{ client, informers, metrics, eventRecorder },
    clock: systemClock,
    random: seededRandom(1),
    log: silentLogger,
    ...change,
  });
  await scheduler.start();
}

/** The default profile with one more plugin. */
function withPlugin(plugin: Plugin): Partial<SchedulerOptions> {
  const profile = {
    ...defaultProfile,
    plugins: [{ name: plugin.name }, ...defaultProfile.plugins],
  };
  return {
    profiles: [profile],
    plugins: { ...pluginRegistry, [plugin.name]: () => plugin },
  };
}

function createNode(node: Node): Promise<Node> {
  return client.resource(nodes).create("", node);
}

function createPod(name: string, given: FakePod = {}): Promise<Pod> {
  const { uid: _, resourceVersion: __, ...metadata } = fakePod(name, given).metadata;
  return client.resource(pods).create("default", { ...fakePod(name, given), metadata });
}

/** Waits until an object is as wanted, by a watch. */
async function until<T extends KubernetesObject>(
  resource: Resource<T>,
  isWanted: (object: T) => boolean,
): Promise<T> {
  const watch = client.resource(resource).watch({
    namespace: resource.kind === "Node" ? "" : "default",
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    resourceVersionMatch: "NotOlderThan",
    signal: AbortSignal.timeout(deadlineMilliseconds),
  });
  for await (const event of watch) {
    if (event.type !== "ADDED" && event.type !== "MODIFIED") continue;
    if (isWanted(event.object)) return event.object;
  }
  throw new Error("The watch ended");
}

function untilPod(name: string, isWanted: (pod: Pod) => boolean): Promise<Pod> {
  return until(pods, (pod) => pod.metadata.name === name && isWanted(pod));
}

async function nodeOf(name: string): Promise<string | undefined> {
  return (await untilPod(name, ({ spec }) => spec.nodeName !== undefined)).spec.nodeName;
}

function untilRefused(name: string): Promise<Pod> {
  return untilPod(name, (pod) => podCondition(pod, "PodScheduled")?.status === "False");
}

function untilEvent(name: string, reason: string): Promise<Event> {
  return until(events, (e) => e.involvedObject.name === name && e.reason === reason);
}

test("Scheduler binds a pod and says so", async () => {
  await startScheduler();
  await createNode(fakeNode("node-1"));
  await createPod("web");
  assert.equal(await nodeOf("web"), "node-1");
  const event = await untilEvent("web", "Scheduled");
  assert.equal(event.message, "Successfully assigned default/web to node-1");
  assert.equal(event.type, "Normal");
  assert.equal(event.source?.component, "default-scheduler");
  const printed = await metrics.print();
  const counter =
    'scheduler_schedule_attempts_total{result="scheduled",profile="default-scheduler"} 1';
  assert.ok(printed.includes(counter), printed);
});

test("Scheduler binds pods that were there before it started", async () => {
  await createNode(fakeNode("node-1"));
  await createPod("web");
  await startScheduler();
  assert.equal(await nodeOf("web"), "node-1");
});

test("Scheduler says why a pod fits nowhere, and binds it when a node comes", async () => {
  await createNode(fakeNode("node-1", { spec: { taints: [taint] } }));
  await createNode(fakeNode("node-2"));
  await createNode(fakeNode("node-3"));
  for (const nodeName of ["node-2", "node-3"]) {
    await createPod(`on-${nodeName}`, { requests: { cpu: "4" }, spec: { nodeName } });
  }
  await startScheduler();
  const created = await createPod("web", { requests: { cpu: "1" } });
  const message =
    "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. " +
    "no new claims to deallocate, preemption: 0/3 nodes are available: " +
    "1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.";
  const condition = podCondition(await untilRefused("web"), "PodScheduled");
  assert.equal(condition?.reason, "Unschedulable");
  assert.equal(condition?.message, message);
  assert.equal(condition?.observedGeneration, created.metadata.generation);
  const event = await untilEvent("web", "FailedScheduling");
  assert.equal(event.message, message);
  assert.equal(event.type, "Warning");
  await createNode(fakeNode("node-4"));
  assert.equal(await nodeOf("web"), "node-4");
});

test("Scheduler says that there are no nodes", async () => {
  await startScheduler();
  await createPod("web");
  const condition = podCondition(await untilRefused("web"), "PodScheduled");
  assert.equal(condition?.message, "no nodes available to schedule pods");
  assert.equal(condition?.reason, "Unschedulable");
});

test("Scheduler binds a refused pod when the taint is taken away", async () => {
  await createNode(fakeNode("node-1", { spec: { taints: [taint] } }));
  await startScheduler();
  await createPod("web");
  await untilRefused("web");
  const patch = { spec: { taints: null } };
  await client.resource(nodes).patch("", "node-1", patch, { type: "merge" });
  assert.equal(await nodeOf("web"), "node-1");
});

test("Scheduler binds a refused pod when a pod makes room, by deletion or by its end", async () => {
  await createNode(fakeNode("node-1"));
  await startScheduler();
  await createPod("first", { requests: { cpu: "3" } });
  await nodeOf("first");
  await createPod("second", { requests: { cpu: "3" } });
  await untilRefused("second");
  await client.resource(pods).delete("default", "first", { gracePeriodSeconds: 0 });
  assert.equal(await nodeOf("second"), "node-1");
  await createPod("third", { requests: { cpu: "3" } });
  await untilRefused("third");
  const patch = { status: { phase: "Succeeded" } };
  const options = { type: "merge", subresource: "status" } as const;
  await client.resource(pods).patch("default", "second", patch, options);
  assert.equal(await nodeOf("third"), "node-1");
});

test("Scheduler leaves pods of another scheduler alone", async () => {
  await createNode(fakeNode("node-1"));
  await startScheduler();
  await createPod("theirs", { spec: { schedulerName: "another" } });
  await createPod("ours");
  await nodeOf("ours");
  const theirs = await client.resource(pods).get("default", "theirs");
  assert.equal(theirs.spec.nodeName, undefined);
  assert.equal(theirs.status?.conditions, undefined);
});

test("Scheduler binds a gated pod only when its gates are gone", async () => {
  await createNode(fakeNode("node-1"));
  await startScheduler();
  await createPod("gated", { spec: { schedulingGates: [{ name: "example.com/wait" }] } });
  await createPod("free");
  await nodeOf("free");
  const gated = await client.resource(pods).get("default", "gated");
  assert.equal(gated.spec.nodeName, undefined);
  assert.equal(podCondition(gated, "PodScheduled")?.reason, "SchedulingGated");
  const patch = { spec: { schedulingGates: null } };
  await client.resource(pods).patch("default", "gated", patch, { type: "merge" });
  assert.equal(await nodeOf("gated"), "node-1");
});

test("Scheduler never puts more on a node than it has", async () => {
  for (const name of ["node-1", "node-2", "node-3"]) await createNode(fakeNode(name));
  await startScheduler();
  const names = Array.from({ length: 12 }, (_, index) => `pod-${index}`);
  await Promise.all(names.map((name) => createPod(name, { requests: { cpu: "1" } })));
  const counts = new Map<string | undefined, number>();
  for (const name of names) {
    const nodeName = await nodeOf(name);
    counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  }
  assert.deepEqual([...counts.values()], [4, 4, 4]);
});

test("Scheduler tries again when a bind fails, and gives the place back meanwhile", async () => {
  let attempts = 0;
  const flaky: Plugin = {
    name: "Flaky",
    preBind: async () => (attempts++ === 0 ? failed("Flaky", new Error("No luck")) : success),
  };
  await createNode(fakeNode("node-1"));
  await startScheduler(withPlugin(flaky));
  await createPod("web", { requests: { cpu: "4" } });
  const condition = podCondition(await untilRefused("web"), "PodScheduled");
  assert.equal(condition?.reason, "SchedulerError");
  assert.equal(condition?.message, "No luck");
  assert.equal(await nodeOf("web"), "node-1");
  assert.equal(attempts, 2);
});

test("Scheduler forgets a pod that is deleted while it is being bound", async () => {
  const thief: Plugin = {
    name: "Thief",
    async preBind(_state, { pod }) {
      if (pod.metadata.name !== "victim") return success;
      await client.resource(pods).delete("default", "victim", { gracePeriodSeconds: 0 });
      return success;
    },
  };
  await createNode(fakeNode("node-1"));
  await startScheduler(withPlugin(thief));
  await createPod("victim", { requests: { cpu: "4" } });
  await createPod("web", { requests: { cpu: "4" } });
  assert.equal(await nodeOf("web"), "node-1");
});

test("Scheduler accepts that somebody else binds the pod first", async () => {
  const rival: Plugin = {
    name: "Rival",
    async preBind(_state, { pod }) {
      if (pod.metadata.name !== "web") return success;
      const target = { kind: "Node", name: "node-2" };
      const body = { apiVersion: "v1", kind: "Binding", metadata: { name: "web" }, target };
      await client.resource(pods).createSubresource("default", "web", "binding", body);
      return success;
    },
  };
  await createNode(fakeNode("node-1"));
  await createNode(fakeNode("node-2", { spec: { unschedulable: true } }));
  await startScheduler(withPlugin(rival));
  await createPod("web", { requests: { cpu: "4" } });
  assert.equal(await nodeOf("web"), "node-2");
  await createPod("next", { requests: { cpu: "4" } });
  assert.equal(await nodeOf("next"), "node-1");
  const web = await client.resource(pods).get("default", "web");
  assert.equal(podCondition(web, "PodScheduled")?.status, "True");
});

test("Scheduler refuses a pod whose permit does not come in time", async () => {
  const ready = Promise.withResolvers<void>();
  const gate: Plugin = {
    name: "Gate",
    permit: () => ({
      status: { code: "Wait", reasons: [], plugin: "Gate" },
      timeoutMilliseconds: 50,
    }),
    unreserve: () => ready.resolve(),
  };
  await createNode(fakeNode("node-1"));
  await startScheduler(withPlugin(gate));
  await createPod("web");
  await ready.promise;
  const condition = podCondition(await untilRefused("web"), "PodScheduled");
  assert.equal(
    condition?.message,
    "0/1 nodes are available: 1 rejected due to timeout after waiting 0.05s at plugin Gate.",
  );
});

test("Scheduler does not write a condition that is there already", async () => {
  await createNode(fakeNode("node-1", { spec: { unschedulable: true } }));
  await startScheduler();
  await createPod("web");
  const { resourceVersion } = (await untilRefused("web")).metadata;
  // Another cordoned node of the same reason would change the count; a label of this one does not.
  const patch = { spec: { unschedulable: null, taints: [taint] } };
  await client.resource(nodes).patch("", "node-1", patch, { type: "merge" });
  const changed = await untilPod("web", (pod) => pod.metadata.resourceVersion !== resourceVersion);
  assert.match(podCondition(changed, "PodScheduled")?.message ?? "", /untolerated taint/);
  const written = changed.metadata.resourceVersion;
  const label = { metadata: { labels: { any: "thing" } } };
  await client.resource(nodes).patch("", "node-1", label, { type: "merge" });
  await createPod("last", { spec: { tolerations: [{ operator: "Exists" }] } });
  await nodeOf("last");
  const now = await client.resource(pods).get("default", "web");
  assert.equal(now.metadata.resourceVersion, written);
});
