import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { deployments, events, pods, replicaSets } from "#api";
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import { FakeControlPlane } from "../fake-control-plane.ts";
import { replicaSetController } from "../replicaset/replicaset.ts";
import { deploymentController } from "./deployment.ts";
import { maxSurge, maxUnavailable } from "./deployment-rounding.ts";
import { proportionalSizes } from "./deployment-scale.ts";

const labels = { app: "web" };

function deployment(replicas: number, more: Partial<Deployment["spec"]> = {}): Deployment {
  return {
    metadata: { name: "web", namespace: "default", annotations: { note: "mine" } },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "one" }] } },
      ...more,
    },
  };
}

class Cluster extends FakeControlPlane {
  constructor(descriptors = [deploymentController, replicaSetController]) {
    super(descriptors);
  }

  get web(): Deployment {
    return this.get(deployments, "default", "web");
  }

  async create(object: Deployment): Promise<void> {
    await this.client.resource(deployments).create("default", object);
    await this.settle();
  }

  async patch(spec: unknown, metadata: unknown = {}): Promise<void> {
    await this.client
      .resource(deployments)
      .patch("default", "web", { spec, metadata }, { type: "merge" });
    await this.settle();
  }

  setImage(image: string): Promise<void> {
    return this.patch({ template: { spec: { containers: [{ name: "c", image }] } } });
  }

  replicaSetOf(image: string): ReplicaSet | undefined {
    return this.list(replicaSets).find(
      (set) => set.spec.template?.spec?.containers[0]?.image === image,
    );
  }

  /** Lets the rollout come to its end; fails when it does not keep to its limits. */
  async rollOut(limits: { most: number; fewest: number }): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      const running = this.list(pods).filter((pod) => !pod.metadata.deletionTimestamp);
      const ready = running.filter((pod) => pod.status?.conditions?.[0]?.status === "True");
      assert.ok(running.length <= limits.most, `${running.length} pods`);
      assert.ok(ready.length >= limits.fewest, `${ready.length} ready pods`);
      const next = running.find((pod) => pod.status?.conditions?.[0]?.status !== "True");
      for (const pod of this.list(pods).filter((other) => other.metadata.deletionTimestamp)) {
        const { name = "" } = pod.metadata;
        await this.client.resource(pods).delete("default", name, { gracePeriodSeconds: 0 });
      }
      if (next) await this.setReady(next, true);
      this.clock.advance(1000);
      await this.settle();
    }
  }

  messages(reason: string): string[] {
    return this.list(events)
      .filter((event) => event.reason === reason)
      .map((event) => event.message ?? "");
  }

  condition(type: string): string {
    const condition = this.web.status?.conditions?.find((other) => other.type === type);
    return condition ? `${condition.status} ${condition.reason}: ${condition.message}` : "none";
  }
}

async function start(context: TestContext): Promise<Cluster> {
  const cluster = new Cluster();
  await cluster.start();
  context.after(() => cluster.stop());
  return cluster;
}

test("deployment-controller makes a ReplicaSet with hash, revision and event, and tells progress", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(3));
  const [set, ...others] = cluster.list(replicaSets);
  assert.equal(others.length, 0);
  const hash = set?.metadata.labels?.["pod-template-hash"] ?? "";
  assert.match(hash, /^[bcdfghjklmnpqrstvwxz2456789]+$/);
  assert.equal(set?.metadata.name, `web-${hash}`);
  assert.equal(set?.spec.selector.matchLabels?.["pod-template-hash"], hash);
  assert.deepEqual(set?.metadata.annotations, {
    note: "mine",
    "deployment.kubernetes.io/revision": "1",
    "deployment.kubernetes.io/desired-replicas": "3",
    "deployment.kubernetes.io/max-replicas": "4",
  });
  assert.equal(cluster.web.metadata.annotations?.["deployment.kubernetes.io/revision"], "1");
  assert.deepEqual(cluster.messages("ScalingReplicaSet"), [
    `Scaled up replica set web-${hash} from 0 to 3`,
  ]);
  assert.equal(
    cluster.condition("Available"),
    "False MinimumReplicasUnavailable: Deployment does not have minimum availability.",
  );
  assert.match(cluster.condition("Progressing"), /^True ReplicaSetUpdated: .* is progressing\.$/);
  await cluster.runPods();
  assert.equal(
    cluster.condition("Available"),
    "True MinimumReplicasAvailable: Deployment has minimum availability.",
  );
  assert.equal(
    cluster.condition("Progressing"),
    `True NewReplicaSetAvailable: ReplicaSet "web-${hash}" has successfully progressed.`,
  );
  const { conditions: _, ...counts } = cluster.web.status ?? {};
  assert.deepEqual(counts, {
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    unavailableReplicas: 0,
    terminatingReplicas: 0,
  });
  await cluster.advance(700_000);
  assert.equal(cluster.clock.waiting, 0, "nothing is due once the rollout is complete");
});

