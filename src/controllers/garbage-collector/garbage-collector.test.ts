import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { configMaps, nodes, type Resource, secrets } from "#api";
import type { KubernetesObject, OwnerReference } from "#apimachinery";
import { seededRandom } from "#base";
import { FakeControlPlane } from "../fake-control-plane.ts";
import { garbageCollector } from "./garbage-collector.ts";

class Cluster extends FakeControlPlane {
  constructor() {
    super([garbageCollector]);
  }

  /** Makes a ConfigMap owned by others. */
  async add(
    name: string,
    owners: readonly (KubernetesObject | OwnerReference)[] = [],
    finalizers: string[] = [],
  ): Promise<KubernetesObject> {
    const ownerReferences = owners.map((owner) =>
      "metadata" in owner ? referenceTo(owner) : owner,
    );
    return await this.client.resource(configMaps).create("default", {
      metadata: { name, ownerReferences, ...(finalizers.length > 0 ? { finalizers } : {}) },
    });
  }

  async delete(
    name: string,
    propagationPolicy: "Background" | "Foreground" | "Orphan",
  ): Promise<void> {
    await this.client.resource(configMaps).delete("default", name, { propagationPolicy });
    await this.settle();
  }

  get present(): string[] {
    return this.names(configMaps).sort();
  }

  ownersOf(name: string): string[] {
    const { ownerReferences = [] } = this.get(configMaps, "default", name).metadata;
    return ownerReferences.map((owner) => owner.name);
  }
}

function referenceTo(owner: KubernetesObject): OwnerReference {
  const { name = "", uid = "" } = owner.metadata;
  return {
    apiVersion: owner.apiVersion ?? "v1",
    kind: owner.kind ?? "ConfigMap",
    name,
    uid,
    blockOwnerDeletion: true,
  };
}

async function start(context: TestContext): Promise<Cluster> {
  const cluster = new Cluster();
  await cluster.start();
  context.after(() => cluster.stop());
  return cluster;
}

test("garbage collector deletes dependents of dependents in the background", async (context) => {
  const cluster = await start(context);
  const owner = await cluster.add("owner");
  const middle = await cluster.add("middle", [owner]);
  await cluster.add("leaf", [middle]);
  await cluster.add("other");
  await cluster.settle();
  await cluster.delete("owner", "Background");
  assert.deepEqual(cluster.present, ["other"]);
});

test("garbage collector keeps the owner of a foreground deletion until its dependents are gone", async (context) => {
  const cluster = await start(context);
  const owner = await cluster.add("owner");
  const middle = await cluster.add("middle", [owner]);
  await cluster.add("leaf", [middle], ["example.com/hold"]);
  await cluster.settle();
  await cluster.delete("owner", "Foreground");
  assert.deepEqual(cluster.present, ["leaf", "middle", "owner"]);
  await cluster.client
    .resource(configMaps)
    .patch("default", "leaf", { metadata: { finalizers: null } }, { type: "merge" });
  await cluster.settle();
  assert.deepEqual(cluster.present, []);
});

test("garbage collector lets a foreground deletion pass dependents that do not block it", async (context) => {
  const cluster = await start(context);
  const owner = await cluster.add("owner");
  await cluster.add(
    "free",
    [{ ...referenceTo(owner), blockOwnerDeletion: false }],
    ["example.com/hold"],
  );
  await cluster.settle();
  await cluster.delete("owner", "Foreground");
  assert.deepEqual(cluster.present, ["free"]);
});

test("garbage collector takes the owner from dependents of an orphaning deletion", async (context) => {
  const cluster = await start(context);
  const owner = await cluster.add("owner");
  const second = await cluster.add("second");
  await cluster.add("a", [owner]);
  await cluster.add("b", [owner, second]);
  await cluster.settle();
  await cluster.delete("owner", "Orphan");
  assert.deepEqual(cluster.present, ["a", "b", "second"]);
  assert.deepEqual(cluster.ownersOf("a"), []);
  assert.deepEqual(cluster.ownersOf("b"), ["second"]);
});

test("garbage collector keeps what has another owner and removes the reference that is dead", async (context) => {
  const cluster = await start(context);
  const first = await cluster.add("first");
  const second = await cluster.add("second");
  await cluster.add("shared", [first, second]);
  await cluster.settle();
  await cluster.delete("first", "Foreground");
  assert.deepEqual(cluster.present, ["second", "shared"]);
  assert.deepEqual(cluster.ownersOf("shared"), ["second"]);
});

