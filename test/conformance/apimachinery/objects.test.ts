// The life of objects that no controller of the test watches: create, read, change, list, delete.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster } from "#testing/cluster";
import { exerciseApi } from "../api-operations.ts";

const cluster = sharedCluster({ nodes: 1 });

describe("API operations", cluster.together, () => {
  test("[sig-api-machinery] API priority and fairness should support FlowSchema API operations", async () => {
    await exerciseApi(cluster.api, {
      resource: "flowcontrol.apiserver.k8s.io/v1/flowschemas",
      kind: "FlowSchema",
      namespace: undefined,
      label: "flow-schema",
      make: () => ({
        spec: {
          matchingPrecedence: 10_000,
          priorityLevelConfiguration: { name: "global-default" },
          rules: [
            {
              subjects: [{ kind: "User", user: { name: "nobody-here" } }],
              resourceRules: [
                { verbs: ["get"], apiGroups: [""], resources: ["pods"], namespaces: ["default"] },
              ],
            },
          ],
        },
      }),
      change: {
        patch: { spec: { matchingPrecedence: 9999 } },
        isDone: ({ spec }) => spec.matchingPrecedence === 9999,
      },
      withStatus: {
        patch: {
          status: { conditions: [{ type: "PatchStatusFailed", status: "False", reason: "E2E" }] },
        },
        isDone: ({ status }) => JSON.stringify(status).includes("PatchStatusFailed"),
      },
    });
  });

  test("[sig-api-machinery] API priority and fairness should support PriorityLevelConfiguration API operations", async () => {
    await exerciseApi(cluster.api, {
      resource: "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
      kind: "PriorityLevelConfiguration",
      namespace: undefined,
      label: "priority-level",
      make: () => ({
        spec: {
          type: "Limited",
          limited: { nominalConcurrencyShares: 2, limitResponse: { type: "Reject" } },
        },
      }),
      change: {
        patch: { spec: { limited: { nominalConcurrencyShares: 4 } } },
        isDone: ({ spec }) => spec.limited.nominalConcurrencyShares === 4,
      },
      withStatus: {
        patch: {
          status: { conditions: [{ type: "PatchStatusFailed", status: "False", reason: "E2E" }] },
        },
        isDone: ({ status }) => JSON.stringify(status).includes("PatchStatusFailed"),
      },
    });
  });

  test("[sig-node] RuntimeClass should support RuntimeClasses API operations", async () => {
    await exerciseApi(cluster.api, {
      resource: "node.k8s.io/v1/runtimeclasses",
      kind: "RuntimeClass",
      namespace: undefined,
      label: "runtime-class",
      make: () => ({ handler: "some-handler" }),
      change: {
        patch: { metadata: { annotations: { patched: "true" } } },
        isDone: ({ metadata }) => metadata.annotations?.["patched"] === "true",
      },
    });
  });

  test("[sig-node] PodTemplates should run the lifecycle of PodTemplates", async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: "v1/podtemplates",
      kind: "PodTemplate",
      namespace: namespace.name,
      label: "pod-template",
      make: () => ({ template: { spec: { containers: [{ name: "nginx", image: "nginx" }] } } }),
      change: {
        patch: { metadata: { labels: { podtemplate: "patched" } } },
        isDone: ({ metadata }) => metadata.labels?.["podtemplate"] === "patched",
      },
    });
  });

  test("[sig-node] Lease lease API should be available", async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: "coordination.k8s.io/v1/leases",
      kind: "Lease",
      namespace: namespace.name,
      label: "lease",
      make: () => ({
        spec: {
          holderIdentity: "holder",
          leaseDurationSeconds: 30,
          acquireTime: "2026-01-02T03:04:05.000006Z",
          renewTime: "2026-01-02T03:04:06.123456Z",
          leaseTransitions: 0,
        },
      }),
      change: {
        patch: { spec: { holderIdentity: "holder2", leaseTransitions: 1 } },
        isDone: ({ spec }) =>
          spec.holderIdentity === "holder2" && spec.renewTime === "2026-01-02T03:04:06.123456Z",
      },
    });
  });

  test("[sig-apps] ControllerRevision should manage the lifecycle of a ControllerRevision", async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: "apps/v1/controllerrevisions",
      kind: "ControllerRevision",
      namespace: namespace.name,
      label: "controller-revision",
      make: (index) => ({ revision: index, data: { spec: { template: { any: "thing" } } } }),
      change: {
        patch: { metadata: { labels: { patched: "yes" } } },
        isDone: ({ metadata }) => metadata.labels?.["patched"] === "yes",
      },
    });
  });

  for (const [title, resource, kind, data] of [
    [
      "[sig-node] ConfigMap should run through a ConfigMap lifecycle",
      "v1/configmaps",
      "ConfigMap",
      {},
    ],
    ["[sig-node] Secrets should patch a secret", "v1/secrets", "Secret", { type: "Opaque" }],
  ] as const)
    test(title, async (t) => {
      const namespace = await cluster.namespace(t);
      await exerciseApi(cluster.api, {
        resource,
        kind,
        namespace: namespace.name,
        label: kind.toLowerCase(),
        make: () => ({ data: { key: "dmFsdWU=" }, ...data }),
        change: {
          patch: { data: { key: "cGF0Y2hlZA==" }, metadata: { labels: { patched: "yes" } } },
          isDone: (object) =>
            object["data"].key === "cGF0Y2hlZA==" && object.metadata.labels?.["patched"] === "yes",
        },
      });
    });

  test("[sig-node] ConfigMap should update ConfigMap successfully", async (t) => {
    const namespace = await cluster.namespace(t);
    const made = await namespace.configMap("map", { data: "value" });
    made["data"] = { data: "value", more: "of it" };
    await cluster.api.update("v1/configmaps", made);
    const got = await cluster.api.get("v1/configmaps", namespace.name, "map");
    assert.deepEqual(got["data"], { data: "value", more: "of it" });
  });

  test("[sig-node] ConfigMap should fail to create ConfigMap with empty key", async (t) => {
    const namespace = await cluster.namespace(t);
    const refused = namespace.configMap("map", { "": "value" });
    await assert.rejects(refused, /ConfigMap "map" is invalid: data\[\]: Invalid value: ""/);
  });

  test("[sig-node] Secrets should fail to create secret due to empty secret key", async (t) => {
    const namespace = await cluster.namespace(t);
    const refused = namespace.create("v1/secrets", "secret", { data: { "": "dmFsdWU=" } });
    await assert.rejects(refused, /Secret "secret" is invalid: data\[\]: Invalid value: ""/);
  });

  test("[sig-node] PodTemplates should replace a pod template", async (t) => {
    const namespace = await cluster.namespace(t);
    const template = { spec: { containers: [{ name: "nginx", image: "nginx" }] } };
    const made = await namespace.create("v1/podtemplates", "template", { template });
    made["template"].spec.containers[0].image = "busybox";
    made.metadata.annotations = { updated: "true" };
    const updated = await cluster.api.update("v1/podtemplates", made);
    assert.equal(updated["template"].spec.containers[0].image, "busybox");
    assert.equal(updated.metadata.annotations?.["updated"], "true");
  });

  test("[sig-node] PodTemplates should delete a collection of pod templates", async (t) => {
    const namespace = await cluster.namespace(t);
    const template = { spec: { containers: [{ name: "nginx", image: "nginx" }] } };
    const make = (name: string, group: string) =>
      namespace.create("v1/podtemplates", name, { metadata: { labels: { group } }, template });
    await Promise.all(["one", "two", "three"].map((name) => make(name, "goes")));
    await make("four", "stays");
    const path = resourcePath("v1/podtemplates", namespace.name);
    await cluster.api.expect("DELETE", `${path}?labelSelector=group%3Dgoes`);
    const left = await cluster.api.list("v1/podtemplates", namespace.name);
    assert.deepEqual(
      left.map(({ metadata }) => metadata.name),
      ["four"],
    );
  });
});