test("deployment-controller rolls out within its limits, and an undo takes the old ReplicaSet", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(4));
  await cluster.runPods();
  await cluster.setImage("two");
  await cluster.rollOut({ most: 5, fewest: 3 });
  const first = cluster.replicaSetOf("one");
  assert.equal(first?.spec.replicas, 0);
  assert.equal(cluster.replicaSetOf("two")?.spec.replicas, 4);
  assert.equal(cluster.web.status?.updatedReplicas, 4);
  assert.equal(cluster.web.metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
  await cluster.setImage("one");
  await cluster.rollOut({ most: 5, fewest: 3 });
  const undone = cluster.replicaSetOf("one");
  assert.equal(undone?.metadata.uid, first?.metadata.uid);
  assert.equal(undone?.metadata.annotations?.["deployment.kubernetes.io/revision"], "3");
  assert.equal(undone?.metadata.annotations?.["deployment.kubernetes.io/revision-history"], "1");
  assert.equal(cluster.list(pods).length, 4);
});

test("deployment-controller counts no pods that a ReplicaSet is still to delete", async (context) => {
  const cluster = new Cluster([deploymentController]);
  await cluster.start();
  context.after(() => cluster.stop());
  const rollingUpdate = { maxSurge: 2, maxUnavailable: 1 };
  await cluster.create(deployment(6, { strategy: { type: "RollingUpdate", rollingUpdate } }));
  const report = async (image: string, replicas: number): Promise<void> => {
    const set = cluster.replicaSetOf(image) as ReplicaSet;
    const status = { replicas, readyReplicas: replicas, availableReplicas: replicas };
    await cluster.client.resource(replicaSets).updateStatus({ ...set, status });
    await cluster.settle();
  };
  await report("one", 6);
  await cluster.setImage("two");
  assert.equal(cluster.replicaSetOf("one")?.spec.replicas, 5);
  // The old one still reports six pods, of which one goes.
  await report("two", 2);
  // With the two that serve there must be three of the old ones.
  assert.equal(cluster.replicaSetOf("one")?.spec.replicas, 3);
  assert.equal(cluster.replicaSetOf("two")?.spec.replicas, 5);
});

test("deployment-controller with Recreate ends all old pods before it starts new ones", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(2, { strategy: { type: "Recreate" } }));
  await cluster.runPods();
  await cluster.setImage("two");
  assert.equal(cluster.replicaSetOf("two"), undefined);
  assert.equal(cluster.list(pods).filter((pod) => pod.metadata.deletionTimestamp).length, 2);
  await cluster.runPods();
  assert.equal(cluster.replicaSetOf("two")?.spec.replicas, 2);
  await cluster.runPods();
  assert.match(cluster.condition("Progressing"), /^True NewReplicaSetAvailable/);
});

test("deployment-controller tells when the deadline has passed, and recovers", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(2, { progressDeadlineSeconds: 10 }));
  await cluster.advance(9000, 1000);
  assert.match(cluster.condition("Progressing"), /^True ReplicaSetUpdated/);
  await cluster.advance(4000, 1000);
  assert.match(
    cluster.condition("Progressing"),
    /^False ProgressDeadlineExceeded: ReplicaSet "web-\w+" has timed out progressing\.$/,
  );
  assert.equal(cluster.clock.waiting, 0);
  await cluster.runPods();
  assert.match(cluster.condition("Progressing"), /^True NewReplicaSetAvailable/);
});

test("deployment-controller scales but does not roll out while paused", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(2));
  await cluster.runPods();
  await cluster.patch({ paused: true });
  assert.equal(cluster.condition("Progressing"), "Unknown DeploymentPaused: Deployment is paused");
  await cluster.setImage("two");
  await cluster.patch({ replicas: 3 });
  assert.equal(cluster.replicaSetOf("two"), undefined);
  assert.equal(cluster.replicaSetOf("one")?.spec.replicas, 3);
  await cluster.advance(700_000, 100_000);
  assert.equal(cluster.clock.waiting, 0);
  await cluster.patch({ paused: false });
  assert.ok(cluster.replicaSetOf("two"));
  await cluster.rollOut({ most: 4, fewest: 0 });
  assert.match(cluster.condition("Progressing"), /^True NewReplicaSetAvailable/);
});

