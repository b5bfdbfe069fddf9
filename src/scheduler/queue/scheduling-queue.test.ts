import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Pod } from "#api/core/v1";
import { FakeClock } from "#base";
import { fakePod } from "../fake-cluster.ts";
import {
  actionType,
  type ClusterEventWithHint,
  clusterEvents,
} from "../framework/cluster-event.ts";
import { Nominator } from "../framework/nominator.ts";
import { success } from "../framework/status.ts";
import { prioritySort } from "../plugins/priority-sort.ts";
import { schedulingGates } from "../plugins/scheduling-gates.ts";
import type { QueuedPodInfo } from "./queued-pod.ts";
import { SchedulingQueue } from "./scheduling-queue.ts";

const nodeAdded: ClusterEventWithHint[] = [{ resource: "Node", actions: actionType.add }];
const never: ClusterEventWithHint[] = [
  { resource: "Node", actions: actionType.add, hint: () => "QueueSkip" },
];
const gates = schedulingGates();

let clock: FakeClock;
let queue: SchedulingQueue;

beforeEach(() => {
  clock = new FakeClock();
  queue = new SchedulingQueue({
    clock,
    compare: (a, b) => prioritySort().compare?.(a, b) ?? 0,
    preEnqueue: (pod) => gates.preEnqueue?.(pod) ?? success,
    pluginEvents: [
      { plugin: "Fit", events: nodeAdded },
      { plugin: "Stubborn", events: never },
      { plugin: "Room", events: [{ resource: "AssignedPod", actions: actionType.delete }] },
      { plugin: "Claims", events: nodeAdded },
      { plugin: "SchedulingGates", events: gates.eventsToRegister?.() ?? [] },
    ],
    nominator: new Nominator(),
  });
});

function pod(name: string, priority = 0, more: Partial<Pod["spec"]> = {}): Pod {
  return fakePod(name, { spec: { priority, ...more } });
}

function changed(old: Pod, change: Partial<Pod>): Pod {
  return {
    ...old,
    ...change,
    metadata: { ...old.metadata, ...change.metadata, resourceVersion: "2" },
  };
}

async function pop(): Promise<QueuedPodInfo> {
  const queued = await queue.pop();
  assert.ok(queued);
  return queued;
}

async function popName(): Promise<string | undefined> {
  return (await pop()).info.pod.metadata.name;
}

function refuse(queued: QueuedPodInfo, ...plugins: string[]): void {
  queued.unschedulablePlugins = new Set(plugins);
  queue.addUnschedulable(queued);
}

function addNode(): void {
  queue.moveAll(clusterEvents.nodeAdd, undefined, {});
}

/** Puts a pod aside that the plugin refused. */
async function putAside(given: Pod, plugin: string): Promise<void> {
  queue.add(given);
  refuse(await pop(), plugin);
}

test("pop() gives higher priorities first and equal ones in their order", async () => {
  queue.add(pod("low", 1));
  clock.advance(1);
  queue.add(pod("early", 5));
  clock.advance(1);
  queue.add(pod("late", 5));
  const names = [await popName(), await popName(), await popName()];
  assert.deepEqual(names, ["early", "late", "low"]);
});

test("pop() waits for a pod", async () => {
  const popped = queue.pop();
  queue.add(pod("a"));
  assert.equal((await popped)?.info.pod.metadata.name, "a");
});

test("pop() gives undefined when the queue is closed", async () => {
  const popped = queue.pop();
  queue.close();
  assert.equal(await popped, undefined);
});

test("addUnschedulable() puts a refused pod aside", async () => {
  await putAside(pod("a"), "Fit");
  assert.deepEqual(queue.counts, { active: 0, backoff: 0, unschedulable: 1, gated: 0 });
  assert.equal(queue.inFlightCount, 0);
});

test("moveAll() moves a refused pod to back-off, and time to active", async () => {
  await putAside(pod("a"), "Fit");
  addNode();
  assert.equal(queue.counts.backoff, 1);
  clock.advance(999);
  assert.equal(queue.counts.backoff, 1);
  clock.advance(1);
  assert.deepEqual(queue.counts, { active: 1, backoff: 0, unschedulable: 0, gated: 0 });
});

test("moveAll() moves a refused pod to active when its back-off is over", async () => {
  await putAside(pod("a"), "Fit");
  clock.advance(1000);
  addNode();
  assert.equal(queue.counts.active, 1);
});

test("moveAll() asks only the plugins that refused the pod", async () => {
  await putAside(pod("a"), "Stubborn");
  clock.advance(5000);
  addNode();
  assert.equal(queue.counts.unschedulable, 1);
});

test("moveAll() leaves a pod when the event is of another kind", async () => {
  await putAside(pod("a"), "Fit");
  queue.moveAll(clusterEvents.assignedPodDelete, pod("b"), undefined);
  assert.equal(queue.counts.unschedulable, 1);
});

test("moveAll() skips back-off when the plugin said Pending", async () => {
  queue.add(pod("a"));
  const queued = await pop();
  queued.pendingPlugins = new Set(["Claims"]);
  queue.addUnschedulable(queued);
  addNode();
  assert.equal(queue.counts.active, 1);
});

