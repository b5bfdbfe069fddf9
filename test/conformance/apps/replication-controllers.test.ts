// ReplicationControllers, the elders of ReplicaSets.
// https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ApiObject,
  podTemplate,
  resourcePath,
  serve,
  sharedCluster,
  type TestNamespace,
} from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-apps] ReplicationController";
const collector = "[sig-api-machinery] Garbage collector";
const controllers = "v1/replicationcontrollers";

async function create(namespace: TestNamespace, replicas: number): Promise<ApiObject> {
  return namespace.create(controllers, "web", {
    metadata: { labels: { app: "web" } },
    spec: { replicas, selector: { app: "web" }, template: podTemplate(serve) },
  });
}

function waitUntilReady(namespace: TestNamespace, replicas: number): Promise<ApiObject> {
  return cluster.api.waitFor(
    [controllers, namespace.name, "web"],
    (object) =>
      object?.["status"].replicas === replicas &&
      (object["status"].readyReplicas ?? 0) === replicas,
  );
}

describe(title, cluster.together, () => {
  test(`${title} should serve a basic image on each replica with a public image`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 2);
    await waitUntilReady(namespace, 2);
    for (const { metadata, status } of await cluster.api.list("v1/pods", namespace.name)) {
      const argv = ["curl", "-s", `http://${status.podIP}/`];
      const answer = await cluster.inNode(cluster.nodes[0]?.name ?? "", argv);
      assert.equal(answer.trim(), metadata.name);
    }
  });

  test(`${title} should adopt matching pods on creation`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = podTemplate(serve);
    await namespace.startPod("orphan", spec as never, { labels: { app: "web" } });
    const owner = await create(namespace, 1);
    const adopted = await cluster.api.waitFor(
      ["v1/pods", namespace.name, "orphan"],
      (pod) => pod?.metadata.ownerReferences?.length === 1,
    );
    assert.equal(adopted.metadata.ownerReferences?.[0]?.uid, owner.metadata.uid);
  });

  test(`${title} should release no longer matching pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    await waitUntilReady(namespace, 1);
    const [pod] = await cluster.api.list("v1/pods", namespace.name);
    const place = ["v1/pods", namespace.name, pod?.metadata.name ?? ""] as const;
    await cluster.api.patch(place, { metadata: { labels: { app: "other" } } });
    await cluster.api.waitFor(place, (one) => one?.metadata.ownerReferences === undefined);
  });

  test(`${title} should get and update a ReplicationController scale`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    await waitUntilReady(namespace, 1);
    const path = `${resourcePath(controllers, namespace.name, "web")}/scale`;
    const scale = await cluster.api.expect("GET", path);
    assert.equal(scale["spec"].replicas, 1);
    scale["spec"].replicas = 2;
    await cluster.api.expect("PUT", path, { body: scale });
    await waitUntilReady(namespace, 2);
  });

  test(`${title} should test the lifecycle of a ReplicationController`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    const ready = await waitUntilReady(namespace, 1);
    const place = [controllers, namespace.name, "web"] as const;
    const patched = await cluster.api.patch(place, { metadata: { labels: { patched: "yes" } } });
    assert.equal(patched.metadata.labels?.["patched"], "yes");
    const contentType = "application/merge-patch+json";
    const path = resourcePath(...place);
    await cluster.api.expect("PATCH", `${path}/status`, {
      body: { status: { availableReplicas: 0 } },
      contentType,
    });
    await waitUntilReady(namespace, 1);
    await cluster.api.expect("PATCH", path, { body: { spec: { replicas: 2 } }, contentType });
    await waitUntilReady(namespace, 2);
    const query = "?labelSelector=patched%3Dyes";
    const [found] = await cluster.api.list(controllers, undefined, query);
    assert.equal(found?.metadata.uid, ready.metadata.uid);
    await cluster.api.expect("DELETE", `${resourcePath(controllers, namespace.name)}${query}`);
    await cluster.api.waitUntilGone(place);
  });
});

describe(collector, cluster.together, () => {
  test(`${collector} should delete pods created by rc when not orphaning`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 2);
    await waitUntilReady(namespace, 2);
    await cluster.api.delete(controllers, namespace.name, "web", {
      propagationPolicy: "Background",
    });
    await cluster.api.waitForList(["v1/pods", namespace.name], (pods) => pods.length === 0);
  });

  test(`${collector} should orphan pods created by rc if delete options say so`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 2);
    await waitUntilReady(namespace, 2);
    await cluster.api.delete(controllers, namespace.name, "web", { propagationPolicy: "Orphan" });
    await cluster.api.waitUntilGone([controllers, namespace.name, "web"]);
    const pods = await cluster.api.list("v1/pods", namespace.name);
    assert.equal(pods.length, 2);
    for (const { metadata } of pods) {
      assert.equal(metadata.ownerReferences, undefined);
      assert.equal(metadata.deletionTimestamp, undefined);
    }
  });

  test(`${collector} should keep the rc around until all its pods are deleted if the deleteOptions says so`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 2);
    await waitUntilReady(namespace, 2);
    await cluster.api.delete(controllers, namespace.name, "web", {
      propagationPolicy: "Foreground",
    });
    const held = await cluster.api.get(controllers, namespace.name, "web");
    assert.deepEqual(held.metadata.finalizers, ["foregroundDeletion"]);
    await cluster.api.waitUntilGone([controllers, namespace.name, "web"]);
    assert.deepEqual(await cluster.api.list("v1/pods", namespace.name), []);
  });
});
