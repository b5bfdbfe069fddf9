import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import type { ResourceDefinition, Strategy, WriteContext } from "#apiserver";
import { deepCopy } from "#base";
import { fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const server = fakeServer();
const definitions = buildResources(server.dependencies);
const context: WriteContext = server.writeContext("default");

function find(resource: string, version = "v1"): ResourceDefinition {
  const found = definitions.find(
    (each) =>
      each.resource === resource && each.version === version && each.group !== "events.k8s.io",
  );
  assert.ok(found, resource);
  return found;
}

async function create(resource: string, object: object): Promise<UnstructuredObject> {
  const definition = find(resource);
  const copy = deepCopy(object) as UnstructuredObject;
  definition.applyDefaults?.(copy);
  await definition.strategy.prepareForCreate?.(copy, context);
  return copy;
}

async function update(
  strategy: Strategy | undefined,
  old: UnstructuredObject,
  changes: object,
): Promise<UnstructuredObject> {
  const next = {
    ...deepCopy(old),
    ...(changes as UnstructuredObject),
    metadata: { ...old.metadata },
  };
  await strategy?.prepareForUpdate?.(next, old, context);
  return next;
}

const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "c", image: "x" }] },
};
const deployment = {
  metadata: { name: "web", namespace: "default" },
  spec: { selector: { matchLabels: { app: "web" } }, template },
};

test("generation is 1 at first and counts changes of the spec only", async () => {
  const old = await create("deployments", deployment);
  assert.equal(old.metadata.generation, 1);
  const { strategy, statusStrategy } = find("deployments");
  const spec = old["spec"] as object;
  const cases: [string, Strategy | undefined, object, number][] = [
    ["nothing", strategy, {}, 1],
    ["spec", strategy, { spec: { ...spec, replicas: 5 } }, 2],
    ["status through the object", strategy, { status: { replicas: 9 } }, 1],
    ["spec through status", statusStrategy, { spec: { ...spec, replicas: 5 } }, 1],
  ];
  for (const [name, by, changes, want] of cases) {
    assert.equal((await update(by, old, changes)).metadata.generation, want, name);
  }
});

test("status is written through its subresource only", async () => {
  const old = await create("deployments", { ...deployment, status: { replicas: 7 } });
  assert.deepEqual(old["status"], {});
  const { strategy, statusStrategy } = find("deployments");
  const changes = { spec: { replicas: 9 }, status: { replicas: 2 } };
  assert.deepEqual((await update(strategy, old, changes))["status"], {});
  const through = await update(statusStrategy, old, changes);
  assert.deepEqual(through["status"], { replicas: 2 });
  assert.deepEqual(through["spec"], old["spec"]);
});

test("a new pod is Pending with its class, and gated when it has gates", async () => {
  const metadata = { name: "p", namespace: "default" };
  const plain = await create("pods", {
    metadata,
    spec: { containers: [{ name: "c", image: "x" }] },
  });
  assert.deepEqual(plain["status"], { phase: "Pending", qosClass: "BestEffort" });
  const gated = await create("pods", {
    metadata,
    spec: { containers: [{ name: "c", image: "x" }], schedulingGates: [{ name: "g" }] },
  });
  const { conditions } = gated["status"] as { conditions: { reason: string }[] };
  assert.equal(conditions[0]?.reason, "SchedulingGated");
});

test("matchLabelKeys of a pod become requirements of its selectors", async () => {
  const pod = await create("pods", {
    metadata: { name: "p", namespace: "default", labels: { hash: "1" } },
    spec: {
      containers: [{ name: "c", image: "x" }],
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "zone",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { app: "web" } },
          matchLabelKeys: ["hash", "absent"],
        },
      ],
    },
  });
  const { topologySpreadConstraints: constraints } = pod["spec"] as {
    topologySpreadConstraints: { labelSelector: object }[];
  };
  assert.deepEqual(constraints[0]?.labelSelector, {
    matchLabels: { app: "web" },
    matchExpressions: [{ key: "hash", operator: "In", values: ["1"] }],
  });
});

