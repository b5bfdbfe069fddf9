// Namespaces: changes, finalizers, and what deletion takes along, in which order.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster, shell, stayUp } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-api-machinery] Namespaces";

/** The namespace goes, and one of the same name has nothing of it. */
async function deleteAndMakeAgain(name: string): Promise<void> {
  await cluster.api.delete("v1/namespaces", undefined, name);
  await cluster.api.waitUntilGone(["v1/namespaces", undefined, name]);
  await cluster.api.create("v1/namespaces", undefined, { metadata: { name } });
}

describe(title, cluster.together, () => {
  test(`${title} should ensure that all pods are removed when a namespace is deleted`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    await deleteAndMakeAgain(namespace.name);
    assert.deepEqual(await cluster.api.list("v1/pods", namespace.name), []);
  });

  test(`${title} should ensure that all services are removed when a namespace is deleted`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.create("v1/services", "one", { spec: { ports: [{ port: 80 }] } });
    await deleteAndMakeAgain(namespace.name);
    assert.deepEqual(await cluster.api.list("v1/services", namespace.name), []);
  });

  test(`${title} should patch a Namespace`, async (t) => {
    const { name } = await cluster.namespace(t);
    const labels = { testLabel: "testValue" };
    await cluster.api.patch(["v1/namespaces", undefined, name], { metadata: { labels } });
    const got = await cluster.api.get("v1/namespaces", undefined, name);
    assert.deepEqual(got.metadata.labels, { ...labels, "kubernetes.io/metadata.name": name });
  });

  test(`${title} should apply an update to a Namespace`, async (t) => {
    const { name } = await cluster.namespace(t);
    const got = await cluster.api.get("v1/namespaces", undefined, name);
    got.metadata.labels = { ...got.metadata.labels, updated: name };
    const updated = await cluster.api.update("v1/namespaces", got);
    assert.equal(updated.metadata.labels?.["updated"], name);
  });

  test(`${title} should apply changes to a namespace status`, async (t) => {
    const { name } = await cluster.namespace(t);
    const path = `${resourcePath("v1/namespaces", undefined, name)}/status`;
    const condition = (type: string) => ({
      type,
      status: "True",
      reason: "E2E",
      message: "Set by a test",
    });
    const before = await cluster.api.expect("GET", path);
    assert.equal(before["status"].phase, "Active");
    const patched = await cluster.api.expect("PATCH", path, {
      contentType: "application/merge-patch+json",
      body: { status: { conditions: [condition("StatusPatch")] } },
    });
    assert.equal(patched["status"].conditions[0].type, "StatusPatch");
    patched["status"].conditions.push(condition("StatusUpdate"));
    const updated = await cluster.api.expect("PUT", path, { body: patched });
    assert.deepEqual(
      updated["status"].conditions.map(({ type }: { type: string }) => type),
      ["StatusPatch", "StatusUpdate"],
    );
  });

  test(`${title} should apply a finalizer to a Namespace`, async (t) => {
    const { name } = await cluster.namespace(t);
    const finalize = `${resourcePath("v1/namespaces", undefined, name)}/finalize`;
    const got = await cluster.api.get("v1/namespaces", undefined, name);
    got["spec"].finalizers.push("e2e.example.com/fakeFinalizer");
    await cluster.api.expect("PUT", finalize, { body: got });
    await cluster.api.delete("v1/namespaces", undefined, name);
    const held = await cluster.api.waitFor(
      ["v1/namespaces", undefined, name],
      (object) => object?.["spec"].finalizers?.length === 1,
    );
    assert.deepEqual(held["spec"].finalizers, ["e2e.example.com/fakeFinalizer"]);
    assert.equal(held["status"].phase, "Terminating");
    held["spec"].finalizers = [];
    await cluster.api.expect("PUT", finalize, { body: held });
    await cluster.api.waitUntilGone(["v1/namespaces", undefined, name]);
  });
});

describe("[sig-api-machinery] OrderedNamespaceDeletion", cluster.together, () => {
  test("[sig-api-machinery] OrderedNamespaceDeletion namespace deletion should delete pod first", async (t) => {
    const namespace = await cluster.namespace(t);
    const { name } = namespace;
    await namespace.configMap("map", { key: "value" });
    await namespace.create("v1/pods", "pod", {
      metadata: { finalizers: ["e2e.example.com/finalizer"] },
      spec: { terminationGracePeriodSeconds: 1, containers: [shell(stayUp)] },
    });
    await namespace.waitForPod("pod", ({ status }) => status.phase === "Running");
    await cluster.api.delete("v1/namespaces", undefined, name);
    await namespace.waitForPod("pod", ({ metadata }) => metadata.deletionTimestamp !== undefined);
    await cluster.api.waitFor(["v1/namespaces", undefined, name], (object) =>
      object?.["status"].conditions?.some(
        ({ type, status }: { type: string; status: string }) =>
          type === "NamespaceFinalizersRemaining" && status === "True",
      ),
    );
    await cluster.api.get("v1/configmaps", name, "map");
    await cluster.api.patch(["v1/pods", name, "pod"], { metadata: { finalizers: null } }, "merge");
    await cluster.api.waitUntilGone(["v1/namespaces", undefined, name]);
  });
});
