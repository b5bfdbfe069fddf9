// ReplicaSets: as many pods as wanted, adopted or made, and released.
// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ApiObject,
  podTemplate,
  resourcePath,
  serve,
  serveOther,
  sharedCluster,
  type TestNamespace,
} from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-apps] ReplicaSet";
const replicaSets = "apps/v1/replicasets";

function create(namespace: TestNamespace, replicas: number, name = "web"): Promise<ApiObject> {
  const spec = {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: podTemplate(serve),
  };
  return namespace.create(replicaSets, name, { metadata: { labels: { app: "web" } }, spec });
}

function waitUntilReady(namespace: TestNamespace, replicas: number): Promise<ApiObject> {
  return cluster.api.waitFor(
    [replicaSets, namespace.name, "web"],
    (object) =>
      object?.["status"].readyReplicas === replicas && object["status"].replicas === replicas,
  );
}

describe(title, cluster.together, () => {
  test(`${title} should serve a basic image on each replica with a public image`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 3);
    await waitUntilReady(namespace, 3);
    const pods = await cluster.api.list("v1/pods", namespace.name);
    const answers = await Promise.all(
      pods.map(({ status }) =>
        cluster.inNode(cluster.nodes[0]?.name ?? "", ["curl", "-s", `http://${status.podIP}/`]),
      ),
    );
    assert.deepEqual(
      answers.map((answer) => answer.trim()).sort(),
      pods.map(({ metadata }) => metadata.name).sort(),
    );
  });

  test(`${title} should adopt matching pods on creation and release no longer matching pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = podTemplate(serve);
    await namespace.startPod("orphan", spec as never, { labels: { app: "web" } });
    const owner = await create(namespace, 1);
    const place = ["v1/pods", namespace.name, "orphan"] as const;
    const adopted = await cluster.api.waitFor(
      place,
      (pod) => pod?.metadata.ownerReferences?.length === 1,
    );
    assert.equal(adopted.metadata.ownerReferences?.[0]?.uid, owner.metadata.uid);
    assert.equal(adopted.metadata.ownerReferences?.[0]?.controller, true);
    await cluster.api.patch(place, { metadata: { labels: { app: "other" } } });
    await cluster.api.waitFor(place, (pod) => pod?.metadata.ownerReferences === undefined);
    const replacements = await cluster.api.waitForList(
      ["v1/pods", namespace.name, "labelSelector=app%3Dweb"],
      (items) => items.length === 1,
    );
    assert.notEqual(replacements[0]?.metadata.name, "orphan");
  });

  test(`${title} Replicaset should have a working scale subresource`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    await waitUntilReady(namespace, 1);
    const path = `${resourcePath(replicaSets, namespace.name, "web")}/scale`;
    const scale = await cluster.api.expect("GET", path);
    scale["spec"].replicas = 2;
    await cluster.api.expect("PUT", path, { body: scale });
    await waitUntilReady(namespace, 2);
    const contentType = "application/merge-patch+json";
    await cluster.api.expect("PATCH", path, { body: { spec: { replicas: 3 } }, contentType });
    await waitUntilReady(namespace, 3);
  });

  test(`${title} Replace and Patch tests`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    const ready = await waitUntilReady(namespace, 1);
    ready["spec"].replicas = 2;
    await cluster.api.update(replicaSets, ready);
    await waitUntilReady(namespace, 2);
    const patched = await cluster.api.patch([replicaSets, namespace.name, "web"], {
      metadata: { labels: { "test-rs": "patched" } },
      spec: { replicas: 3, template: podTemplate(serveOther) },
    });
    assert.equal(patched.metadata.labels?.["test-rs"], "patched");
    await waitUntilReady(namespace, 3);
  });

  test(`${title} should list and delete a collection of ReplicaSets`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 3);
    await waitUntilReady(namespace, 3);
    const query = "?labelSelector=app%3Dweb";
    const listed = await cluster.api.list(replicaSets, namespace.name, query);
    assert.equal(listed.length, 1);
    await cluster.api.expect("DELETE", `${resourcePath(replicaSets, namespace.name)}${query}`);
    await cluster.api.waitForList([replicaSets, namespace.name], (items) => items.length === 0);
    await cluster.api.waitForList(["v1/pods", namespace.name], (items) => items.length === 0);
  });

  test(`${title} should validate Replicaset Status endpoints`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, 1);
    await waitUntilReady(namespace, 1);
    const path = `${resourcePath(replicaSets, namespace.name, "web")}/status`;
    const got = await cluster.api.expect("GET", path);
    const condition = { type: "StatusUpdate", status: "True", reason: "E2E", message: "Set" };
    got["status"].conditions = [condition];
    const updated = await cluster.api.expect("PUT", path, { body: got });
    assert.equal(updated["status"].conditions[0].type, "StatusUpdate");
    const patched = await cluster.api.expect("PATCH", path, {
      body: { status: { conditions: [{ type: "StatusPatched", status: "True" }] } },
      contentType: "application/merge-patch+json",
    });
    assert.equal(patched["status"].conditions[0].type, "StatusPatched");
  });
});