test("deployment-controller keeps as many old ReplicaSets as revisionHistoryLimit says", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(1, { revisionHistoryLimit: 1 }));
  for (const image of ["two", "three", "four"]) {
    await cluster.setImage(image);
    await cluster.rollOut({ most: 2, fewest: 0 });
  }
  const images = cluster
    .list(replicaSets)
    .map((set) => set.spec.template?.spec?.containers[0]?.image);
  assert.deepEqual(images.sort(), ["four", "three"]);
});

test("deployment-controller counts a collision when another template has the name", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(1));
  const [set] = cluster.list(replicaSets);
  await cluster.client.resource(deployments).delete("default", "web");
  await cluster.settle();
  const containers = [{ name: "c", image: "other" }];
  await cluster.client.resource(replicaSets).patch(
    "default",
    set?.metadata.name ?? "",
    {
      metadata: { ownerReferences: [], labels: { app: "else" } },
      spec: { template: { spec: { containers } } },
    },
    { type: "merge" },
  );
  await cluster.create(deployment(1));
  await cluster.advance(1000, 100);
  assert.equal(cluster.web.status?.collisionCount, 1);
  assert.equal(cluster.list(replicaSets).length, 2);
});

test("deployment-controller adopts a matching ReplicaSet of the same template", async (context) => {
  const cluster = await start(context);
  await cluster.create(deployment(2));
  const [before] = cluster.list(replicaSets);
  await cluster.client.resource(replicaSets).patch(
    "default",
    before?.metadata.name ?? "",
    { metadata: { ownerReferences: [] } },
    {
      type: "merge",
    },
  );
  await cluster.settle();
  const [after, ...others] = cluster.list(replicaSets);
  assert.equal(others.length, 0);
  assert.equal(after?.metadata.ownerReferences?.[0]?.uid, cluster.web.metadata.uid);
});

test("deployment-controller shows the failure of its ReplicaSet", async (context) => {
  const cluster = await start(context);
  cluster.server.reactor = (request) => {
    if (request.method === "POST" && request.path.endsWith("/pods")) throw new Error("no");
  };
  await cluster.create(deployment(1));
  assert.equal(cluster.condition("ReplicaFailure"), "True FailedCreate: no");
});

const rounding: [number, number | string, number | string, number, number][] = [
  [3, "25%", "25%", 1, 0],
  [10, "25%", "25%", 3, 2],
  [1, "0%", "50%", 0, 1],
  [0, "25%", "25%", 0, 0],
  [2, 0, 5, 0, 2],
  [100, "1%", 0, 1, 0],
];
for (const [replicas, surge, unavailable, mostOver, mostMissing] of rounding) {
  test(`${replicas} replicas with ${surge} and ${unavailable} are at most ${mostOver} over and ${mostMissing} missing`, () => {
    const object = deployment(replicas, {
      strategy: { rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
    });
    assert.equal(maxSurge(object), mostOver);
    assert.equal(maxUnavailable(object), mostMissing);
  });
}

const proportions: [number, [number, number][], number[]][] = [
  [
    15,
    [
      [8, 13],
      [5, 13],
    ],
    [11, 7],
  ],
  [
    5,
    [
      [8, 13],
      [5, 13],
    ],
    [5, 3],
  ],
  [
    0,
    [
      [8, 13],
      [5, 13],
    ],
    [0, 0],
  ],
  [
    10,
    [
      [8, 13],
      [5, 13],
    ],
    [8, 5],
  ],
];
for (const [replicas, sets, sizes] of proportions) {
  test(`proportionalSizes() of ${JSON.stringify(sets)} for ${replicas} replicas are ${sizes}`, () => {
    const object = deployment(replicas, {
      strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    });
    const [newReplicaSet, ...old] = sets.map(([size, noted], index) => ({
      metadata: {
        name: `set-${index}`,
        uid: `uid-${index}`,
        annotations: { "deployment.kubernetes.io/max-replicas": String(noted) },
      },
      spec: { replicas: size, selector: {} },
    }));
    const result = proportionalSizes(object, { newReplicaSet, old });
    assert.deepEqual(
      result.map(([, size]) => size),
      sizes,
    );
  });
}
