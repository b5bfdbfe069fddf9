// Deployments: rollouts, revisions, scaling, status.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
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
const title = "[sig-apps] Deployment";
const deployments = "apps/v1/deployments";
const replicaSets = "apps/v1/replicasets";

function create(namespace: TestNamespace, spec: object): Promise<ApiObject> {
  const selector = { matchLabels: { app: "web" } };
  return namespace.create(deployments, "web", {
    metadata: { labels: { app: "web" } },
    spec: { replicas: 1, selector, template: podTemplate(serve), ...spec },
  });
}

function waitUntilDone(namespace: TestNamespace, deadlineSeconds = 60): Promise<ApiObject> {
  return cluster.api.waitFor(
    [deployments, namespace.name, "web"],
    (object) => {
      const { metadata, spec, status } = object as ApiObject;
      return (
        status.observedGeneration === metadata.generation &&
        status.updatedReplicas === spec.replicas &&
        status.replicas === spec.replicas &&
        status.availableReplicas === spec.replicas
      );
    },
    deadlineSeconds,
  );
}

function patch(namespace: TestNamespace, change: object): Promise<ApiObject> {
  return cluster.api.patch([deployments, namespace.name, "web"], change);
}

const byRevision = (items: ApiObject[]): ApiObject[] =>
  [...items].sort((a, b) => Number(revisionOf(a)) - Number(revisionOf(b)));
const revisionOf = (object: ApiObject): string | undefined =>
  object.metadata.annotations?.["deployment.kubernetes.io/revision"];

