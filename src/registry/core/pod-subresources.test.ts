import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "#api/core/v1";
import type { PodDisruptionBudget } from "#api/policy/v1";
import { StatusError, type UnstructuredObject } from "#apimachinery";
import type { RequestContext } from "#apiserver";
import { type FakeServer, fakeServer } from "../fake-dependencies.ts";
import { buildResources } from "../resources.ts";

const pod = (more: Partial<Pod> = {}): Pod => ({
  metadata: { name: "p", namespace: "default", uid: "u1", labels: { app: "web" } },
  spec: { containers: [] },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  ...more,
});

async function post(server: FakeServer, subresource: string, body: object): Promise<void> {
  server.body = body as UnstructuredObject;
  const pods = buildResources(server.dependencies).find(({ resource }) => resource === "pods");
  const context = {
    info: { namespace: "default", name: "p", query: new URLSearchParams() },
  } as RequestContext;
  await pods?.subresources?.[subresource]?.handle(context, server.store("pods"));
}

async function put(server: FakeServer, resource: string, object: object): Promise<void> {
  await server.store(resource).create("default", object as UnstructuredObject);
}

const stored = (server: FakeServer): Pod =>
  server.store("pods").objects.get("default/p") as unknown as Pod;

test("binding puts the pod on the node and marks it scheduled", async () => {
  const server = fakeServer();
  await put(server, "pods", pod({ status: { phase: "Pending", nominatedNodeName: "n9" } }));
  await post(server, "binding", { metadata: { name: "p" }, target: { kind: "Node", name: "n1" } });
  assert.equal(stored(server).spec.nodeName, "n1");
  assert.equal(stored(server).status?.nominatedNodeName, undefined);
  assert.equal(stored(server).status?.conditions?.[0]?.type, "PodScheduled");
  assert.equal(server.written[0]?.httpStatus, 201);
});

test("binding refuses pods that cannot be bound", async () => {
  const cases: [Partial<Pod>, object, RegExp][] = [
    [{ spec: { containers: [], nodeName: "n0" } }, {}, /pod p is already assigned to node "n0"/],
    [
      { spec: { containers: [], schedulingGates: [{ name: "g" }] } },
      {},
      /pod p has non-empty .spec.schedulingGates/,
    ],
    [
      { metadata: { name: "p", uid: "u1", deletionTimestamp: "2026-01-01T00:00:00Z" } },
      {},
      /pod p is being deleted/,
    ],
    [
      {},
      { metadata: { name: "p", uid: "other" } },
      /UID in precondition: other, UID in object meta: u1/,
    ],
    [{}, { target: { kind: "Node" } }, /target.name: Required value/],
    [{}, { metadata: { name: "q" } }, /does not match the name on the URL/],
  ];
  for (const [state, body, message] of cases) {
    const server = fakeServer();
    await put(server, "pods", pod(state));
    const binding = { metadata: { name: "p" }, target: { name: "n1" }, ...body };
    await assert.rejects(post(server, "binding", binding), message);
  }
});

const budget = (status: PodDisruptionBudget["status"], spec = {}): PodDisruptionBudget => ({
  metadata: { name: "b", namespace: "default", generation: 1 },
  spec: { selector: { matchLabels: { app: "web" } }, ...spec },
  status: { observedGeneration: 1, ...status },
});

test("eviction takes from the budget and deletes the pod", async () => {
  const server = fakeServer();
  await put(server, "pods", pod());
  await put(server, "poddisruptionbudgets", budget({ disruptionsAllowed: 1 }));
  await post(server, "eviction", { metadata: { name: "p" } });
  const after = server.store("poddisruptionbudgets").objects.get("default/b");
  const status = (after as unknown as PodDisruptionBudget).status;
  assert.equal(status?.disruptionsAllowed, 0);
  assert.deepEqual(Object.keys(status?.disruptedPods ?? {}), ["p"]);
  assert.equal(stored(server).status?.conditions?.at(-1)?.reason, "EvictionByEvictionAPI");
  assert.deepEqual(server.deleted, ["p"]);
});

test("eviction answers 429 with the cause while the budget does not allow it", async () => {
  const refusedBecause = (reason: string, message: string): object => ({
    conditions: [{ type: "DisruptionAllowed", status: "False", reason, message }],
  });
  const refused = "The disruption budget b does not allow evicting pods currently";
  const counts = { desiredHealthy: 2, currentHealthy: 2 };
  // A time to retry after makes clients wait by themselves, many times over.
  const cases: [status: object, cause: string, retryAfterSeconds: number | undefined][] = [
    [counts, "The disruption budget b needs 2 healthy pods and has 2 currently", undefined],
    [{ ...counts, currentHealthy: 3 }, refused, undefined],
    [
      { ...counts, currentHealthy: 3, ...refusedBecause("Held", "not today") },
      `${refused} (Held): not today`,
      undefined,
    ],
    [
      { ...counts, ...refusedBecause("SyncFailed", "no scale") },
      `${refused} because it failed sync: no scale`,
      undefined,
    ],
    [
      { observedGeneration: 0 },
      "The disruption budget b is still being processed by the server.",
      10,
    ],
  ];
  for (const [status, message, retryAfterSeconds] of cases) {
    const server = fakeServer();
    await put(server, "pods", pod());
    const used = budget({ disruptionsAllowed: 0, ...status } as PodDisruptionBudget["status"]);
    await put(server, "poddisruptionbudgets", used);
    await assert.rejects(post(server, "eviction", { metadata: { name: "p" } }), (error) => {
      assert.ok(error instanceof StatusError);
      assert.equal(error.code, 429);
      const { causes, retryAfterSeconds: seconds } = error.status.details ?? {};
      assert.deepEqual(causes, [{ reason: "DisruptionBudget", message }]);
      assert.equal(seconds, retryAfterSeconds, message);
      return true;
    });
    assert.deepEqual(server.deleted, []);
  }
});

test("eviction of pods that are no disruption does not ask the budget", async () => {
  const unready = { phase: "Running" as const };
  const cases: [Partial<Pod>, PodDisruptionBudget][] = [
    [{ status: { phase: "Pending" } }, budget({ disruptionsAllowed: 0 })],
    [{ status: { phase: "Failed" } }, budget({ disruptionsAllowed: 0 })],
    [
      { status: unready },
      budget({ disruptionsAllowed: 0 }, { unhealthyPodEvictionPolicy: "AlwaysAllow" }),
    ],
    [{ status: unready }, budget({ disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2 })],
    [
      { metadata: { name: "p", namespace: "default", uid: "u" } },
      budget({ disruptionsAllowed: 0 }),
    ],
  ];
  for (const [state, pdb] of cases) {
    const server = fakeServer();
    await put(server, "pods", pod(state));
    await put(server, "poddisruptionbudgets", pdb);
    await post(server, "eviction", { metadata: { name: "p" } });
    assert.deepEqual(server.deleted, ["p"]);
  }
});

test("eviction refuses a pod with two budgets", async () => {
  const server = fakeServer();
  await put(server, "pods", pod());
  await put(server, "poddisruptionbudgets", budget({ disruptionsAllowed: 1 }));
  const second = budget({ disruptionsAllowed: 1 });
  await put(server, "poddisruptionbudgets", {
    ...second,
    metadata: { ...second.metadata, name: "c" },
  });
  await assert.rejects(
    post(server, "eviction", { metadata: {} }),
    /more than one PodDisruptionBudget/,
  );
});
