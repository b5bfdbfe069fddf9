import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { events, pods, type Resource, replicaSets, replicationControllers } from "#api";
import type { ReplicaSet } from "#api/apps/v1";
import type { Pod } from "#api/core/v1";
import { forbidden } from "#apimachinery";
import { FakeControlPlane } from "../fake-control-plane.ts";
import { podsToDelete } from "./pod-ranking.ts";
import { replicaSetController } from "./replicaset.ts";
import { replicationControllerController } from "./replicationcontroller.ts";

const labels = { app: "web" };

function replicaSet(replicas: number, more: Partial<ReplicaSet["spec"]> = {}): ReplicaSet {
  return {
    metadata: { name: "web", namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } },
      ...more,
    },
  };
}

async function start(context: TestContext): Promise<FakeControlPlane> {
  const plane = new FakeControlPlane([replicaSetController, replicationControllerController]);
  await plane.start();
  context.after(() => plane.stop());
  return plane;
}

test("replicaset-controller makes the missing pods once, and counts them in the status", async (context) => {
  const plane = await start(context);
  const sets = plane.client.resource(replicaSets);
  await sets.create("default", replicaSet(3));
  await plane.settle();
  assert.equal(plane.list(pods).length, 3);
  const [pod] = plane.list(pods);
  assert.match(pod?.metadata.name ?? "", /^web-.+/);
  assert.equal(pod?.metadata.ownerReferences?.[0]?.controller, true);
  await plane.runPods();
  assert.deepEqual(plane.get(replicaSets, "default", "web").status, {
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    observedGeneration: 1,
    terminatingReplicas: 0,
  });
  const created = plane.list(events).filter((event) => event.reason === "SuccessfulCreate");
  assert.equal(created.length, 3);
  assert.match(created[0]?.message ?? "", /^Created pod: web-/);
});

test("replicaset-controller replaces a deleted and a failed pod, and scales down", async (context) => {
  const plane = await start(context);
  const sets = plane.client.resource(replicaSets);
  await sets.create("default", replicaSet(3));
  await plane.settle();
  await plane.runPods();
  const [first, second] = plane.list(pods);
  await plane.client.resource(pods).delete("default", first?.metadata.name ?? "");
  await plane.settle();
  assert.equal(plane.list(pods).length, 4);
  assert.equal(plane.get(replicaSets, "default", "web").status?.terminatingReplicas, 1);
  await plane.client.resource(pods).patch(
    "default",
    second?.metadata.name ?? "",
    { status: { phase: "Failed" } },
    {
      type: "merge",
      subresource: "status",
    },
  );
  await plane.settle();
  await plane.runPods({ except: (pod) => pod.status?.phase === "Failed" });
  assert.equal(plane.get(replicaSets, "default", "web").status?.readyReplicas, 3);
  await sets.patch("default", "web", { spec: { replicas: 1 } }, { type: "merge" });
  await plane.settle();
  await plane.runPods({ except: (pod) => pod.status?.phase === "Failed" });
  const active = plane.list(pods).filter((pod) => pod.status?.phase !== "Failed");
  assert.equal(active.length, 1);
  assert.ok(plane.list(events).some((event) => event.reason === "SuccessfulDelete"));
});

test("replicaset-controller adopts matching orphans and releases what no longer matches", async (context) => {
  const plane = await start(context);
  const podClient = plane.client.resource(pods);
  await podClient.create("default", {
    metadata: { name: "orphan", labels },
    spec: { containers: [] },
  });
  await plane.client.resource(replicaSets).create("default", replicaSet(2));
  await plane.settle();
  assert.equal(plane.list(pods).length, 2);
  assert.equal(plane.get(pods, "default", "orphan").metadata.ownerReferences?.length, 1);
  await podClient.patch(
    "default",
    "orphan",
    { metadata: { labels: { app: "x" } } },
    {
      type: "merge",
    },
  );
  await plane.settle();
  assert.equal(plane.list(pods).length, 3);
  assert.deepEqual(plane.get(pods, "default", "orphan").metadata.ownerReferences, []);
});

test("replicaset-controller tells of refused pods in a condition and takes it back", async (context) => {
  const plane = await start(context);
  let asked = 0;
  plane.server.reactor = (request) => {
    if (request.method !== "POST" || !request.path.endsWith("/pods")) return;
    asked += 1;
    throw forbidden({ group: "", resource: "pods" }, "", "exceeded quota");
  };
  await plane.client.resource(replicaSets).create("default", replicaSet(50));
  await plane.settle();
  const condition = plane.get(replicaSets, "default", "web").status?.conditions?.[0];
  assert.equal(condition?.type, "ReplicaFailure");
  assert.equal(condition?.reason, "FailedCreate");
  assert.equal(condition?.message, "pods is forbidden: exceeded quota");
  assert.ok(asked < 5, "slow start stops after the first refusal");
  plane.server.reactor = undefined;
  await plane.advance(1000, 50);
  assert.equal(plane.list(pods).length, 50);
  assert.equal(plane.get(replicaSets, "default", "web").status?.conditions, undefined);
});

