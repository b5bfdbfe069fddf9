// What many conformance tests ask of a kind: it is discovered, and can be created, read, listed by
// label, watched, patched, updated, deleted alone and as a collection.
import assert from "node:assert/strict";
import { type ApiObject, type ClusterApi, resourcePath } from "#testing/cluster";

export interface ApiOperations {
  /** "node.k8s.io/v1/runtimeclasses". */
  resource: string;
  kind: string;
  /** Undefined for kinds of the whole cluster. */
  namespace: string | undefined;
  /** Unique to the test; objects carry it as a label. */
  label: string;
  /** Absent: the label with a number. */
  name?(index: number): string;
  /** An object without its metadata. */
  make(index: number): object;
  /** Merged into an object, and how it is seen afterwards. */
  change: { patch: object; isDone(object: ApiObject): boolean };
  withStatus?: { patch: object; isDone(object: ApiObject): boolean };
}

export async function exerciseApi(api: ClusterApi, what: ApiOperations): Promise<void> {
  const { resource, namespace, label, kind } = what;
  const selector = `labelSelector=test%3D${label}`;
  const name = what.name ?? ((index: number): string => `${label}-${index}`);
  const create = (index: number): Promise<ApiObject> =>
    api.create(resource, namespace, {
      metadata: { name: name(index), labels: { test: label } },
      ...what.make(index),
    });
  await checkDiscovery(api, what);

  const before = await api.expect("GET", `${resourcePath(resource, namespace)}?${selector}`);
  assert.equal(before["items"].length, 0);
  const created = await create(1);
  assert.equal(created.kind, kind);
  const got = await api.get(resource, namespace, name(1));
  assert.equal(got.metadata.uid, created.metadata.uid);
  await Promise.all([create(2), create(3)]);
  const everywhere = await api.list(resource, undefined, `?${selector}`);
  assert.deepEqual(
    everywhere.map((item) => item.metadata.name),
    [1, 2, 3].map(name),
  );

  const patched = await api.patch([resource, namespace, name(1)], what.change.patch, "merge");
  assert.ok(what.change.isDone(patched), JSON.stringify(patched));
  patched.metadata.annotations = { ...patched.metadata.annotations, updated: "true" };
  const updated = await api.update(resource, patched);
  assert.equal(updated.metadata.annotations?.["updated"], "true");
  assert.notEqual(updated.metadata.resourceVersion, got.metadata.resourceVersion);
  const { withStatus } = what;
  if (withStatus) {
    const path = `${resourcePath(resource, namespace, name(1))}/status`;
    const contentType = "application/merge-patch+json";
    const answer = await api.expect("PATCH", path, { body: withStatus.patch, contentType });
    assert.ok(withStatus.isDone(answer), JSON.stringify(answer));
    assert.ok(withStatus.isDone(await api.expect("GET", path)));
  }

  await api.delete(resource, namespace, name(1));
  await api.waitUntilGone([resource, namespace, name(1)]);
  await api.expect("DELETE", `${resourcePath(resource, namespace)}?${selector}`);
  await api.waitForList([resource, namespace, selector], (items) => items.length === 0);
  await checkWatch(api, { what, version: before.metadata.resourceVersion ?? "" });
}

/** From before the first write on: three additions, changes of the first, three deletions. */
async function checkWatch(
  api: ClusterApi,
  { what, version }: { what: ApiOperations; version: string },
): Promise<void> {
  const path = `${resourcePath(what.resource, what.namespace)}?resourceVersion=${version}`;
  const seen: string[] = [];
  const selector = `labelSelector=test%3D${what.label}`;
  for await (const { type } of api.watch(`${path}&${selector}`, AbortSignal.timeout(20_000))) {
    seen.push(type);
    if (seen.filter((one) => one === "DELETED").length === 3) break;
  }
  assert.equal(seen.filter((type) => type === "ADDED").length, 3, seen.join());
  assert.equal(seen.filter((type) => type === "DELETED").length, 3, seen.join());
  assert.ok(seen.filter((type) => type === "MODIFIED").length >= 2, seen.join());
}

async function checkDiscovery(api: ClusterApi, what: ApiOperations): Promise<void> {
  const parts = what.resource.split("/");
  const plural = parts.pop();
  const isCore = parts.length === 1;
  if (!isCore) {
    const [group, version] = parts;
    const groups = await api.expect("GET", "/apis");
    const found = groups["groups"].find((one: { name: string }) => one.name === group);
    assert.ok(found?.versions.some((one: { version: string }) => one.version === version));
    const alone = await api.expect("GET", `/apis/${group}`);
    assert.ok(alone["versions"].some((one: { version: string }) => one.version === version));
  }
  const list = await api.expect("GET", `/${isCore ? "api" : "apis"}/${parts.join("/")}`);
  const names: string[] = list["resources"].map((one: { name: string }) => one.name);
  assert.ok(names.includes(plural ?? ""));
  if (what.withStatus) assert.ok(names.includes(`${plural}/status`));
}