test("garbage collector deletes what names an owner that never was, by uid, kind, name and namespace", async (context) => {
  const cluster = await start(context);
  const owner = await cluster.add("owner");
  const good = referenceTo(owner);
  await cluster.add("good", [good]);
  await cluster.add("wrong-uid", [{ ...good, uid: "other" }]);
  await cluster.add("wrong-name", [{ ...good, name: "missing" }]);
  await cluster.add("wrong-kind", [{ ...good, kind: "Secret" }]);
  await cluster.add("unknown-kind", [{ ...good, apiVersion: "example.com/v1", kind: "Thing" }]);
  await cluster.client.resource(configMaps).create("elsewhere", {
    metadata: { name: "wrong-namespace", ownerReferences: [good] },
  });
  await cluster.settle();
  assert.deepEqual(cluster.present, ["good", "owner", "unknown-kind"]);
});

test("garbage collector takes no owner for absent because somebody names it wrongly", async (context) => {
  const cluster = await start(context);
  // The cache of Secrets stays behind.
  await cluster.advance(5000);
  cluster.server.reactor = ({ path }) => {
    if (path.includes("/secrets?") && path.includes("watch=")) throw new Error("refused");
  };
  cluster.server.endWatches();
  await cluster.settle();
  const owner = await cluster.client
    .resource(secrets)
    .create("default", { metadata: { name: "owner" } });
  const good = { ...referenceTo(owner), kind: "Secret" };
  await cluster.add("wrong", [{ ...good, name: "missing" }]);
  await cluster.settle();
  assert.deepEqual(cluster.present, []);
  await cluster.add("right", [good]);
  await cluster.settle();
  assert.deepEqual(cluster.present, ["right"]);
});

test("garbage collector resolves circles of owners", async (context) => {
  const cluster = await start(context);
  const a = await cluster.add("a");
  const b = await cluster.add("b", [a]);
  const c = await cluster.add("c", [b]);
  await cluster.client
    .resource(configMaps)
    .patch("default", "a", { metadata: { ownerReferences: [referenceTo(c)] } }, { type: "merge" });
  await cluster.settle();
  assert.deepEqual(cluster.present, ["a", "b", "c"]);
  await cluster.delete("a", "Foreground");
  await cluster.advance(1000, 50);
  assert.deepEqual(cluster.present, []);
});

test("garbage collector finds at its start what lost its owner before, and knows cluster-wide owners", async (context) => {
  const cluster = new Cluster();
  const node = await cluster.client
    .resource(nodes as unknown as Resource<KubernetesObject>)
    .create("", { metadata: { name: "n" } });
  await cluster.add("of-node", [node]);
  await cluster.add("lost", [{ apiVersion: "v1", kind: "Secret", name: "s", uid: "gone" }]);
  await cluster.start();
  context.after(() => cluster.stop());
  assert.deepEqual(cluster.present, ["of-node"]);
  assert.deepEqual(cluster.names(secrets), []);
  assert.equal(cluster.clock.waiting, 0);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`garbage collector leaves exactly what has an owner left or needs none, seed ${seed}`, async (context) => {
    const cluster = await start(context);
    const random = seededRandom(seed);
    const made: KubernetesObject[] = [];
    for (let index = 0; index < 30; index++) {
      const owners = made.filter(() => random.integer(8) === 0).slice(0, 3);
      made.push(await cluster.add(`o${index}`, owners));
    }
    await cluster.settle();
    for (let round = 0; round < 6; round++) {
      const names = cluster.present;
      const name = names[random.integer(names.length)] ?? "";
      const policies = ["Background", "Foreground", "Orphan"] as const;
      await cluster.client
        .resource(configMaps)
        .delete("default", name, { propagationPolicy: policies[random.integer(3)] ?? "Orphan" })
        .catch(() => {});
      if (random.integer(2) === 0) await cluster.settle();
    }
    await cluster.advance(10_000, 100);
    const left = new Map(cluster.list(configMaps).map((object) => [object.metadata.uid, object]));
    for (const object of left.values()) {
      const { name, ownerReferences = [], deletionTimestamp } = object.metadata;
      assert.equal(deletionTimestamp, undefined, `${name} is stuck`);
      const present = ownerReferences.filter((owner) => left.has(owner.uid));
      assert.equal(present.length, ownerReferences.length, `${name} has a dead owner`);
    }
    assert.ok(left.size > 0);
  });
}
