import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultPullPolicy } from "./container-defaults.ts";
import { applySecretDefaults } from "./core-defaults.ts";
import { applyPodDefaults, applyPodTemplateDefaults } from "./pod-defaults.ts";
import { applyServiceDefaults } from "./service-defaults.ts";
import type {
  Container,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Secret,
  Service,
} from "./types.generated.ts";

test("defaultPullPolicy() asks again for images whose name can change its meaning", () => {
  const cases: [string, string][] = [
    ["nginx", "Always"],
    ["nginx:latest", "Always"],
    ["nginx:1.29", "IfNotPresent"],
    ["localhost:5000/nginx", "Always"],
    ["localhost:5000/nginx:1", "IfNotPresent"],
    ["nginx@sha256:0123", "IfNotPresent"],
    ["nginx:latest@sha256:0123", "IfNotPresent"],
  ];
  for (const [image, want] of cases) assert.equal(defaultPullPolicy(image), want, image);
});

test("applyPodDefaults() fills in what the author left out", () => {
  const pod: Pod = {
    metadata: { name: "web" },
    spec: {
      serviceAccountName: "robot",
      hostNetwork: true,
      containers: [
        {
          name: "main",
          image: "nginx:1",
          ports: [{ containerPort: 80 }],
          env: [{ name: "N", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
          livenessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: "1" } },
        },
      ],
      volumes: [
        { name: "scratch" },
        { name: "secret", secret: { secretName: "s" } },
        { name: "token", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
        { name: "host", hostPath: { path: "/" } },
      ],
    },
  };
  applyPodDefaults(pod);
  assert.deepEqual(pod.spec, {
    serviceAccountName: "robot",
    serviceAccount: "robot",
    hostNetwork: true,
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: "default-scheduler",
    enableServiceLinks: true,
    containers: [
      {
        name: "main",
        image: "nginx:1",
        imagePullPolicy: "IfNotPresent",
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
        ports: [{ containerPort: 80, hostPort: 80, protocol: "TCP" }],
        env: [
          {
            name: "N",
            valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } },
          },
        ],
        livenessProbe: {
          httpGet: { port: 80, path: "/", scheme: "HTTP" },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        resources: { limits: { cpu: "1" }, requests: { cpu: "1" } },
      },
    ],
    volumes: [
      { name: "scratch", emptyDir: {} },
      { name: "secret", secret: { secretName: "s", defaultMode: 420 } },
      {
        name: "token",
        projected: {
          defaultMode: 420,
          sources: [{ serviceAccountToken: { path: "token", expirationSeconds: 3600 } }],
        },
      },
      { name: "host", hostPath: { path: "/", type: "" } },
    ],
  });
});

test("applyPodTemplateDefaults() leaves requests and service links to the pod", () => {
  const template: PodTemplateSpec = {
    spec: { containers: [{ name: "main", resources: { limits: { cpu: "1" } } }] },
  };
  applyPodTemplateDefaults(template);
  assert.equal(template.spec?.enableServiceLinks, undefined);
  assert.deepEqual(template.spec?.containers[0]?.resources, { limits: { cpu: "1" } });
});

test("applyServiceDefaults() depends on the type", () => {
  const cases: [Service["spec"], Partial<Service["spec"]>][] = [
    [
      { ports: [{ port: 80 }] },
      {
        type: "ClusterIP",
        sessionAffinity: "None",
        internalTrafficPolicy: "Cluster",
        ports: [{ port: 80, targetPort: 80, protocol: "TCP" }],
      },
    ],
    [{ type: "NodePort" }, { externalTrafficPolicy: "Cluster" }],
    [{ type: "LoadBalancer" }, { allocateLoadBalancerNodePorts: true }],
    [
      { sessionAffinity: "ClientIP" },
      { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } },
    ],
  ];
  for (const [spec, want] of cases) {
    const service: Service = { metadata: {}, spec: structuredClone(spec) };
    applyServiceDefaults(service);
    for (const [field, value] of Object.entries(want)) {
      assert.deepEqual(service.spec[field as keyof Service["spec"]], value, field);
    }
  }
  const external: Service = { metadata: {}, spec: { type: "ExternalName" } };
  applyServiceDefaults(external);
  assert.equal(external.spec.internalTrafficPolicy, undefined);
});

test("applySecretDefaults() moves stringData into data", () => {
  const secret: Secret = { metadata: {}, data: { a: "eA==" }, stringData: { a: "é", b: "y" } };
  applySecretDefaults(secret);
  assert.deepEqual(secret.data, { a: "w6k=", b: "eQ==" });
  assert.equal(secret.stringData, undefined);
  assert.equal(secret.type, "Opaque");
});

test("applyPodDefaults() settles what a pod with limits of its own requests", () => {
  const running = (cpu: string): Container => ({
    name: "a",
    resources: { requests: { cpu } },
  });
  const cases: [Partial<PodSpec>, Record<string, string> | undefined][] = [
    [{ containers: [running("300m"), running("900m")] }, { cpu: "1200m", memory: "1Gi" }],
    [{ containers: [{ name: "a" }] }, { cpu: "2", memory: "1Gi" }],
    [
      { containers: [running("300m")], initContainers: [running("500m")] },
      { cpu: "500m", memory: "1Gi" },
    ],
    [
      {
        containers: [running("300m")],
        initContainers: [{ ...running("200m"), restartPolicy: "Always" }, running("100m")],
      },
      { cpu: "500m", memory: "1Gi" },
    ],
    [{ containers: [running("300m")], resources: {} }, undefined],
  ];
  for (const [spec, want] of cases) {
    const resources = { limits: { cpu: "2", memory: "1Gi" } };
    const pod: Pod = {
      metadata: {},
      spec: { containers: [], resources, ...structuredClone(spec) },
    };
    applyPodDefaults(pod);
    assert.deepEqual(pod.spec.resources?.requests, want);
  }
});

test("applyPodDefaults() makes a negative grace period one second, in pods only", () => {
  const spec: PodSpec = { containers: [], terminationGracePeriodSeconds: -5 };
  const pod: Pod = { metadata: {}, spec: structuredClone(spec) };
  applyPodDefaults(pod);
  assert.equal(pod.spec.terminationGracePeriodSeconds, 1);
  const template: PodTemplateSpec = { spec: structuredClone(spec) };
  applyPodTemplateDefaults(template);
  assert.equal(template.spec?.terminationGracePeriodSeconds, -5);
});
