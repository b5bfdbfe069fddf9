import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, EnvVar, Pod, Service } from "#api/core/v1";
import { type ConfigSources, containerEnvironment } from "./container-environment.ts";
import { expand } from "./expansion.ts";
import { serviceEnvironment } from "./service-environment.ts";

const expansions: [string, string][] = [
  ["plain", "plain"],
  ["$(A)", "a"],
  ["x$(A)y$(B)z", "xaybz"],
  ["$$(A)", "$(A)"],
  ["$$$(A)", "$a"],
  ["$(NOT)", "$(NOT)"],
  ["$(A", "$(A"],
  ["$A $", "$A $"],
  ["$()", "$()"],
  ["$((A))", "$((A))"],
];
for (const [text, want] of expansions) {
  test(`expand() turns "${text}" into "${want}"`, () => {
    const variables = new Map([
      ["A", "a"],
      ["B", "b"],
    ]);
    assert.equal(expand(text, variables), want);
  });
}

const maps: Record<string, Record<string, string>> = {
  c: { x: "1", y: "2" },
  s: { key: "secret" },
};
const sources: ConfigSources = {
  configMapData: async (_namespace, name) => maps[name],
  secretData: async (_namespace, name) => maps[name],
};

async function environment(
  container: Partial<Container>,
  services = new Map<string, string>(),
): Promise<Record<string, string>> {
  const full: Container = { name: "web", ...container };
  const pod: Pod = {
    metadata: {
      name: "p",
      namespace: "default",
      uid: "u",
      labels: { app: "web" },
      annotations: { "a.b/c": "note" },
    },
    spec: { nodeName: "n1", serviceAccountName: "default", containers: [full] },
  };
  const result = await containerEnvironment({
    pod,
    container: full,
    services,
    allocatable: { cpu: "2", memory: "1Gi" },
    sources,
    podIPs: ["10.0.0.2", "fd00::2"],
    hostIPs: ["10.0.0.1"],
  });
  return Object.fromEntries(result);
}

const field = (fieldPath: string): EnvVar => ({
  name: "V",
  valueFrom: { fieldRef: { fieldPath } },
});
const resource = (name: string, divisor?: string): EnvVar => ({
  name: "V",
  valueFrom: { resourceFieldRef: { resource: name, ...(divisor ? { divisor } : {}) } },
});
const resources = { requests: { cpu: "250m", memory: "32Mi" }, limits: { memory: "64Mi" } };

const values: [string, EnvVar, string][] = [
  ["metadata.name", field("metadata.name"), "p"],
  ["metadata.uid", field("metadata.uid"), "u"],
  ["a label", field("metadata.labels['app']"), "web"],
  ["an annotation", field("metadata.annotations['a.b/c']"), "note"],
  ["a label that is not there", field("metadata.labels['no']"), ""],
  ["spec.nodeName", field("spec.nodeName"), "n1"],
  ["status.podIP", field("status.podIP"), "10.0.0.2"],
  ["status.podIPs", field("status.podIPs"), "10.0.0.2,fd00::2"],
  ["status.hostIP", field("status.hostIP"), "10.0.0.1"],
  ["limits.memory", resource("limits.memory"), String(64 * 1024 ** 2)],
  ["limits.memory in Mi", resource("limits.memory", "1Mi"), "64"],
  ["limits.cpu, the node's", resource("limits.cpu"), "2"],
  ["requests.cpu rounded up", resource("requests.cpu"), "1"],
  ["requests.cpu in millis", resource("requests.cpu", "1m"), "250"],
];
for (const [name, variable, want] of values) {
  test(`containerEnvironment() gives ${name}`, async () => {
    assert.deepEqual(await environment({ env: [variable], resources }), { V: want });
  });
}

test("containerEnvironment() lets env win over envFrom, and expands what came before", async () => {
  const result = await environment({
    envFrom: [{ configMapRef: { name: "c" } }, { prefix: "S_", secretRef: { name: "s" } }],
    env: [
      { name: "y", value: "own" },
      { name: "both", value: "$(x)-$(y)-$(later)" },
      { name: "later", value: "z" },
    ],
  });
  assert.deepEqual(result, {
    x: "1",
    y: "own",
    S_key: "secret",
    both: "1-own-$(later)",
    later: "z",
  });
});

test("containerEnvironment() adds service variables that nothing overrides", async () => {
  const services = new Map([
    ["A", "service"],
    ["B", "service"],
  ]);
  const env = [
    { name: "A", value: "own" },
    { name: "C", value: "$(B)" },
  ];
  assert.deepEqual(await environment({ env }, services), { A: "own", C: "service", B: "service" });
});

const optional = { optional: true };
test("containerEnvironment() leaves out what is optional and missing", async () => {
  const result = await environment({
    envFrom: [{ configMapRef: { name: "none", ...optional } }],
    env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "none", ...optional } } }],
  });
  assert.deepEqual(result, {});
});

const refusals: [Partial<Container>, string][] = [
  [{ envFrom: [{ configMapRef: { name: "none" } }] }, 'configmap "none" not found'],
  [{ envFrom: [{ secretRef: { name: "none" } }] }, 'secret "none" not found'],
  [
    { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "c", key: "z" } } }] },
    "couldn't find key z in ConfigMap default/c",
  ],
  [
    { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "z" } } }] },
    "couldn't find key z in Secret default/s",
  ],
];
for (const [container, message] of refusals) {
  test(`containerEnvironment() refuses: ${message}`, async () => {
    await assert.rejects(environment(container), { message, reason: "CreateContainerConfigError" });
  });
}

function service(namespace: string, name: string, clusterIP: string): Service {
  const ports = [
    { name: "web", port: 80 },
    { name: "dns", port: 53, protocol: "UDP" as const },
  ];
  return { metadata: { namespace, name }, spec: { clusterIP, ports } };
}

test("serviceEnvironment() names host and ports as docker links did", () => {
  const all = [
    service("default", "my-svc", "10.96.0.5"),
    service("default", "headless", "None"),
    service("other", "far", "10.96.0.6"),
  ];
  assert.deepEqual(Object.fromEntries(serviceEnvironment(all, "default", true)), {
    MY_SVC_SERVICE_HOST: "10.96.0.5",
    MY_SVC_SERVICE_PORT: "80",
    MY_SVC_SERVICE_PORT_WEB: "80",
    MY_SVC_SERVICE_PORT_DNS: "53",
    MY_SVC_PORT: "tcp://10.96.0.5:80",
    MY_SVC_PORT_80_TCP: "tcp://10.96.0.5:80",
    MY_SVC_PORT_80_TCP_PROTO: "tcp",
    MY_SVC_PORT_80_TCP_PORT: "80",
    MY_SVC_PORT_80_TCP_ADDR: "10.96.0.5",
    MY_SVC_PORT_53_UDP: "udp://10.96.0.5:53",
    MY_SVC_PORT_53_UDP_PROTO: "udp",
    MY_SVC_PORT_53_UDP_PORT: "53",
    MY_SVC_PORT_53_UDP_ADDR: "10.96.0.5",
  });
});

test("serviceEnvironment() always names the API server", () => {
  const all = [service("default", "kubernetes", "10.96.0.1"), service("other", "x", "10.96.0.9")];
  const names = [...serviceEnvironment(all, "other", false).keys()];
  assert.ok(names.includes("KUBERNETES_SERVICE_HOST"));
  assert.ok(!names.some((name) => name.startsWith("X_")));
});
