import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import { fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const now = Date.parse("2026-01-01T12:00:00Z");
const definitions = buildResources(fakeServer().dependencies);

interface Case {
  resource: string;
  version?: string;
  object: Record<string, unknown>;
  /** Header and cells of the columns that are always shown, without Name and Age. */
  want: Record<string, string | number | boolean>;
}

const cases: Case[] = [
  {
    resource: "deployments",
    object: {
      spec: { replicas: 3 },
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
    },
    want: { Ready: "2/3", "Up-to-date": 3, Available: 1 },
  },
  {
    resource: "services",
    object: {
      spec: {
        type: "NodePort",
        clusterIP: "10.96.0.5",
        ports: [
          { port: 80, nodePort: 30080, protocol: "TCP" },
          { port: 53, protocol: "UDP" },
        ],
      },
    },
    want: {
      Type: "NodePort",
      "Cluster-IP": "10.96.0.5",
      "External-IP": "<none>",
      "Port(s)": "80:30080/TCP,53/UDP",
    },
  },
  {
    resource: "services",
    object: { spec: { type: "LoadBalancer", clusterIP: "10.96.0.6" } },
    want: {
      Type: "LoadBalancer",
      "Cluster-IP": "10.96.0.6",
      "External-IP": "<pending>",
      "Port(s)": "<none>",
    },
  },
  {
    resource: "endpoints",
    object: {
      subsets: [
        {
          addresses: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
          ports: [{ port: 80 }, { port: 81 }],
        },
      ],
    },
    want: { Endpoints: "10.0.0.1:80,10.0.0.2:80,10.0.0.1:81 + 1 more..." },
  },
  {
    resource: "endpointslices",
    object: {
      addressType: "IPv4",
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ["10.0.0.1"] }, { addresses: ["10.0.0.2"] }],
    },
    want: { AddressType: "IPv4", Ports: "80", Endpoints: "10.0.0.1,10.0.0.2" },
  },
  {
    resource: "nodes",
    object: {
      metadata: { labels: { "node-role.kubernetes.io/control-plane": "" } },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: "Ready", status: "True" }],
        nodeInfo: { kubeletVersion: "v1.36.0" },
      },
    },
    want: { Status: "Ready,SchedulingDisabled", Roles: "control-plane", Version: "v1.36.0" },
  },
  { resource: "configmaps", object: { data: { a: "" }, binaryData: { b: "" } }, want: { Data: 2 } },
  {
    resource: "secrets",
    object: { type: "Opaque", data: { a: "" } },
    want: { Type: "Opaque", Data: 1 },
  },
  {
    resource: "jobs",
    object: {
      spec: { completions: 3 },
      status: { succeeded: 1, startTime: "2026-01-01T11:59:30Z" },
    },
    want: { Status: "Running", Completions: "1/3", Duration: "30s" },
  },
  {
    resource: "cronjobs",
    object: {
      spec: { schedule: "* * * * *" },
      status: { lastScheduleTime: "2026-01-01T11:59:00Z" },
    },
    want: {
      Schedule: "* * * * *",
      Timezone: "<none>",
      Suspend: "False",
      Active: 0,
      "Last Schedule": "60s",
    },
  },
  {
    resource: "persistentvolumeclaims",
    object: {
      spec: { volumeName: "pv1", storageClassName: "local" },
      status: { phase: "Bound", capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] },
    },
    want: {
      Status: "Bound",
      Volume: "pv1",
      Capacity: "1Gi",
      "Access Modes": "RWO",
      StorageClass: "local",
      VolumeAttributesClass: "<unset>",
    },
  },
  {
    resource: "horizontalpodautoscalers",
    version: "v1",
    object: {
      spec: {
        scaleTargetRef: { kind: "Deployment", name: "web" },
        maxReplicas: 5,
        minReplicas: 1,
        targetCPUUtilizationPercentage: 80,
      },
      status: { currentReplicas: 2, currentCPUUtilizationPercentage: 42 },
    },
    want: {
      Reference: "Deployment/web",
      Targets: "cpu: 42%/80%",
      MinPods: "1",
      MaxPods: 5,
      Replicas: 2,
    },
  },
  {
    resource: "certificatesigningrequests",
    object: {
      spec: { signerName: "example.com/s", username: "alice", expirationSeconds: 3600 },
      status: { conditions: [{ type: "Approved" }], certificate: "eA==" },
    },
    want: {
      SignerName: "example.com/s",
      Requestor: "alice",
      RequestedDuration: "60m",
      Condition: "Approved,Issued",
    },
  },
  {
    resource: "rolebindings",
    object: { roleRef: { kind: "Role", name: "reader" } },
    want: { Role: "Role/reader" },
  },
  {
    resource: "ingresses",
    object: { spec: { rules: [{ host: "a" }, { host: "b" }], tls: [{}] } },
    want: { Class: "<none>", Hosts: "a,b", Address: "", Ports: "80, 443" },
  },
  {
    resource: "resourcequotas",
    object: { status: { hard: { pods: "10", "limits.cpu": "4" }, used: { pods: "1" } } },
    want: { Request: "pods: 1/10", Limit: "limits.cpu: 0/4" },
  },
];

for (const { resource, version, object, want } of cases) {
  test(`columns of ${resource} show ${Object.values(want).join(" ")}`, () => {
    const definition = definitions.find(
      (each) => each.resource === resource && (version === undefined || each.version === version),
    );
    const shown: Record<string, unknown> = {};
    for (const column of definition?.columns ?? []) {
      if (column.priority > 0 || column.name === "Name" || column.name === "Age") continue;
      shown[column.name] = column.value({ metadata: {}, ...object } as UnstructuredObject, now);
    }
    assert.deepEqual(shown, want);
  });
}