test("pop() takes a refused pod from back-off early when nothing else waits", async () => {
  await putAside(pod("a"), "Fit");
  addNode();
  assert.equal(queue.counts.backoff, 1);
  assert.equal(await popName(), "a");
});

test("pop() does not take a pod that met an error from back-off early", async () => {
  queue.add(pod("a"));
  queue.addUnschedulable(await pop());
  assert.equal(queue.counts.backoff, 1);
  const popped = queue.pop();
  queue.add(pod("b"));
  assert.equal((await popped)?.info.pod.metadata.name, "b");
  assert.equal(queue.counts.backoff, 1);
});

test("back-off doubles from 1 s to 10 s", async () => {
  queue.add(pod("a"));
  const waits: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    queue.addUnschedulable(await pop());
    let waited = 0;
    for (; queue.counts.active === 0; waited += 500) clock.advance(500);
    waits.push(waited);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test("moveAll() tells a pod nothing about its own place that it gave back", async () => {
  await putAside(pod("a"), "Room");
  queue.moveAll(clusterEvents.assignedPodDelete, pod("a"), undefined);
  assert.equal(queue.counts.unschedulable, 1);
  queue.moveAll(clusterEvents.assignedPodDelete, pod("b"), undefined);
  assert.equal(queue.counts.backoff, 1);
});

test("addUnschedulable() moves the pod on when it missed an event that helps", async () => {
  queue.add(pod("a"));
  const queued = await pop();
  addNode();
  refuse(queued, "Fit");
  assert.equal(queue.counts.backoff, 1);
});

test("addUnschedulable() puts the pod aside when the missed event does not help", async () => {
  queue.add(pod("a"));
  const queued = await pop();
  addNode();
  refuse(queued, "Stubborn");
  assert.equal(queue.counts.unschedulable, 1);
});

test("addUnschedulable() does not replay events from before the try", async () => {
  queue.add(pod("other"));
  const other = await pop();
  addNode();
  queue.add(pod("a"));
  refuse(await pop(), "Fit");
  assert.equal(queue.counts.unschedulable, 1);
  queue.done(other.uid);
});

test("add() keeps a gated pod aside, whatever happens", async () => {
  queue.add(pod("a", 0, { schedulingGates: [{ name: "wait" }] }));
  assert.deepEqual(queue.counts, { active: 0, backoff: 0, unschedulable: 0, gated: 1 });
  addNode();
  clock.advance(10 * 60_000);
  assert.equal(queue.counts.gated, 1);
});

test("update() frees a gated pod when its last gate is taken away", async () => {
  const gated = pod("a", 0, { schedulingGates: [{ name: "wait" }] });
  queue.add(gated);
  queue.update(gated, changed(gated, { spec: pod("a").spec }));
  assert.deepEqual(queue.counts, { active: 1, backoff: 0, unschedulable: 0, gated: 0 });
});

test("update() changes the priority of a pod in the active queue", async () => {
  const low = pod("low");
  queue.add(low);
  queue.add(pod("high", 5));
  queue.update(low, changed(low, { spec: pod("low", 10).spec }));
  assert.equal(await popName(), "low");
});

test("update() of the status leaves a refused pod aside", async () => {
  const refused = pod("a");
  await putAside(refused, "Fit");
  queue.update(refused, changed(refused, { status: { phase: "Pending" } }));
  assert.equal(queue.counts.unschedulable, 1);
});

test("update() of a pod in flight counts as an event it missed", async () => {
  const old = pod("a", 0, { schedulingGates: [] });
  queue.add(old);
  const queued = await pop();
  const gone = { ...old.spec, tolerations: [{ operator: "Exists" as const }] };
  queue.update(old, changed(old, { spec: gone }));
  assert.equal(queue.isInFlight(queued.uid), true);
  assert.deepEqual(queue.counts, { active: 0, backoff: 0, unschedulable: 0, gated: 0 });
});

test("delete() takes a pod out wherever it waits", async () => {
  await putAside(pod("aside"), "Fit");
  queue.add(pod("active"));
  queue.delete(pod("aside"));
  queue.delete(pod("active"));
  assert.deepEqual(queue.counts, { active: 0, backoff: 0, unschedulable: 0, gated: 0 });
});

test("pods put aside are tried anyway after five minutes", async () => {
  await putAside(pod("a"), "Stubborn");
  clock.advance(5 * 60_000);
  assert.equal(queue.counts.unschedulable, 1);
  clock.advance(60_000);
  assert.equal(queue.counts.active, 1);
});

test("activate() moves a pod to active at once", async () => {
  await putAside(pod("a"), "Stubborn");
  queue.activate([pod("a")]);
  assert.equal(queue.counts.active, 1);
});

test("a pod that is gated again while it was in back-off is not popped", async () => {
  const plain = pod("a");
  await putAside(plain, "Fit");
  addNode();
  const gated = pod("a", 0, { schedulingGates: [{ name: "wait" }] });
  queue.update(plain, changed(plain, { spec: gated.spec }));
  queue.add(pod("b"));
  assert.equal(await popName(), "b");
  const popped = queue.pop();
  queue.close();
  assert.equal(await popped, undefined);
  assert.equal(queue.counts.gated, 1);
});
