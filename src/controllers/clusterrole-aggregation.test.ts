import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterRoles } from "#api";
import { clusterRoleAggregationController } from "./clusterrole-aggregation.ts";
import { FakeControlPlane } from "./fake-control-plane.ts";

const rule = (resource: string) => ({ apiGroups: [""], resources: [resource], verbs: ["get"] });

test("clusterrole-aggregation-controller follows the roles that a rule selects", async (context) => {
  const plane = new FakeControlPlane([clusterRoleAggregationController]);
  await plane.start();
  context.after(() => plane.stop());
  const roles = plane.client.resource(clusterRoles);
  const labels = { "to-view": "true" };
  await roles.create("", {
    metadata: { name: "view" },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
  });
  await roles.create("", { metadata: { name: "a", labels }, rules: [rule("pods")] });
  await roles.create("", { metadata: { name: "b", labels }, rules: [rule("pods"), rule("nodes")] });
  await roles.create("", { metadata: { name: "c" }, rules: [rule("secrets")] });
  await plane.settle();
  assert.deepEqual(plane.get(clusterRoles, "", "view").rules, [rule("pods"), rule("nodes")]);
  await roles.delete("", "b");
  await plane.settle();
  assert.deepEqual(plane.get(clusterRoles, "", "view").rules, [rule("pods")]);
  await roles.patch("", "a", { metadata: { labels: { "to-view": null } } }, { type: "merge" });
  await plane.settle();
  assert.deepEqual(plane.get(clusterRoles, "", "view").rules ?? [], []);
});
