import assert from "node:assert/strict";
import { test } from "node:test";
import { configMaps, namespaces, pods } from "#api";
import type { UnstructuredObject } from "#apimachinery";
import { define } from "../fake-control-plane.ts";
import { isReadyToGo, nextDeletionStep } from "./deletion.ts";

const now = Date.UTC(2026, 0, 1);
const nothingAsked = {
  gracePeriodSeconds: undefined,
  propagationPolicy: undefined,
  orphanDependents: undefined,
  now,
};
const pod = define(pods, { strategy: { gracePeriodSeconds: () => 30 } });
const configMap = define(configMaps);

function object(metadata: object = {}, more: object = {}): UnstructuredObject {
  return { metadata: { name: "a", generation: 3, ...metadata }, ...more };
}

function described(step: ReturnType<typeof nextDeletionStep>): string {
  if (step.step !== "mark") return step.step;
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers, generation } =
    step.object.metadata;
  const after = (Date.parse(deletionTimestamp as string) - now) / 1000;
  return `mark +${after}s grace ${deletionGracePeriodSeconds} gen ${generation} [${finalizers ?? ""}]`;
}

const deleting = (grace: number, finalizers?: string[]): object => ({
  deletionTimestamp: new Date(now + grace * 1000).toISOString(),
  deletionGracePeriodSeconds: grace,
  ...(finalizers ? { finalizers } : {}),
});

test("nextDeletionStep() decides how an object goes", () => {
  const cases: [string, ReturnType<typeof nextDeletionStep>, string][] = [
    ["no grace", nextDeletionStep(object(), configMap, nothingAsked), "remove"],
    [
      "a grace that the kind does not have",
      nextDeletionStep(object(), configMap, { ...nothingAsked, gracePeriodSeconds: 9 }),
      "remove",
    ],
    ["grace", nextDeletionStep(object(), pod, nothingAsked), "mark +30s grace 30 gen 4 []"],
    [
      "grace 0",
      nextDeletionStep(object(), pod, { ...nothingAsked, gracePeriodSeconds: 0 }),
      "remove",
    ],
    [
      "shorter grace",
      nextDeletionStep(object(), pod, { ...nothingAsked, gracePeriodSeconds: 5 }),
      "mark +5s grace 5 gen 4 []",
    ],
    [
      "finalizers",
      nextDeletionStep(object({ finalizers: ["x/y"] }), configMap, nothingAsked),
      "mark +0s grace 0 gen 4 [x/y]",
    ],
    [
      "foreground",
      nextDeletionStep(object(), configMap, { ...nothingAsked, propagationPolicy: "Foreground" }),
      "mark +0s grace 0 gen 4 [foregroundDeletion]",
    ],
    [
      "orphan, the old way",
      nextDeletionStep(object(), configMap, { ...nothingAsked, orphanDependents: true }),
      "mark +0s grace 0 gen 4 [orphan]",
    ],
    [
      "background takes foreground back",
      nextDeletionStep(object(deleting(0, ["foregroundDeletion"])), configMap, {
        ...nothingAsked,
        propagationPolicy: "Background",
      }),
      "remove",
    ],
    ["twice", nextDeletionStep(object(deleting(30)), pod, nothingAsked), "wait"],
    [
      "sooner",
      nextDeletionStep(object(deleting(30)), pod, { ...nothingAsked, gracePeriodSeconds: 10 }),
      "mark +10s grace 10 gen 3 []",
    ],
    [
      "later is not possible",
      nextDeletionStep(object(deleting(30)), pod, { ...nothingAsked, gracePeriodSeconds: 60 }),
      "wait",
    ],
    [
      "now",
      nextDeletionStep(object(deleting(30)), pod, { ...nothingAsked, gracePeriodSeconds: 0 }),
      "remove",
    ],
    [
      "now, but held",
      nextDeletionStep(object(deleting(30, ["x/y"])), pod, {
        ...nothingAsked,
        gracePeriodSeconds: 0,
      }),
      "mark +0s grace 0 gen 3 [x/y]",
    ],
  ];
  for (const [name, step, expected] of cases) assert.equal(described(step), expected, name);
});

test("nextDeletionStep() holds a namespace by the finalizers of its spec", () => {
  const namespace = { kind: "Namespace", apiVersion: "v1", spec: { finalizers: ["kubernetes"] } };
  const step = nextDeletionStep(object({}, namespace), define(namespaces), nothingAsked);
  assert.equal(step.step, "mark");
  assert.deepEqual(step.step === "mark" && step.object["status"], { phase: "Terminating" });
});

test("isReadyToGo() waits for the last finalizer and for the grace period", () => {
  const held = object(deleting(0, ["x/y"]));
  assert.equal(isReadyToGo(held, held), false);
  assert.equal(isReadyToGo(object(deleting(0)), held), true);
  assert.equal(isReadyToGo(object(deleting(30)), object(deleting(30, ["x/y"]))), false);
  assert.equal(isReadyToGo(object(), object()), false);
});
