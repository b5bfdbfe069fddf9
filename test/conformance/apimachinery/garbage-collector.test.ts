// What goes with its owner, what is orphaned, what waits.
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ApiObject, container, sharedCluster, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-api-machinery] Garbage collector";

async function deployment(namespace: TestNamespace): Promise<ApiObject> {
  const labels = { app: "gc" };
  await namespace.create("apps/v1/deployments", "owner", {
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [container({ command: ["sleep", "1000"] })],
        },
      },
    },
  });
  const [replicaSet] = await cluster.api.waitForList(
    ["apps/v1/replicasets", namespace.name],
    (items) => items.length === 1,
  );
  return replicaSet as ApiObject;
}

function reference(owner: ApiObject, kind: string): object {
  const { name, uid } = owner.metadata;
  return { apiVersion: "v1", kind, name, uid, blockOwnerDeletion: true };
}

describe(title, cluster.together, () => {
  test(`${title} should delete RS created by deployment when not orphaning`, async (t) => {
    const namespace = await cluster.namespace(t);
    const replicaSet = await deployment(namespace);
    assert.equal(replicaSet.metadata.ownerReferences?.[0]?.kind, "Deployment");
    await cluster.api.delete("apps/v1/deployments", namespace.name, "owner", {
      propagationPolicy: "Background",
    });
    await cluster.api.waitForList(
      ["apps/v1/replicasets", namespace.name],
      (items) => items.length === 0,
    );
    await cluster.api.waitForList(["v1/pods", namespace.name], (items) => items.length === 0);
  });

  test(`${title} should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan`, async (t) => {
    const namespace = await cluster.namespace(t);
    const replicaSet = await deployment(namespace);
    await cluster.api.delete("apps/v1/deployments", namespace.name, "owner", {
      propagationPolicy: "Orphan",
    });
    await cluster.api.waitUntilGone(["apps/v1/deployments", namespace.name, "owner"]);
    const orphan = await cluster.api.waitFor(
      ["apps/v1/replicasets", namespace.name, replicaSet.metadata.name],
      (object) => object?.metadata.ownerReferences === undefined,
    );
    assert.equal(orphan.metadata.uid, replicaSet.metadata.uid);
    assert.equal(orphan.metadata.deletionTimestamp, undefined);
  });

  test(`${title} should not be blocked by dependency circle`, async (t) => {
    const namespace = await cluster.namespace(t);
    const names = ["pod1", "pod2", "pod3"];
    const containers = [container({ command: ["sleep", "1000"] })];
    const pods = await Promise.all(names.map((name) => namespace.createPod(name, { containers })));
    for (const [index, pod] of pods.entries()) {
      const owner = pods[(index + 2) % 3] as ApiObject;
      const change = { metadata: { ownerReferences: [reference(owner, "Pod")] } };
      await cluster.api.patch(["v1/pods", namespace.name, pod.metadata.name], change);
    }
    await cluster.api.delete("v1/pods", namespace.name, "pod1", {
      propagationPolicy: "Foreground",
    });
    await cluster.api.waitForList(["v1/pods", namespace.name], (items) => items.length === 0);
  });

  test(`${title} should not delete dependents that have both valid owner and owner that's waiting for dependents to be deleted`, async (t) => {
    const namespace = await cluster.namespace(t);
    const goes = await namespace.configMap("goes", {});
    const stays = await namespace.configMap("stays", {});
    const make = (name: string, owners: ApiObject[]) =>
      namespace.create("v1/secrets", name, {
        metadata: { ownerReferences: owners.map((owner) => reference(owner, "ConfigMap")) },
      });
    for (const index of [1, 2, 3]) {
      await make(`alone-${index}`, [goes]);
      await make(`shared-${index}`, [goes, stays]);
    }
    await cluster.api.delete("v1/configmaps", namespace.name, "goes", {
      propagationPolicy: "Foreground",
    });
    await cluster.api.waitUntilGone(["v1/configmaps", namespace.name, "goes"]);
    const left = await cluster.api.list("v1/secrets", namespace.name);
    assert.deepEqual(
      left.map(({ metadata }) => metadata.name),
      ["shared-1", "shared-2", "shared-3"],
    );
    for (const { metadata } of left) {
      assert.deepEqual(
        metadata.ownerReferences?.map(({ name }) => name),
        ["stays"],
      );
      assert.equal(metadata.deletionTimestamp, undefined);
    }
  });
});
