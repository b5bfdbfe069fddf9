// Requests that fail, answers that are lost and watches that break must not change the outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deployments, endpointSlices, pods, replicaSets, services } from "#api";
import type { Deployment } from "#api/apps/v1";
import { tooManyRequests } from "#apimachinery";
import { seededRandom } from "#base";
import { deploymentController } from "./deployment/deployment.ts";
import { endpointSliceController } from "./endpointslice/endpointslice.ts";
import { FakeControlPlane } from "./fake-control-plane.ts";
import { garbageCollector } from "./garbage-collector/garbage-collector.ts";
import { replicaSetController } from "./replicaset/replicaset.ts";

const labels = { app: "web" };
const wanted = 4;
const surge = 1;

const deployment: Deployment = {
  metadata: { name: "web" },
  spec: {
    replicas: wanted,
    selector: { matchLabels: labels },
    strategy: { rollingUpdate: { maxSurge: surge, maxUnavailable: 1 } },
    template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "0" }] } },
  },
};

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`a rollout ends as it should after faults, seed ${seed}`, async (context) => {
    const random = seededRandom(seed);
    const plane = new FakeControlPlane([
      deploymentController,
      endpointSliceController,
      garbageCollector,
      replicaSetController,
    ]);
    await plane.start();
    context.after(() => plane.stop());
    await plane.client.resource(services).create("default", {
      metadata: { name: "web" },
      spec: { selector: labels, ports: [{ port: 80 }], ipFamilies: ["IPv4"] },
    });
    await plane.client.resource(deployments).create("default", deployment);
    for (let round = 1; round <= 12; round++) {
      plane.server.reactor = () => {
        if (random.integer(6) === 0) throw new Error("connection refused");
        if (random.integer(6) === 0) throw tooManyRequests("later", 1);
      };
      if (random.integer(3) === 0) plane.server.endWatches();
      await plane.advance(2000, 500);
      plane.server.reactor = undefined;
      if (random.integer(4) === 0) plane.server.store.compact();
      if (round % 4 === 0) {
        const image = String(round);
        const template = { spec: { containers: [{ name: "c", image }] } };
        const patch = { spec: { template } };
        await plane.client.resource(deployments).patch("default", "web", patch, { type: "merge" });
      }
      await plane.runPods();
      // Pods may lag behind while a watch is broken; what is asked for may never be too much.
      const asked = plane.list(replicaSets).reduce((sum, set) => sum + (set.spec.replicas ?? 0), 0);
      assert.ok(asked <= wanted + surge, `${asked} pods are asked for`);
    }
    for (let round = 0; round < 30; round++) {
      await plane.advance(10_000, 2000);
      await plane.runPods();
    }
    const all = plane.list(pods);
    assert.deepEqual(
      all.map((pod) => pod.spec.containers[0]?.image),
      Array.from({ length: wanted }, () => "12"),
    );
    const status = plane.get(deployments, "default", "web").status;
    assert.deepEqual([status?.updatedReplicas, status?.availableReplicas], [wanted, wanted]);
    assert.equal(plane.list(replicaSets).filter((set) => set.spec.replicas).length, 1);
    const slices = plane.list(endpointSlices);
    assert.deepEqual(
      slices
        .flatMap((slice) => slice.endpoints ?? [])
        .map((e) => e.targetRef?.name)
        .sort(),
      all.map((pod) => pod.metadata.name).sort(),
    );
    await plane.client
      .resource(deployments)
      .delete("default", "web", { propagationPolicy: "Foreground" });
    for (let round = 0; round < 3; round++) await plane.runPods();
    await plane.advance(2000, 500);
    assert.deepEqual(
      [plane.names(deployments), plane.names(replicaSets), plane.names(pods)],
      [[], [], []],
    );
  });
}
