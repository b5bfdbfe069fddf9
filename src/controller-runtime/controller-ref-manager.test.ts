import assert from "node:assert/strict";
import { test } from "node:test";
import { pods, type Resource, replicaSets } from "#api";
import type { Pod } from "#api/core/v1";
import { compileLabelSelector, type KubernetesObject } from "#apimachinery";
import { createClient, FakeApiServer } from "#client";
import { ControllerRefManager } from "./controller-ref-manager.ts";

const ownerKind = { group: "apps", version: "v1", kind: "ReplicaSet" };
const matchLabels = { app: "web" };

async function setUp() {
  const server = new FakeApiServer();
  const client = createClient(server);
  const ownerResource = replicaSets as unknown as Resource<KubernetesObject>;
  const owner = await client
    .resource(ownerResource)
    .create("default", { metadata: { name: "web" } });
  const create = (name: string, metadata: Partial<Pod["metadata"]> = {}): Promise<Pod> =>
    client
      .resource(pods)
      .create("default", { metadata: { name, labels: matchLabels, ...metadata } } as Pod);
  const claim = async (
    candidates: Pod[],
    as: Pick<KubernetesObject, "metadata"> = owner,
  ): Promise<(string | undefined)[]> => {
    const manager = new ControllerRefManager({
      client,
      owner: as,
      ownerKind,
      ownerResource,
      resource: pods,
      selector: compileLabelSelector({ matchLabels }),
    });
    return (await manager.claim(candidates)).map((pod) => pod.metadata.name);
  };
  const references = async (name: string) =>
    (await client.resource(pods).get("default", name)).metadata.ownerReferences ?? [];
  return { client, owner, create, claim, references };
}

const controllerRef = (uid = "") => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  name: "web",
  uid,
  controller: true,
});

test("claim() adopts matching orphans, keeps its own and leaves those of others", async () => {
  const { owner, create, claim, references } = await setUp();
  const mine = await create("mine", { ownerReferences: [controllerRef(owner.metadata.uid)] });
  const other = await create("other", { ownerReferences: [controllerRef("other")] });
  const orphan = await create("orphan");
  const unmatched = await create("unmatched", { labels: { app: "db" } });
  assert.deepEqual(await claim([mine, other, orphan, unmatched]), ["mine", "orphan"]);
  assert.deepEqual(await references("orphan"), [
    { ...controllerRef(owner.metadata.uid), blockOwnerDeletion: true },
  ]);
  assert.deepEqual(await references("unmatched"), []);
});

test("claim() releases what no longer matches and keeps its other owners", async () => {
  const { owner, create, claim, references } = await setUp();
  const second = { apiVersion: "v1", kind: "ConfigMap", name: "c", uid: "c" };
  const pod = await create("a", {
    labels: { app: "db" },
    ownerReferences: [controllerRef(owner.metadata.uid), second],
  });
  assert.deepEqual(await claim([pod]), []);
  assert.deepEqual(await references("a"), [second]);
});

test("claim() adopts nothing when the owner is gone or another has its name", async () => {
  const { client, owner, create, claim } = await setUp();
  const orphan = await create("orphan");
  const stale = { metadata: { ...owner.metadata, uid: "before" } };
  await assert.rejects(claim([orphan], stale), /gone: uid/);
  const going = { metadata: { ...owner.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
  assert.deepEqual(await claim([orphan], going), []);
  await client.resource(replicaSets).delete("default", "web");
  await assert.rejects(claim([orphan]), /not found/);
});
