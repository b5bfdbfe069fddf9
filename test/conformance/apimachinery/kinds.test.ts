// The API operations of kinds whose controllers, where there are any, leave the objects as they
// are.
import { describe, test } from "node:test";
import { sharedCluster } from "#testing/cluster";
import { type ApiOperations, exerciseApi } from "../api-operations.ts";

const cluster = sharedCluster({ nodes: 1 });

const annotate: ApiOperations["change"] = {
  patch: { metadata: { annotations: { patched: "true" } } },
  isDone: ({ metadata }) => metadata.annotations?.["patched"] === "true",
};

function condition(type: string): NonNullable<ApiOperations["withStatus"]> {
  const lastTransitionTime = "2026-01-02T03:04:05Z";
  const one = { type, status: "True", reason: "E2E", message: "Set by a test", lastTransitionTime };
  return {
    patch: { status: { conditions: [one] } },
    isDone: ({ status }) => JSON.stringify(status).includes("Set by a test"),
  };
}

// For CN=e2e-csr-user, O=e2e; its key is thrown away.
const certificateRequest = [
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZk1JR0hBZ0VBTUNVeEZUQVRCZ05WQkFNTURH",
  "VXlaUzFqYzNJdGRYTmxjakVNTUFvR0ExVUVDZ3dEWlRKbApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFj",
  "RFFnQUVNQk4yMHJRQzdwSC84OE0xTFFUYm01M3pmZEdECmk0ajFrd3hteEJORTE0ak9PS2N0NG1YSzV3WGxWdG9G",
  "WHRhSWpCRWJpY2pNWFltS2xkS3V3ZWd1ZjZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBjQU1FUUNJRlNHTUhCalk5S2kv",
  "djVDNnY4c2h4dVlmdnpJYlV3NFJFVUVpYWxuSjBsbQpBaUFjbFhVc3NDczJaS0tzQUYyS1hNZENtSkoxbG5uaDI1",
  "b2dacW9IUjN2dDF3PT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==",
].join("");

interface KindCase extends Omit<ApiOperations, "namespace" | "label" | "change"> {
  title: string;
  isNamespaced?: boolean;
  change?: ApiOperations["change"];
}

const rule = { host: "example.com", http: { paths: [] as object[] } };
rule.http.paths.push({
  path: "/",
  pathType: "Prefix",
  backend: { service: { name: "test", port: { number: 80 } } },
});

