// Events of both API groups are one kind of object.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const newGroup = "events.k8s.io/v1/events";

function coreEvent(namespace: string, reason: string): object {
  return {
    involvedObject: { kind: "Pod", namespace, name: "some-pod" },
    reason,
    message: "A test event",
    type: "Normal",
    source: { component: "test" },
    firstTimestamp: "2026-01-02T03:04:05Z",
    lastTimestamp: "2026-01-02T03:04:05Z",
    count: 1,
  };
}

function newEvent(namespace: string, reason: string): object {
  return {
    regarding: { kind: "Pod", namespace, name: "some-pod" },
    reason,
    note: "A test event",
    type: "Normal",
    action: "Do",
    reportingController: "test-controller",
    reportingInstance: "test-node",
    eventTime: "2026-01-02T03:04:05.123456Z",
  };
}

const cases = [
  {
    title: "[sig-instrumentation] Events",
    life: "should manage the lifecycle of an event",
    resource: "v1/events",
    make: coreEvent,
    change: { message: "Another text" },
  },
  {
    title: "[sig-instrumentation] Events API",
    life: "should ensure that an event can be fetched, patched, deleted, and listed",
    resource: newGroup,
    make: newEvent,
    change: { metadata: { annotations: { patched: "true" } } },
  },
];

for (const { title, life, resource, make, change } of cases)
  describe(title, cluster.together, () => {
    test(`${title} ${life}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const { name } = namespace;
      const made = await namespace.create(resource, "event", {
        metadata: { labels: { test: name } },
        ...make(name, "Tested"),
      });
      const everywhere = await cluster.api.list(
        resource,
        undefined,
        `?labelSelector=test%3D${name}`,
      );
      assert.equal(everywhere.length, 1);
      const patched = await cluster.api.patch([resource, name, "event"], change, "merge");
      assert.equal(patched.metadata.uid, made.metadata.uid);
      const series = { count: 2, lastObservedTime: "2026-01-02T03:05:05.654321Z" };
      const updated = await cluster.api.update(resource, { ...patched, series });
      assert.deepEqual(updated["series"], series);
      const [inCore, inNew] = await Promise.all(
        ["v1/events", newGroup].map((group) => cluster.api.get(group, name, "event")),
      );
      const text = "message" in change ? change.message : "A test event";
      assert.equal(inCore?.["message"], text);
      assert.equal(inNew?.["note"], text);
      assert.deepEqual(inCore?.metadata, inNew?.metadata);
      assert.deepEqual(inCore?.["involvedObject"], inNew?.["regarding"]);
      await cluster.api.delete(resource, name, "event");
      assert.deepEqual(await cluster.api.list(resource, name), []);
    });

    test(`${title} should delete a collection of events`, async (t) => {
      const namespace = await cluster.namespace(t);
      const { name } = namespace;
      for (const [index, group] of ["goes", "goes", "goes", "stays"].entries())
        await namespace.create(resource, `event-${index}`, {
          metadata: { labels: { group } },
          ...make(name, "Tested"),
        });
      const path = resourcePath(resource, name);
      await cluster.api.expect("DELETE", `${path}?labelSelector=group%3Dgoes`);
      const left = await cluster.api.list(resource, name);
      assert.deepEqual(
        left.map(({ metadata }) => metadata.name),
        ["event-3"],
      );
    });
  });
