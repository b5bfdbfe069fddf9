import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { configMaps, events, namespaces, pods, secrets, serviceAccounts } from "#api";
import type { Namespace, Pod } from "#api/core/v1";
import { isNotFound } from "#apimachinery";
import { FakeControlPlane } from "./fake-control-plane.ts";
import { namespaceController } from "./namespace.ts";
import { rootCaPublisher } from "./root-ca-publisher.ts";
import { serviceAccountController } from "./serviceaccount.ts";

async function start(context: TestContext): Promise<FakeControlPlane> {
  const plane = new FakeControlPlane([
    namespaceController,
    rootCaPublisher("PEM"),
    serviceAccountController,
  ]);
  await plane.start();
  context.after(() => plane.stop());
  await plane.client.resource(namespaces).create("", { metadata: { name: "x" } } as Namespace);
  await plane.settle();
  return plane;
}

function isGone(plane: FakeControlPlane): boolean {
  try {
    plane.get(namespaces, "", "x");
    return false;
  } catch (error) {
    return isNotFound(error);
  }
}

test("a new namespace gets its ServiceAccount and certificate, and they are repaired", async (context) => {
  const plane = await start(context);
  assert.deepEqual(plane.names(serviceAccounts, "x"), ["default"]);
  assert.equal(plane.get(configMaps, "x", "kube-root-ca.crt").data?.["ca.crt"], "PEM");
  await plane.client.resource(serviceAccounts).delete("x", "default");
  await plane.client.resource(configMaps).delete("x", "kube-root-ca.crt");
  await plane.settle();
  assert.deepEqual(plane.names(serviceAccounts, "x"), ["default"]);
  await plane.client
    .resource(configMaps)
    .patch("x", "kube-root-ca.crt", { data: { "ca.crt": "forged" } }, { type: "merge" });
  await plane.settle();
  assert.equal(plane.get(configMaps, "x", "kube-root-ca.crt").data?.["ca.crt"], "PEM");
});

test("namespace-controller deletes everything and lets the namespace go", async (context) => {
  const plane = await start(context);
  await plane.client.resource(secrets).create("x", { metadata: { name: "s" } });
  await plane.client.resource(secrets).create("y", { metadata: { name: "s" } });
  await plane.client
    .resource(events)
    .create("x", { metadata: { name: "e" }, involvedObject: { name: "e" } });
  await plane.client.resource(namespaces).delete("", "x");
  await plane.settle();
  assert.ok(isGone(plane));
  assert.deepEqual(
    plane.list(secrets).map((secret) => secret.metadata.namespace),
    ["y"],
  );
  assert.deepEqual(plane.list(events), []);
  assert.equal(plane.clock.waiting, 0);
});

test("namespace-controller ends pods before the rest and tells what remains", async (context) => {
  const plane = await start(context);
  await plane.client.resource(secrets).create("x", { metadata: { name: "s" } });
  await plane.client
    .resource(pods)
    .create("x", { metadata: { name: "p" }, spec: { nodeName: "n", containers: [] } } as Pod);
  await plane.client.resource(namespaces).delete("", "x");
  await plane.settle();
  assert.ok(plane.get(pods, "x", "p").metadata.deletionTimestamp);
  assert.deepEqual(plane.names(secrets), ["s"], "a pod may need its secret until its end");
  const texts = (plane.get(namespaces, "", "x").status?.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`,
  );
  assert.deepEqual(texts, [
    "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources successfully discovered",
    "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy kube types successfully parsed",
    "NamespaceDeletionContentFailure False ContentDeleted: All content successfully deleted, may be waiting on finalization",
    "NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances, pods. has 1 resource instances, secrets. has 1 resource instances, serviceaccounts. has 1 resource instances",
    "NamespaceFinalizersRemaining False ContentHasNoFinalizers: All content-preserving finalizers finished",
  ]);
  await plane.client.resource(pods).delete("x", "p", { gracePeriodSeconds: 0 });
  await plane.settle();
  assert.ok(isGone(plane));
});

test("namespace-controller waits for finalizers of others", async (context) => {
  const plane = await start(context);
  const finalizers = ["example.com/hold"];
  await plane.client.resource(secrets).create("x", { metadata: { name: "s", finalizers } });
  await plane.client.resource(namespaces).delete("", "x");
  await plane.advance(5000, 1000);
  const condition = plane
    .get(namespaces, "", "x")
    .status?.conditions?.find((other) => other.type === "NamespaceFinalizersRemaining");
  assert.equal(
    condition?.message,
    "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
  );
  await plane.client
    .resource(secrets)
    .patch("x", "s", { metadata: { finalizers: null } }, { type: "merge" });
  await plane.settle();
  assert.ok(isGone(plane));
});