test("a pod waits its grace period only while it runs somewhere", () => {
  const { strategy } = find("pods");
  const cases: [object, object, number | undefined][] = [
    [{ nodeName: "n", terminationGracePeriodSeconds: 30 }, { phase: "Running" }, 30],
    [{ nodeName: "n", terminationGracePeriodSeconds: -5 }, { phase: "Running" }, 1],
    [{ nodeName: "n", terminationGracePeriodSeconds: 30 }, { phase: "Failed" }, undefined],
    [{ terminationGracePeriodSeconds: 30 }, { phase: "Pending" }, undefined],
  ];
  for (const [spec, status, want] of cases) {
    assert.equal(strategy.gracePeriodSeconds?.({ metadata: {}, spec, status }), want);
  }
});

test("pods/ephemeralcontainers and pods/resize change only what they are for", async () => {
  const { updateSubresources } = find("pods");
  const old = await create("pods", {
    metadata: { name: "p", namespace: "default" },
    spec: { containers: [{ name: "c", image: "x" }] },
  });
  const resources = { requests: { cpu: "2" } };
  const spec = {
    ...(old["spec"] as object),
    nodeName: "n9",
    containers: [{ name: "c", image: "other", resources }],
    ephemeralContainers: [{ name: "debug", image: "x" }],
  };
  const debugged = await update(updateSubresources?.["ephemeralcontainers"]?.strategy, old, {
    spec,
  });
  assert.deepEqual(debugged["spec"], {
    ...(old["spec"] as object),
    ephemeralContainers: spec.ephemeralContainers,
  });
  assert.equal(debugged.metadata.generation, 2);
  const resized = await update(updateSubresources?.["resize"]?.strategy, old, { spec });
  const { containers } = resized["spec"] as { containers: object[] };
  assert.deepEqual(containers[0], {
    ...(old["spec"] as { containers: object[] }).containers[0],
    resources,
  });
});

test("pods/resize keeps the class of the pod", async () => {
  const strategy = find("pods").updateSubresources?.["resize"]?.strategy;
  const sized = (requests: object): Promise<UnstructuredObject> =>
    create("pods", {
      metadata: { name: "p", namespace: "default", resourceVersion: "1" },
      spec: { containers: [{ name: "c", image: "x", resources: { requests } }] },
    });
  const messages = (next: UnstructuredObject, old: UnstructuredObject): string[] =>
    (strategy?.validateUpdate?.(next, old, context) ?? []).map((error) => error.message);
  assert.deepEqual(messages(await sized({ cpu: "2" }), await sized({ cpu: "1" })), []);
  assert.deepEqual(messages(await sized({ cpu: "2" }), await sized({})), [
    'Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
  ]);
});

test("a namespace keeps its finalizer until finalize takes it away", async () => {
  const { strategy, updateSubresources } = find("namespaces");
  const old = await create("namespaces", { metadata: { name: "team" } });
  assert.deepEqual(old["spec"], { finalizers: ["kubernetes"] });
  assert.equal(old.metadata.labels?.["kubernetes.io/metadata.name"], "team");
  assert.deepEqual((await update(strategy, old, { spec: {} }))["spec"], {
    finalizers: ["kubernetes"],
  });
  const finalized = await update(updateSubresources?.["finalize"]?.strategy, old, { spec: {} });
  assert.deepEqual(finalized["spec"], {});
});

test("a job gets a selector of its own", async () => {
  const job = await create("jobs", {
    metadata: { name: "j", namespace: "default", uid: "u1" },
    spec: { template: { spec: { containers: [], restartPolicy: "Never" } } },
  });
  const spec = job["spec"] as { selector: object; template: { metadata: { labels: object } } };
  assert.deepEqual(spec.selector, { matchLabels: { "batch.kubernetes.io/controller-uid": "u1" } });
  assert.deepEqual(spec.template.metadata.labels, {
    "job-name": "j",
    "batch.kubernetes.io/job-name": "j",
    "controller-uid": "u1",
    "batch.kubernetes.io/controller-uid": "u1",
  });
});

test("a certificate request records who asks; approval and status keep to their parts", async () => {
  const { updateSubresources, statusStrategy } = find("certificatesigningrequests");
  const old = await create("certificatesigningrequests", {
    metadata: { name: "r" },
    spec: { request: "", signerName: "example.com/s", username: "mallory", groups: ["admins"] },
  });
  const { username, groups } = old["spec"] as { username: string; groups: string[] };
  assert.deepEqual([username, groups], ["alice", ["system:authenticated"]]);
  const status = { certificate: "eA==", conditions: [{ type: "Approved", status: "True" }] };
  const approved = await update(updateSubresources?.["approval"]?.strategy, old, { status });
  assert.deepEqual(approved["status"], {
    conditions: [
      {
        type: "Approved",
        status: "True",
        lastUpdateTime: context.now,
        lastTransitionTime: context.now,
      },
    ],
  });
  assert.deepEqual((await update(statusStrategy, old, { status }))["status"], {
    certificate: "eA==",
  });
});