describe(title, cluster.together, () => {
  test(`${title} RollingUpdateDeployment should delete old pods and create new ones`, async (t) => {
    const namespace = await cluster.namespace(t);
    const selector = { matchLabels: { app: "web" } };
    const spec = { replicas: 1, selector, template: podTemplate(serve) };
    const metadata = {
      labels: { app: "web" },
      annotations: { "deployment.kubernetes.io/revision": "3546343826724305832" },
    };
    const old = await namespace.create(replicaSets, "old", { metadata, spec });
    await cluster.api.waitFor(
      [replicaSets, namespace.name, "old"],
      (object) => object?.["status"].readyReplicas === 1,
    );
    await create(namespace, { template: podTemplate(serveOther) });
    const done = await waitUntilDone(namespace);
    assert.equal(revisionOf(done), "3546343826724305833");
    const [former, latest] = byRevision(await cluster.api.list(replicaSets, namespace.name));
    assert.equal(former?.metadata.uid, old.metadata.uid);
    assert.equal(former?.metadata.ownerReferences?.[0]?.uid, done.metadata.uid);
    assert.equal(former?.["spec"].replicas, 0);
    assert.equal(latest?.["spec"].replicas, 1);
  });

  test(`${title} RecreateDeployment should delete old pods and create new ones`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, { strategy: { type: "Recreate" } });
    await waitUntilDone(namespace);
    const list = await cluster.api.expect("GET", resourcePath("v1/pods", namespace.name));
    const stop = new AbortController();
    const running = new Map<string, string>();
    let together = 0;
    const watching = (async () => {
      const path = `${resourcePath("v1/pods", namespace.name)}?resourceVersion=${list.metadata.resourceVersion}`;
      for await (const { type, object } of cluster.api.watch(path, stop.signal)) {
        const { name, labels } = object.metadata;
        const hasEnded = ["Succeeded", "Failed"].includes(object["status"].phase);
        if (type === "DELETED" || hasEnded) running.delete(name);
        else running.set(name, labels?.["pod-template-hash"] ?? "");
        together = Math.max(together, new Set(running.values()).size);
      }
    })();
    await patch(namespace, { spec: { template: podTemplate(serveOther) } });
    await waitUntilDone(namespace);
    stop.abort();
    await watching;
    assert.equal(together, 1, "old and new pods were there together");
  });

  test(`${title} deployment should delete old replica sets`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, { revisionHistoryLimit: 0 });
    await waitUntilDone(namespace);
    await patch(namespace, { spec: { template: podTemplate(serveOther) } });
    await waitUntilDone(namespace);
    const [left] = await cluster.api.waitForList(
      [replicaSets, namespace.name],
      (items) => items.length === 1,
    );
    assert.equal(left?.["spec"].replicas, 1);
    assert.equal(left && revisionOf(left), "2");
  });

  test(`${title} deployment should support rollover`, async (t) => {
    const namespace = await cluster.namespace(t);
    const never = { ...serve, image: "not-there:1", imagePullPolicy: "Never" as const };
    await create(namespace, {
      template: podTemplate(never),
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    });
    await cluster.api.waitForList([replicaSets, namespace.name], (items) => items.length === 1);
    await patch(namespace, { spec: { template: podTemplate(serveOther) } });
    await waitUntilDone(namespace);
    const [former, latest] = byRevision(
      await cluster.api.waitForList(
        [replicaSets, namespace.name],
        (items) => items.length === 2 && items.some(({ status }) => status.replicas === 0),
      ),
    );
    assert.equal(former?.["spec"].replicas, 0);
    assert.equal(latest?.["spec"].replicas, 1);
  });

  test(`${title} deployment should support proportional scaling`, async (t) => {
    const namespace = await cluster.namespace(t);
    const rollingUpdate = { maxSurge: 3, maxUnavailable: 2 };
    await create(namespace, { replicas: 10, strategy: { rollingUpdate } });
    await waitUntilDone(namespace, 120);
    const never = { ...serve, image: "not-there:404", imagePullPolicy: "Never" as const };
    await patch(namespace, { spec: { template: podTemplate(never) } });
    const sizes = (items: ApiObject[]): number[] =>
      byRevision(items).map(({ spec }) => spec.replicas);
    await cluster.api.waitForList(
      [replicaSets, namespace.name],
      (items) => sizes(items).join() === "8,5",
    );
    // The rollout is stuck at 13 of 10; scaled to 30 it may have 33, shared out in proportion.
    await patch(namespace, { spec: { replicas: 30, template: { spec: { nodeName: null } } } });
    await cluster.api.waitForList(
      [replicaSets, namespace.name],
      (items) => sizes(items).join() === "20,13",
    );
    await cluster.api.delete(deployments, namespace.name, "web");
  });

  test(`${title} Deployment should have a working scale subresource`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, {});
    await waitUntilDone(namespace);
    const path = `${resourcePath(deployments, namespace.name, "web")}/scale`;
    const scale = await cluster.api.expect("GET", path);
    assert.equal(scale.kind, "Scale");
    assert.deepEqual([scale["spec"].replicas, scale["status"].replicas], [1, 1]);
    assert.equal(scale["status"].selector, "app=web");
    scale["spec"].replicas = 2;
    await cluster.api.expect("PUT", path, { body: scale });
    assert.equal((await waitUntilDone(namespace))["status"].replicas, 2);
    await cluster.api.expect("PATCH", path, {
      body: { spec: { replicas: 3 } },
      contentType: "application/merge-patch+json",
    });
    assert.equal((await waitUntilDone(namespace))["status"].replicas, 3);
  });

  test(`${title} should validate Deployment Status endpoints`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, {});
    await waitUntilDone(namespace);
    const path = `${resourcePath(deployments, namespace.name, "web")}/status`;
    const condition = { type: "StatusUpdate", status: "True", reason: "E2E", message: "Set" };
    const got = await cluster.api.expect("GET", path);
    got["status"].conditions.push(condition);
    const updated = await cluster.api.expect("PUT", path, { body: got });
    const types = ({ status }: ApiObject): string[] =>
      status.conditions.map(({ type }: { type: string }) => type);
    assert.ok(types(updated).includes("StatusUpdate"));
    const patched = await cluster.api.expect("PATCH", path, {
      body: { status: { conditions: [{ type: "StatusPatched", status: "True" }] } },
      contentType: "application/merge-patch+json",
    });
    assert.deepEqual(types(patched), ["StatusPatched"]);
    const { spec } = await cluster.api.get(deployments, namespace.name, "web");
    assert.deepEqual(spec, got["spec"]);
  });

  test(`${title} should run the lifecycle of a Deployment`, async (t) => {
    const namespace = await cluster.namespace(t);
    await create(namespace, {});
    await waitUntilDone(namespace);
    const change = { metadata: { labels: { phase: "patched" } }, spec: { replicas: 2 } };
    assert.equal((await patch(namespace, change)).metadata.generation, 2);
    const patched = await waitUntilDone(namespace);
    assert.equal(patched.metadata.labels?.["phase"], "patched");
    patched["spec"].template.spec.containers[0].env = [{ name: "NEW", value: "1" }];
    patched["spec"].replicas = 1;
    await cluster.api.update(deployments, patched).catch(async () => {
      const again = await cluster.api.get(deployments, namespace.name, "web");
      await cluster.api.update(deployments, { ...again, spec: patched["spec"] });
    });
    const updated = await waitUntilDone(namespace);
    assert.equal(revisionOf(updated), "2");
    const everywhere = await cluster.api.list(
      deployments,
      undefined,
      "?labelSelector=phase%3Dpatched",
    );
    assert.equal(everywhere.length, 1);
    const path = `${resourcePath(deployments, namespace.name)}?labelSelector=app%3Dweb`;
    await cluster.api.expect("DELETE", path);
    await cluster.api.waitUntilGone([deployments, namespace.name, "web"]);
    await cluster.api.waitForList(["v1/pods", namespace.name], (items) => items.length === 0);
  });
});
