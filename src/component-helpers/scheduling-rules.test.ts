import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, NodeSelectorRequirement, Pod, Taint, Toleration } from "#api/core/v1";
import { podTemplateHash, revisionOf } from "./deployment-revision.ts";
import { matchesNodeSelector, matchesRequiredNodeAffinity } from "./node-selector.ts";
import { controllerOf, newControllerRef } from "./owner-references.ts";
import { isPodAvailable } from "./pod-status.ts";
import { findUntoleratedTaint, toleratesTaint } from "./tolerations.ts";
import { annotations } from "./well-known-labels.ts";

test("toleratesTaint() compares key, value and effect by operator", () => {
  const taint: Taint = { key: "dedicated", value: "5", effect: "NoSchedule" };
  const cases: [Toleration, boolean][] = [
    [{ operator: "Exists" }, true],
    [{ key: "dedicated", value: "5" }, true],
    [{ key: "dedicated", operator: "Equal", value: "6" }, false],
    [{ key: "dedicated", operator: "Exists", effect: "NoExecute" }, false],
    [{ key: "other", operator: "Exists" }, false],
    [{ key: "dedicated", operator: "Gt", value: "4" }, true],
    [{ key: "dedicated", operator: "Lt", value: "4" }, false],
    [{ key: "dedicated", operator: "Gt", value: "four" }, false],
  ];
  for (const [toleration, want] of cases) {
    assert.equal(toleratesTaint(toleration, taint), want, JSON.stringify(toleration));
  }
});

test("findUntoleratedTaint() looks only at the effects asked for", () => {
  const taints: Taint[] = [
    { key: "a", effect: "PreferNoSchedule" },
    { key: "b", effect: "NoExecute" },
  ];
  assert.equal(findUntoleratedTaint(taints, [], ["NoSchedule", "NoExecute"])?.key, "b");
  assert.equal(
    findUntoleratedTaint(taints, [{ key: "b", operator: "Exists" }], ["NoExecute"]),
    undefined,
  );
});

test("matchesNodeSelector() ands requirements and ors terms", () => {
  const node: Node = { metadata: { name: "n1", labels: { zone: "a", cores: "8" } }, spec: {} };
  const cases: [NodeSelectorRequirement, boolean][] = [
    [{ key: "zone", operator: "In", values: ["a", "b"] }, true],
    [{ key: "zone", operator: "NotIn", values: ["a"] }, false],
    [{ key: "missing", operator: "NotIn", values: ["a"] }, true],
    [{ key: "cores", operator: "Gt", values: ["4"] }, true],
    [{ key: "cores", operator: "Lt", values: ["4"] }, false],
    [{ key: "missing", operator: "DoesNotExist" }, true],
  ];
  for (const [requirement, want] of cases) {
    const selector = { nodeSelectorTerms: [{ matchExpressions: [requirement] }] };
    assert.equal(matchesNodeSelector(selector, node), want, JSON.stringify(requirement));
  }
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [{}] }, node), false);
  const byName = { key: "metadata.name", operator: "In" as const, values: ["n1"] };
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [{ matchFields: [byName] }] }, node), true);
});

test("matchesRequiredNodeAffinity() needs the node selector too", () => {
  const node: Node = { metadata: { name: "n1", labels: { zone: "a" } }, spec: {} };
  const pod: Pod = { metadata: {}, spec: { containers: [], nodeSelector: { zone: "b" } } };
  assert.equal(matchesRequiredNodeAffinity(pod, node), false);
});

test("controllerOf() finds the reference that newControllerRef() makes", () => {
  const owner = { metadata: { name: "web", uid: "u1" } };
  const reference = newControllerRef(owner, { group: "apps", version: "v1", kind: "ReplicaSet" });
  assert.equal(reference.apiVersion, "apps/v1");
  assert.equal(controllerOf({ metadata: { ownerReferences: [reference] } })?.uid, "u1");
});

test("isPodAvailable() waits for minReadySeconds", () => {
  const conditions = [
    { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
  ];
  const pod: Pod = { metadata: {}, spec: { containers: [] }, status: { conditions } };
  const ready = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(isPodAvailable(pod, 10, ready + 9999), false);
  assert.equal(isPodAvailable(pod, 10, ready + 10000), true);
});

test("podTemplateHash() ignores key order and counts collisions", () => {
  const a = { metadata: { labels: { x: "1", y: "2" } }, spec: { containers: [] } };
  const b = { spec: { containers: [] }, metadata: { labels: { y: "2", x: "1" } } };
  assert.equal(podTemplateHash(a), podTemplateHash(b));
  assert.notEqual(podTemplateHash(a), podTemplateHash(a, 1));
});

test("revisionOf() keeps all 64 bits and takes anything else for none", () => {
  const of = (text: string): bigint =>
    revisionOf({ metadata: { annotations: { [annotations.deploymentRevision]: text } } });
  assert.equal(of("3546343826724305833"), 3546343826724305833n);
  for (const text of ["", "-1", "x", "1.5", "9223372036854775808", "9".repeat(40)])
    assert.equal(of(text), 0n);
});