test("a daemon set counts changes of its template in an annotation", async () => {
  const generation = "deprecated.daemonset.template.generation";
  const old = await create("daemonsets", {
    metadata: { name: "web", annotations: { [generation]: "9", own: "x" } },
    spec: { selector: { matchLabels: { app: "web" } }, template },
  });
  assert.deepEqual(old.metadata.annotations, { [generation]: "1", own: "x" });
  const { strategy } = find("daemonsets");
  const spec = old["spec"] as object;
  const changed = { ...template, metadata: { labels: { app: "web", more: "y" } } };
  const cases: [string, object, string][] = [
    ["nothing", { metadata: { name: "web" } }, "1"],
    ["another field", { spec: { ...spec, minReadySeconds: 5 } }, "1"],
    ["the template", { spec: { ...spec, template: changed } }, "2"],
  ];
  for (const [what, changes, expected] of cases) {
    const next = await update(strategy, old, changes);
    assert.equal(next.metadata.annotations?.[generation], expected, what);
  }
});

test("a stateful set's status starts with both of its counts", async () => {
  const set = await create("statefulsets", {
    metadata: { name: "web" },
    spec: { serviceName: "web", selector: { matchLabels: { app: "web" } }, template },
  });
  assert.deepEqual(set["status"], { replicas: 0, availableReplicas: 0 });
});

test("an autoscaler of v1 without a metric aims at 80% of the CPU, as v2 shows it", async () => {
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
  const cases: [object, object, number | undefined][] = [
    [{}, {}, 80],
    [{ targetCPUUtilizationPercentage: 55 }, {}, 55],
    [{}, { "autoscaling.alpha.kubernetes.io/metrics": '[{"type":"Resource"}]' }, undefined],
  ];
  for (const [spec, annotations, expected] of cases) {
    const autoscaler = await create("horizontalpodautoscalers", {
      metadata: { name: "web", annotations },
      spec: { maxReplicas: 3, scaleTargetRef: target, ...spec },
    });
    const made = autoscaler["spec"] as { targetCPUUtilizationPercentage?: number };
    assert.equal(made.targetCPUUtilizationPercentage, expected);
  }
});

test("autoscalers survive the way from v2 to v1 and back", () => {
  const { conversion } = find("horizontalpodautoscalers", "v1");
  const v2: UnstructuredObject = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", annotations: { own: "kept" } },
    spec: {
      scaleTargetRef: { kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
        {
          type: "Resource",
          resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } },
        },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 5 } },
    },
    status: {
      currentReplicas: 1,
      desiredReplicas: 2,
      conditions: [{ type: "AbleToScale", status: "True" }],
    },
  };
  const v1 = conversion?.fromStored(deepCopy(v2));
  assert.equal(v1?.apiVersion, "autoscaling/v1");
  assert.equal(
    (v1?.["spec"] as { targetCPUUtilizationPercentage: number }).targetCPUUtilizationPercentage,
    70,
  );
  assert.equal((v1?.["spec"] as { metrics?: unknown }).metrics, undefined);
  assert.deepEqual(conversion?.toStored(deepCopy(v1 as UnstructuredObject)), v2);
});

test("events survive the way from the core form to the newer one and back", () => {
  const definition = definitions.find(({ group }) => group === "events.k8s.io");
  const core: UnstructuredObject = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "e", namespace: "default" },
    involvedObject: { kind: "Pod", name: "p" },
    message: "hello",
    reason: "Started",
    source: { component: "kubelet" },
    count: 2,
    type: "Normal",
  };
  const newer = definition?.conversion?.fromStored(deepCopy(core)) as UnstructuredObject;
  assert.equal(newer.apiVersion, "events.k8s.io/v1");
  assert.equal(newer["note"], "hello");
  assert.deepEqual(newer["regarding"], core["involvedObject"]);
  assert.deepEqual(definition?.conversion?.toStored(deepCopy(newer)), core);
});