test("replicaset-controller counts a pod as available after minReadySeconds, with one timer", async (context) => {
  const plane = await start(context);
  await plane.client
    .resource(replicaSets)
    .create("default", replicaSet(1, { minReadySeconds: 10 }));
  await plane.settle();
  await plane.runPods();
  assert.equal(plane.get(replicaSets, "default", "web").status?.availableReplicas, 0);
  await plane.advance(10_500, 500);
  assert.equal(plane.get(replicaSets, "default", "web").status?.availableReplicas, 1);
  await plane.advance(5000);
  assert.equal(plane.clock.waiting, 0);
});

test("replicaset-controller neither makes nor deletes too many while its cache is behind", async (context) => {
  const plane = await start(context);
  const sets = plane.client.resource(replicaSets);
  const annotate = async (value: string): Promise<void> => {
    const annotations = { value };
    await sets.patch("default", "web", { metadata: { annotations } }, { type: "merge" });
    await plane.settle();
  };
  let release = plane.server.store.hold(pods as Resource);
  await sets.create("default", replicaSet(3));
  await plane.settle();
  for (const value of ["a", "b", "c"]) await annotate(value);
  assert.equal(plane.list(pods).length, 3);
  release();
  await plane.settle();
  await plane.runPods();
  release = plane.server.store.hold(pods as Resource);
  await sets.patch("default", "web", { spec: { replicas: 2 } }, { type: "merge" });
  await plane.settle();
  for (const value of ["d", "e", "f"]) await annotate(value);
  assert.equal(plane.list(pods).filter((pod) => pod.metadata.deletionTimestamp).length, 1);
  release();
  await plane.settle();
  await plane.runPods();
  assert.equal(plane.list(pods).length, 2);
});

test("replicationcontroller-controller does the same for its kind", async (context) => {
  const plane = await start(context);
  const { template } = replicaSet(2).spec;
  await plane.client.resource(replicationControllers).create("default", {
    metadata: { name: "old" },
    spec: { replicas: 2, selector: labels, ...(template ? { template } : {}) },
  });
  await plane.settle();
  await plane.runPods();
  assert.equal(plane.get(replicationControllers, "default", "old").status?.readyReplicas, 2);
  assert.equal(plane.list(pods)[0]?.metadata.ownerReferences?.[0]?.kind, "ReplicationController");
});

const now = Date.UTC(2026, 0, 2);
const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString();

function podOf(
  name: string,
  more: { spec?: object; status?: object; metadata?: object } = {},
): Pod {
  return {
    metadata: { name, uid: name, creationTimestamp: at(1000), ...more.metadata },
    spec: { nodeName: "n", containers: [], ...more.spec },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(900) }],
      ...more.status,
    },
  } as Pod;
}

const rankings: [string, Pod, Pod][] = [
  ["not assigned", podOf("a", { spec: { nodeName: "" } }), podOf("b")],
  ["pending", podOf("a", { status: { phase: "Pending" } }), podOf("b")],
  ["not ready", podOf("a", { status: { conditions: [] } }), podOf("b")],
  [
    "cheaper to delete",
    podOf("a", {
      metadata: { annotations: { "controller.kubernetes.io/pod-deletion-cost": "-5" } },
    }),
    podOf("b"),
  ],
  [
    "ready for a shorter time",
    podOf("a", {
      status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(1) }] },
    }),
    podOf("b"),
  ],
  [
    "restarted more often",
    podOf("a", { status: { containerStatuses: [{ restartCount: 3 }] } }),
    podOf("b"),
  ],
  ["younger", podOf("a", { metadata: { creationTimestamp: at(10) } }), podOf("b")],
  ["first by uid", podOf("a"), podOf("b")],
];
for (const [why, first, second] of rankings) {
  test(`podsToDelete() takes the pod that is ${why}`, () => {
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      assert.deepEqual(podsToDelete(order, order, { count: 1, now }), [first]);
    }
  });
}

test("podsToDelete() takes a pod that shares its node with related pods", () => {
  const crowded = podOf("z", { spec: { nodeName: "crowded" } });
  const alone = podOf("a", { spec: { nodeName: "alone" } });
  const related = [crowded, alone, podOf("other", { spec: { nodeName: "crowded" } })];
  assert.deepEqual(podsToDelete([alone, crowded], related, { count: 1, now }), [crowded]);
});