const cases: KindCase[] = [
  {
    title: "[sig-network] Ingress API should support creating Ingress API operations",
    resource: "networking.k8s.io/v1/ingresses",
    kind: "Ingress",
    isNamespaced: true,
    make: () => ({ spec: { rules: [rule] } }),
    withStatus: {
      patch: { status: { loadBalancer: { ingress: [{ ip: "169.1.1.1" }] } } },
      isDone: ({ status }) => status.loadBalancer.ingress[0].ip === "169.1.1.1",
    },
  },
  {
    title: "[sig-network] IngressClass API should support creating IngressClass API operations",
    resource: "networking.k8s.io/v1/ingressclasses",
    kind: "IngressClass",
    make: () => ({ spec: { controller: "example.com/controller" } }),
  },
  {
    title: "[sig-storage] CSINodes CSI Conformance should run through the lifecycle of a csinode",
    resource: "storage.k8s.io/v1/csinodes",
    kind: "CSINode",
    make: () => ({ spec: { drivers: [] } }),
  },
  {
    title: "[sig-storage] CSIStorageCapacity should support CSIStorageCapacities API operations",
    resource: "storage.k8s.io/v1/csistoragecapacities",
    kind: "CSIStorageCapacity",
    isNamespaced: true,
    make: () => ({ storageClassName: "some-class", capacity: "1Gi" }),
  },
  {
    title: "[sig-storage] CSIInlineVolumes should run through the lifecycle of a CSIDriver",
    resource: "storage.k8s.io/v1/csidrivers",
    kind: "CSIDriver",
    make: () => ({ spec: { volumeLifecycleModes: ["Ephemeral"] } }),
  },
  {
    title:
      "[sig-storage] StorageClasses CSI Conformance should run through the lifecycle of a StorageClass",
    resource: "storage.k8s.io/v1/storageclasses",
    kind: "StorageClass",
    make: () => ({ provisioner: "e2e-fake-provisioner" }),
  },
  {
    title:
      "[sig-storage] VolumeAttachment Conformance should run through the lifecycle of a VolumeAttachment",
    resource: "storage.k8s.io/v1/volumeattachments",
    kind: "VolumeAttachment",
    make: () => ({
      spec: { attacher: "e2e.test", nodeName: "node", source: { persistentVolumeName: "pv" } },
    }),
  },
  {
    title:
      "[sig-storage] VolumeAttachment Conformance should apply changes to a volumeattachment status",
    resource: "storage.k8s.io/v1/volumeattachments",
    kind: "VolumeAttachment",
    make: () => ({
      spec: { attacher: "e2e.test", nodeName: "node", source: { persistentVolumeName: "pv" } },
    }),
    withStatus: {
      patch: { status: { attached: true } },
      isDone: ({ status }) => status.attached === true,
    },
  },
  {
    title:
      "[sig-storage] VolumeAttributesClass [FeatureGate:VolumeAttributesClass] should run through the lifecycle of a VolumeAttributesClass",
    resource: "storage.k8s.io/v1/volumeattributesclasses",
    kind: "VolumeAttributesClass",
    make: () => ({ driverName: "e2e-fake-csi-driver", parameters: { type: "fast" } }),
  },
  {
    title:
      "[sig-apps] DisruptionController Listing PodDisruptionBudgets for all namespaces should list and delete a collection of PodDisruptionBudgets",
    resource: "policy/v1/poddisruptionbudgets",
    kind: "PodDisruptionBudget",
    isNamespaced: true,
    make: () => ({ spec: { minAvailable: "1%", selector: { matchLabels: { no: "pod" } } } }),
  },
  {
    title:
      "[sig-scheduling] SchedulerPreemption PriorityClass endpoints verify PriorityClass endpoints can be operated with different HTTP methods",
    resource: "scheduling.k8s.io/v1/priorityclasses",
    kind: "PriorityClass",
    make: (index) => ({ value: 100 + index }),
    change: {
      patch: { description: "changed" },
      isDone: (object) => object["description"] === "changed",
    },
  },
  {
    title: "[sig-scheduling] LimitRange should list, patch and delete a LimitRange by collection",
    resource: "v1/limitranges",
    kind: "LimitRange",
    isNamespaced: true,
    make: () => ({ spec: { limits: [{ type: "Container", max: { cpu: "500m" } }] } }),
    change: {
      patch: { spec: { limits: [{ type: "Container", max: { cpu: "400m" } }] } },
      isDone: ({ spec }) => spec.limits[0].max.cpu === "400m",
    },
  },
  {
    title: "[sig-network] ServiceCIDR and IPAddress API should support IPAddress API operations",
    resource: "networking.k8s.io/v1/ipaddresses",
    kind: "IPAddress",
    make: () => ({
      spec: { parentRef: { resource: "services", name: "a-service", namespace: "default" } },
    }),
  },
  {
    title:
      "[sig-auth] Certificates API [Privileged:ClusterAdmin] should support CSR API operations",
    resource: "certificates.k8s.io/v1/certificatesigningrequests",
    kind: "CertificateSigningRequest",
    make: () => ({
      spec: { request: certificateRequest, signerName: "example.com/e2e", usages: ["client auth"] },
    }),
    withStatus: condition("E2E"),
  },
  ...["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"].map(
    (kind): KindCase => ({
      title: `[sig-node] [DRA] CRUD Tests resource.k8s.io/v1 ${kind}`,
      resource: `resource.k8s.io/v1/${kind === "DeviceClass" ? "deviceclasses" : `${kind.toLowerCase()}s`}`,
      kind,
      isNamespaced: kind.startsWith("ResourceClaim"),
      make: (index) => ({ spec: dynamicResource(kind, index) }),
    }),
  ),
];

function dynamicResource(kind: string, index: number): object {
  const request = { name: "one", exactly: { deviceClassName: "some-class" } };
  const claim = { devices: { requests: [request] } };
  if (kind === "ResourceClaim") return claim;
  if (kind === "ResourceClaimTemplate") return { spec: claim };
  if (kind === "DeviceClass") return {};
  const pool = { name: `pool-${index}`, generation: 1, resourceSliceCount: 1 };
  return {
    driver: "test.example.com",
    nodeName: "some-node",
    pool,
    devices: [{ name: "device-1" }],
  };
}

describe("API operations", cluster.together, () => {
  for (const { title, isNamespaced, change, ...what } of cases)
    test(title, async (t) => {
      const namespace = isNamespaced ? (await cluster.namespace(t)).name : undefined;
      const base = what.kind.toLowerCase();
      const label = `${base}${what.withStatus ? "-status" : ""}`;
      const isAddress = what.kind === "IPAddress";
      await exerciseApi(cluster.api, {
        ...what,
        namespace,
        label,
        change: change ?? annotate,
        ...(isAddress && { name: (index: number) => `10.96.255.${10 + index}` }),
      });
    });

  test("[sig-network] ServiceCIDR and IPAddress API should support ServiceCIDR API operations", async () => {
    await exerciseApi(cluster.api, {
      resource: "networking.k8s.io/v1/servicecidrs",
      kind: "ServiceCIDR",
      namespace: undefined,
      label: "service-cidr",
      make: (index) => ({ spec: { cidrs: [`10.20${index}.0.0/24`] } }),
      change: annotate,
      withStatus: condition("E2E"),
    });
  });
});
