// Watches: from where they start, what they leave out, in which order they tell.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster, type TestNamespace, type WatchEvent } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-api-machinery] Watchers";

/** The first events of a watch on the namespace's ConfigMaps. */
async function events(
  namespace: TestNamespace,
  { query, count }: { query: string; count: number },
): Promise<WatchEvent[]> {
  const path = `${resourcePath("v1/configmaps", namespace.name)}?${query}`;
  const seen: WatchEvent[] = [];
  for await (const event of cluster.api.watch(path, AbortSignal.timeout(20_000))) {
    seen.push(event);
    if (seen.length === count) return seen;
  }
  throw new Error(`Only ${seen.length} of ${count} events came: ${JSON.stringify(seen)}`);
}

const tell = (seen: WatchEvent[]): string[] =>
  seen.map(({ type, object }) => `${type} ${object["data"]?.mutation ?? 0}`);

async function makeAndChange(namespace: TestNamespace, name: string): Promise<string[]> {
  const versions: string[] = [];
  const note = (object: { metadata: { resourceVersion?: string } }): void => {
    versions.push(object.metadata.resourceVersion ?? "");
  };
  note(await namespace.create("v1/configmaps", name, { metadata: { labels: { watch: "this" } } }));
  for (const mutation of ["1", "2"])
    note(await cluster.api.patch(["v1/configmaps", namespace.name, name], { data: { mutation } }));
  await cluster.api.delete("v1/configmaps", namespace.name, name);
  return versions;
}

async function versionNow(namespace: TestNamespace): Promise<string> {
  const list = await cluster.api.expect("GET", resourcePath("v1/configmaps", namespace.name));
  return list.metadata.resourceVersion ?? "";
}

describe(title, cluster.together, () => {
  test(`${title} should observe add, update, and delete watch notifications on configmaps`, async (t) => {
    const namespace = await cluster.namespace(t);
    const from = `resourceVersion=${await versionNow(namespace)}`;
    const one = events(namespace, { query: `${from}&labelSelector=watch%3Dthis`, count: 4 });
    const either = events(namespace, {
      query: `${from}&labelSelector=watch+in+(this,that)`,
      count: 5,
    });
    await makeAndChange(namespace, "watched");
    await namespace.create("v1/configmaps", "other", { metadata: { labels: { watch: "that" } } });
    assert.deepEqual(tell(await one), ["ADDED 0", "MODIFIED 1", "MODIFIED 2", "DELETED 2"]);
    assert.deepEqual(tell(await either), [
      ...["ADDED 0", "MODIFIED 1", "MODIFIED 2", "DELETED 2"],
      "ADDED 0",
    ]);
  });

  test(`${title} should be able to start watching from a specific resource version`, async (t) => {
    const namespace = await cluster.namespace(t);
    const [, first] = await makeAndChange(namespace, "watched");
    const query = `resourceVersion=${first}&labelSelector=watch`;
    assert.deepEqual(tell(await events(namespace, { query, count: 2 })), [
      "MODIFIED 2",
      "DELETED 2",
    ]);
  });

  test(`${title} should be able to restart watching from the last resource version observed by the previous watch`, async (t) => {
    const namespace = await cluster.namespace(t);
    const from = await versionNow(namespace);
    const selected = "labelSelector=watch";
    const before = events(namespace, { query: `${selected}&resourceVersion=${from}`, count: 2 });
    await makeAndChange(namespace, "watched");
    const last = (await before).at(-1)?.object.metadata.resourceVersion;
    const query = `${selected}&resourceVersion=${last}`;
    assert.deepEqual(tell(await events(namespace, { query, count: 2 })), [
      "MODIFIED 2",
      "DELETED 2",
    ]);
  });

  test(`${title} should observe an object deletion if it stops meeting the requirements of the selector`, async (t) => {
    const namespace = await cluster.namespace(t);
    const from = await versionNow(namespace);
    const query = `resourceVersion=${from}&labelSelector=watch%3Dthis`;
    const seen = events(namespace, { query, count: 5 });
    const place = ["v1/configmaps", namespace.name, "watched"] as const;
    const label = (watch: string) => cluster.api.patch(place, { metadata: { labels: { watch } } });
    await namespace.create("v1/configmaps", "watched", { metadata: { labels: { watch: "this" } } });
    await cluster.api.patch(place, { data: { mutation: "1" } });
    await label("that");
    await cluster.api.patch(place, { data: { mutation: "2" } });
    await label("this");
    await cluster.api.delete(...place);
    assert.deepEqual(tell(await seen), [
      ...["ADDED 0", "MODIFIED 1", "DELETED 1", "ADDED 2", "DELETED 2"],
    ]);
  });

  test(`${title} should receive events on concurrent watches in same order`, async (t) => {
    const namespace = await cluster.namespace(t);
    const from = await versionNow(namespace);
    const versions: string[] = [];
    const writers = Array.from({ length: 5 }, async (_, index) => {
      const made = await makeAndChange(namespace, `map-${index}`);
      versions.push(...made);
    });
    const starts = Array.from({ length: 6 }, () =>
      events(namespace, { query: `resourceVersion=${from}&labelSelector=watch`, count: 20 }),
    );
    await Promise.all(writers);
    const all = (await Promise.all(starts)).map((seen) =>
      seen.map(({ type, object }) => `${type} ${object.metadata.resourceVersion}`),
    );
    const [first, ...others] = all;
    for (const other of others) assert.deepEqual(other, first);
    const inOrder = first?.map((line) => BigInt(line.split(" ")[1] ?? "0")) ?? [];
    assert.deepEqual(
      inOrder,
      [...inOrder].sort((a, b) => (a < b ? -1 : 1)),
    );
  });
});
