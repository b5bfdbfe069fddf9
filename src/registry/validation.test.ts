import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import { deepCopy } from "#base";
import { fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const server = fakeServer();
const definitions = buildResources(server.dependencies);
const context = server.writeContext("default");

function validate(resource: string, object: object, old?: object): string[] {
  const definition = definitions.find((each) => each.resource === resource);
  assert.ok(definition, resource);
  const { strategy, applyDefaults, namespaced } = definition;
  const prepare = (source: object): UnstructuredObject => {
    const copy = deepCopy(source) as UnstructuredObject;
    copy.metadata = {
      name: "x",
      ...(namespaced ? { namespace: "default" } : {}),
      ...copy.metadata,
    };
    if (old) copy.metadata.resourceVersion = "1";
    applyDefaults?.(copy);
    return copy;
  };
  const errors = old
    ? strategy.validateUpdate?.(prepare(object), prepare(old), context)
    : strategy.validate?.(prepare(object), context);
  return (errors ?? []).map(({ field, message }) => `${field}: ${message}`);
}

const labels = { app: "web" };
const podTemplate = (spec: object = {}): object => ({
  metadata: { labels },
  spec: { containers: [{ name: "c", image: "x" }], ...spec },
});
const workload = (spec: object = {}): object => ({
  spec: { selector: { matchLabels: labels }, template: podTemplate(), ...spec },
});
const job = (spec: object = {}): object => ({
  spec: {
    selector: { matchLabels: labels },
    template: podTemplate({ restartPolicy: "Never" }),
    ...spec,
  },
});

const cases: [resource: string, object: object, want: string[], old?: object][] = [
  [
    "configmaps",
    { data: { a: "x".repeat(1024 * 1024 + 1) } },
    ["[]: Too long: may not be more than 1048576 bytes"],
  ],
  [
    "configmaps",
    { metadata: { finalizers: ["orphan", "example.com/mine", "mine"] } },
    [
      'metadata.finalizers[2]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  [
    "customresourcedefinitions",
    { metadata: { finalizers: ["customresourcecleanup.apiextensions.k8s.io"] } },
    ["spec: Required value"],
  ],
  ["deployments", workload(), []],
  [
    "deployments",
    workload({ selector: { matchLabels: { app: "other" } } }),
    [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
  ],
  [
    "deployments",
    workload({ selector: {} }),
    ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"],
  ],
  [
    "deployments",
    workload({ replicas: -1 }),
    ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
  ],
  [
    "deployments",
    workload({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    [
      "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
    ],
  ],
  [
    "deployments",
    workload({ template: podTemplate({ restartPolicy: "Never" }) }),
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
  [
    "deployments",
    workload({ strategy: { type: "Sideways" } }),
    [
      'spec.strategy: Unsupported value: {"Type":"Sideways","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
  ],
  [
    "deployments",
    {
      spec: {
        selector: { matchLabels: { app: "web", tier: "a" } },
        template: { ...podTemplate(), metadata: { labels: { app: "web", tier: "a" } } },
      },
    },
    ['spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"a"}}: field is immutable'],
    workload(),
  ],
  ["replicasets", workload(), []],
  ["daemonsets", workload(), []],
  [
    "statefulsets",
    workload({ serviceName: "b" }),
    [
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
    workload({ serviceName: "a" }),
  ],
  ["jobs", job(), []],
  [
    "jobs",
    job({ template: podTemplate() }),
    ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  [
    "jobs",
    job({ completions: 4 }),
    ["spec.completions: Invalid value: 4: field is immutable"],
    job({ completions: 3 }),
  ],
  ["cronjobs", { spec: { schedule: "*/5 0-6 1,15 jan mon", jobTemplate: job() } }, []],
  [
    "cronjobs",
    { spec: { schedule: "* *", jobTemplate: job() } },
    ['spec.schedule: Invalid value: "* *": expected exactly 5 fields, found 2: [* *]'],
  ],
  [
    "cronjobs",
    { spec: { schedule: "@hourly", timeZone: "Mars/Base", jobTemplate: job() } },
    ['spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base'],
  ],
  ["services", { spec: { ports: [{ port: 80 }] } }, []],
  ["services", { spec: {} }, ["spec.ports: Required value"]],
  [
    "services",
    { spec: { ports: [{ port: 80 }, { name: "b", port: 81 }] } },
    ["spec.ports[0].name: Required value"],
  ],
  [
    "services",
    { spec: { type: "Magic", ports: [{ port: 80 }] } },
    [
      'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  ],
  ["services", { spec: { type: "ExternalName" } }, ["spec.externalName: Required value"]],
  [
    "services",
    { spec: { ports: [{ port: 80 }], clusterIP: "10.96.0.2", clusterIPs: ["10.96.0.2"] } },
    ['spec.clusterIPs[0]: Invalid value: ["10.96.0.2"]: may not change once set'],
    { spec: { ports: [{ port: 80 }], clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"] } },
  ],
  [
    "services",
    { metadata: { name: "9lives" }, spec: { ports: [{ port: 80 }] } },
    [
      `metadata.name: Invalid value: "9lives": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
    ],
  ],
  [
    "configmaps",
    { data: { "a b": "" } },
    [
      `data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
  ],
  [
    "configmaps",
    { immutable: true, data: { a: "2" } },
    ["data: Forbidden: field is immutable when `immutable` is set"],
    { immutable: true, data: { a: "1" } },
  ],
  [
    "secrets",
    { type: "kubernetes.io/tls", data: { "tls.crt": "" } },
    ["data[tls.key]: Required value"],
  ],
  ["secrets", { type: "b" }, ['type: Invalid value: "b": field is immutable'], { type: "a" }],
  [
    "roles",
    { rules: [{ verbs: [], apiGroups: [""], resources: ["pods"] }] },
    ["rules[0].verbs: Required value: verbs must contain at least one value"],
  ],
  [
    "roles",
    { rules: [{ verbs: ["get"], nonResourceURLs: ["/x"] }] },
    [
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
    ],
  ],
  [
    "rolebindings",
    { roleRef: { kind: "Role", name: "r" }, subjects: [{ kind: "User", name: "a" }] },
    [],
  ],
  [
    "rolebindings",
    { roleRef: { kind: "Role", name: "other" } },
    [
      'roleRef: Invalid value: {"kind":"Role","name":"other","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
    ],
    { roleRef: { kind: "Role", name: "r" } },
  ],
  [
    "endpointslices",
    { addressType: "IPv4", endpoints: [{ addresses: ["127.0.0.1"] }, { addresses: [] }] },
    [
      'endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      "endpoints[1].addresses: Required value: must contain at least 1 address",
    ],
  ],
  [
    "nodes",
    { spec: { taints: [{ key: "k", effect: "Push" }] } },
    [
      'metadata.taints[0].effect: Unsupported value: "Push": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
  ],
  [
    "leases",
    { spec: { leaseDurationSeconds: 0 } },
    ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"],
  ],
  [
    "priorityclasses",
    { value: 2_000_000_000 },
    ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
  ],
  [
    "persistentvolumeclaims",
    { spec: {} },
    [
      "spec.accessModes: Required value: at least 1 access mode is required",
      "spec.resources[storage]: Required value",
    ],
  ],
  [
    "poddisruptionbudgets",
    { spec: { minAvailable: "120%" } },
    ['spec.minAvailable: Invalid value: "120%": must not be greater than 100%'],
  ],
  [
    "resourcequotas",
    { spec: { hard: { pods: "-1" } } },
    ['spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0'],
  ],
  [
    "resourcequotas",
    { spec: { scopes: ["Terminating", "NotTerminating"] } },
    ['spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes'],
  ],
  [
    "limitranges",
    {
      spec: {
        limits: [
          { type: "Container", min: { cpu: "2" }, max: { cpu: "2" } },
          { type: "Container" },
        ],
      },
    },
    ['spec.limits[1].type: Duplicate value: "Container"'],
  ],
  [
    "limitranges",
    { spec: { limits: [{ type: "Pod", min: { cpu: "2" }, max: { cpu: "1" } }] } },
    ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
  ],
  [
    "jobs",
    job({
      podFailurePolicy: {
        rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [0] } }],
      },
    }),
    [
      "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator",
    ],
  ],
  [
    "customresourcedefinitions",
    {
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "widgets", kind: "Widget" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object" } },
          },
        ],
      },
    },
    [],
  ],
];

for (const [resource, object, want, old] of cases) {
  test(`${resource} ${old ? "update" : "create"} gives ${want[0] ?? "no error"}`, () => {
    assert.deepEqual(validate(resource, object, old), want);
  });
}
