// Random work on a small, full cluster: no node ever holds more than it has, and no pod that fits
// is forgotten. The seed is in the test's name, so a failure repeats.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodes, pods } from "#api";
import type { Pod } from "#api/core/v1";
import { isNotFound } from "#apimachinery";
import { type Random, seededRandom, systemClock } from "#base";
import { type Client, createEventRecorder, createInformerFactory } from "#client";
import { Metrics, silentLogger } from "#component-base";
import { podCondition } from "#component-helpers";
import { startTestApiServer } from "#testing";
import { fakeNode, fakePod } from "./fake-cluster.ts";
import { Scheduler } from "./scheduler.ts";

const nodeNames = ["node-1", "node-2", "node-3"];
const cpuOfNode = 4;
const steps = 120;
const deadlineMilliseconds = 10_000;

for (const seed of [1, 2, 3]) {
  test(`Scheduler keeps a busy cluster right with seed ${seed}`, () => churn(seed));
}

async function churn(seed: number): Promise<void> {
  const server = await startTestApiServer();
  const { client } = server;
  const clock = systemClock;
  const informers = createInformerFactory({ client, clock, freeze: true });
  const eventRecorder = createEventRecorder({ client, clock, component: "default-scheduler" });
  const parts = { client, informers, clock, eventRecorder, log: silentLogger };
  const scheduler = new Scheduler({ ...parts, random: seededRandom(seed), metrics: new Metrics() });
  const view = new ClusterView();
  informers.informer(pods).addHandler({
    add: (pod) => view.see(pod),
    update: (pod) => view.see(pod),
    delete: (pod) => view.drop(pod),
  });
  try {
    for (const name of nodeNames) await client.resource(nodes).create("", fakeNode(name));
    await scheduler.start();
    const random = seededRandom(seed);
    for (let step = 0; step < steps; step++) await act(client, random, step);
    // Everything has been tried, so that pods without a node are those that were refused.
    await view.until(isTried, await podNames(client));
    for (const name of nodeNames) await cordon(client, name, false);
    // As many as fit certainly: each asks for at most two of four.
    const kept = await keepOnly(client, nodeNames.length * 2);
    await view.until(isBound, kept);
    assert.deepEqual(view.overfull, []);
  } finally {
    await scheduler.stop();
    await eventRecorder.stop();
    await informers.stop();
    await server.stop();
  }
}

const isBound = ({ spec }: Pod): boolean => spec.nodeName !== undefined;
const isTried = (pod: Pod): boolean =>
  isBound(pod) || podCondition(pod, "PodScheduled")?.status === "False";

async function podNames(client: Client): Promise<string[]> {
  const { items } = await client.resource(pods).list({ namespace: "default" });
  return items.map(({ metadata }) => metadata.name ?? "");
}

async function act(client: Client, random: Random, step: number): Promise<void> {
  const choice = random.integer(10);
  if (choice < 6) {
    const { uid: _, resourceVersion: __, ...metadata } = fakePod(`pod-${step}`).metadata;
    const requests = { cpu: String(1 + random.integer(2)) };
    const pod = fakePod(`pod-${step}`, { requests });
    await client.resource(pods).create("default", { ...pod, metadata });
  } else if (choice < 9) {
    await deletePod(client, `pod-${random.integer(step + 1)}`);
  } else {
    const name = nodeNames[random.integer(nodeNames.length)] ?? "";
    await cordon(client, name, random.integer(2) === 0);
  }
}

async function deletePod(client: Client, name: string): Promise<void> {
  try {
    await client.resource(pods).delete("default", name, { gracePeriodSeconds: 0 });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function cordon(client: Client, name: string, isCordoned: boolean): Promise<void> {
  const patch = { spec: { unschedulable: isCordoned || null } };
  await client.resource(nodes).patch("", name, patch, { type: "merge" });
}

async function keepOnly(client: Client, count: number): Promise<string[]> {
  const { items } = await client.resource(pods).list({ namespace: "default" });
  // Those that wait are kept, so that room must be made for them.
  const bound = items.filter(({ spec }) => spec.nodeName);
  const waiting = items.filter(({ spec }) => !spec.nodeName);
  const names = [...waiting, ...bound].map(({ metadata }) => metadata.name ?? "");
  for (const name of names.slice(count)) await deletePod(client, name);
  return names.slice(0, count);
}

/** What the API says, watched all the time. */
class ClusterView {
  readonly overfull: string[] = [];
  readonly #pods = new Map<string, Pod>();
  #check: (() => void) | undefined;

  see(pod: Pod): void {
    this.#pods.set(pod.metadata.name ?? "", pod);
    const used = new Map<string, number>();
    for (const { spec } of this.#pods.values()) {
      const cpu = Number(spec.containers[0]?.resources?.requests?.["cpu"] ?? 0);
      if (spec.nodeName) used.set(spec.nodeName, (used.get(spec.nodeName) ?? 0) + cpu);
    }
    for (const [name, cpu] of used) if (cpu > cpuOfNode) this.overfull.push(`${name}: ${cpu}`);
    this.#check?.();
  }

  drop(pod: Pod): void {
    this.#pods.delete(pod.metadata.name ?? "");
    this.#check?.();
  }

  /** Waits until all pods of these names are as wanted. */
  until(isWanted: (pod: Pod) => boolean, names: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const missing = (): string[] =>
        names.filter((name) => {
          const pod = this.#pods.get(name);
          return !pod || !isWanted(pod);
        });
      const timer = systemClock.after(deadlineMilliseconds, () =>
        reject(new Error(`Pods are not as wanted: ${missing().join(" ")}`)),
      );
      this.#check = () => {
        if (missing().length > 0) return;
        timer.cancel();
        resolve();
      };
      this.#check();
    });
  }
}
