import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { endpointSlices, endpoints, nodes, pods, type Resource, services } from "#api";
import type { Pod, Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { endpointsController } from "../endpoints.ts";
import { FakeControlPlane } from "../fake-control-plane.ts";
import { endpointSliceController } from "./endpointslice.ts";
import { endpointSliceMirroringController } from "./endpointslice-mirroring.ts";
import { planSlices } from "./slice-plan.ts";

async function start(context: TestContext): Promise<FakeControlPlane> {
  const plane = new FakeControlPlane([
    endpointSliceController,
    endpointSliceMirroringController,
    endpointsController,
  ]);
  await plane.start();
  context.after(() => plane.stop());
  return plane;
}

const service = (spec: Partial<Service["spec"]> = {}): Service => ({
  metadata: { name: "web", labels: { team: "a" } },
  spec: {
    selector: { app: "web" },
    clusterIP: "10.96.0.7",
    ipFamilies: ["IPv4"],
    ports: [{ name: "http", port: 80, targetPort: "web", protocol: "TCP" }],
    ...spec,
  },
});

async function addPod(
  plane: FakeControlPlane,
  name: string,
  spec: Partial<Pod["spec"]> = {},
): Promise<void> {
  const ports = [{ name: "web", containerPort: 8080 }];
  await plane.client.resource(pods).create("default", {
    metadata: { name, labels: { app: "web" } },
    spec: { containers: [{ name: "c", ports }], ...spec },
  } as Pod);
  await plane.settle();
}

const slicesOf = (plane: FakeControlPlane): EndpointSlice[] => plane.list(endpointSlices);

test("endpointslice-controller publishes an empty slice, then ready and unready pods", async (context) => {
  const plane = await start(context);
  await plane.client.resource(nodes).create("", {
    metadata: { name: "node-1", labels: { "topology.kubernetes.io/zone": "z" } },
    spec: {},
  });
  await plane.client.resource(services).create("default", service());
  await plane.settle();
  const [empty] = slicesOf(plane);
  assert.deepEqual(empty?.endpoints, []);
  await addPod(plane, "a");
  await plane.runPods();
  await addPod(plane, "b");
  await plane.setReady(plane.get(pods, "default", "b"), false);
  await plane.settle();
  const [slice, ...others] = slicesOf(plane);
  assert.equal(others.length, 0);
  assert.equal(slice?.metadata.name, empty?.metadata.name, "the empty slice is used again");
  assert.deepEqual(slice?.metadata.labels, {
    team: "a",
    "kubernetes.io/service-name": "web",
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
  });
  assert.equal(slice?.metadata.ownerReferences?.[0]?.kind, "Service");
  assert.deepEqual(slice?.ports, [{ name: "http", port: 8080, protocol: "TCP" }]);
  assert.deepEqual(slice?.endpoints, [
    {
      addresses: ["10.244.0.2"],
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: {
        kind: "Pod",
        namespace: "default",
        name: "a",
        uid: plane.get(pods, "default", "a").metadata.uid,
      },
      nodeName: "node-1",
      zone: "z",
    },
    {
      addresses: ["10.244.0.3"],
      conditions: { ready: false, serving: false, terminating: false },
      targetRef: {
        kind: "Pod",
        namespace: "default",
        name: "b",
        uid: plane.get(pods, "default", "b").metadata.uid,
      },
      nodeName: "node-1",
      zone: "z",
    },
  ]);
  const mirror = plane.get(endpoints, "default", "web");
  assert.deepEqual(
    mirror.subsets?.map((subset) => [
      subset.addresses?.map((address) => address.ip),
      subset.notReadyAddresses?.map((address) => address.ip),
      subset.ports,
    ]),
    [[["10.244.0.2"], ["10.244.0.3"], [{ name: "http", port: 8080, protocol: "TCP" }]]],
  );
  const revision = plane.server.store.revision;
  await plane.advance(3_600_000);
  assert.equal(plane.server.store.revision, revision);
  assert.equal(plane.clock.waiting, 0);
});

test("endpointslice-controller shows a terminating pod as serving and drops it when it is gone", async (context) => {
  const plane = await start(context);
  await plane.client.resource(services).create("default", service());
  await addPod(plane, "a");
  await plane.runPods();
  await plane.client.resource(pods).delete("default", "a");
  await plane.settle();
  assert.deepEqual(slicesOf(plane)[0]?.endpoints?.[0]?.conditions, {
    ready: false,
    serving: true,
    terminating: true,
  });
  assert.deepEqual(plane.get(endpoints, "default", "web").subsets, []);
  await plane.runPods();
  assert.deepEqual(slicesOf(plane)[0]?.endpoints, []);
});

test("endpointslice-controller gives headless services labels, host names and unready addresses", async (context) => {
  const plane = await start(context);
  await plane.client
    .resource(services)
    .create("default", service({ clusterIP: "None", publishNotReadyAddresses: true, ports: [] }));
  await addPod(plane, "a", { hostname: "a-0", subdomain: "web" });
  await plane.setReady(plane.get(pods, "default", "a"), false);
  await plane.settle();
  const [slice] = slicesOf(plane);
  assert.equal(slice?.metadata.labels?.["service.kubernetes.io/headless"], "");
  assert.equal(slice?.endpoints?.[0]?.hostname, "a-0");
  assert.equal(slice?.endpoints?.[0]?.conditions?.ready, true);
  assert.deepEqual(slice?.ports, []);
  const [subset] = plane.get(endpoints, "default", "web").subsets ?? [];
  assert.equal(subset?.addresses?.[0]?.hostname, "a-0");
});

test("endpointslice-controller keeps at most 100 endpoints in a slice and drains the surplus", async (context) => {
  const plane = await start(context);
  for (let index = 0; index < 230; index++) await addPod(plane, `p${index}`);
  await plane.runPods();
  await plane.client.resource(services).create("default", service());
  await plane.settle();
  const sizes = (): number[] =>
    slicesOf(plane)
      .map((slice) => slice.endpoints?.length ?? 0)
      .sort((a, b) => b - a);
  assert.deepEqual(sizes(), [100, 100, 30]);
  assert.equal(plane.get(endpoints, "default", "web").subsets?.[0]?.addresses?.length, 230);
  const client = plane.client.resource(pods);
  for (const name of plane.names(pods)) {
    await client.delete("default", name, { gracePeriodSeconds: 0 });
  }
  await plane.settle();
  assert.deepEqual(sizes(), [0]);
});

test("endpointslice-controller repairs a slice that somebody changed and leaves foreign ones", async (context) => {
  const plane = await start(context);
  const client = plane.client.resource(endpointSlices);
  await plane.client.resource(services).create("default", service());
  await addPod(plane, "a");
  await plane.runPods();
  await client.create("default", {
    metadata: { name: "mine", labels: { "kubernetes.io/service-name": "web" } },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.1"] }],
  });
  const own = slicesOf(plane).find((slice) => slice.metadata.name !== "mine");
  await client.patch("default", own?.metadata.name ?? "", { endpoints: [] }, { type: "merge" });
  await plane.settle();
  assert.equal(plane.get(endpointSlices, "default", own?.metadata.name ?? "").endpoints?.length, 1);
  assert.equal(plane.get(endpointSlices, "default", "mine").endpoints?.length, 1);
});

test("endpointslice-controller makes no second slice while its cache is behind", async (context) => {
  const plane = await start(context);
  const release = plane.server.store.hold(endpointSlices as Resource);
  await plane.client.resource(services).create("default", service());
  await addPod(plane, "a");
  await addPod(plane, "b");
  await plane.runPods();
  assert.equal(slicesOf(plane).length, 1);
  release();
  await plane.settle();
  assert.equal(slicesOf(plane).length, 1);
  assert.equal(slicesOf(plane)[0]?.endpoints?.length, 2);
});

test("endpointslice-controller leaves services without selector and pods without the port alone", async (context) => {
  const plane = await start(context);
  const client = plane.client.resource(services);
  const { selector: _, ...bare } = service().spec;
  await client.create("default", { metadata: { name: "bare" }, spec: bare });
  await client.create("default", {
    metadata: { name: "outside" },
    spec: { type: "ExternalName", externalName: "a.example" },
  });
  await plane.settle();
  assert.deepEqual(slicesOf(plane), []);
  await client.create("default", service({ ports: [{ port: 1, targetPort: "other" }] }));
  await addPod(plane, "a");
  await plane.runPods();
  assert.deepEqual(slicesOf(plane)[0]?.ports, []);
  assert.deepEqual(plane.get(endpoints, "default", "web").subsets, []);
});

test("endpointslice-mirroring-controller mirrors hand-made Endpoints and follows their end", async (context) => {
  const plane = await start(context);
  const { selector: _, ...bare } = service().spec;
  await plane.client.resource(services).create("default", { metadata: { name: "db" }, spec: bare });
  const client = plane.client.resource(endpoints);
  const subset = {
    addresses: [{ ip: "192.0.2.1" }],
    notReadyAddresses: [{ ip: "192.0.2.2" }],
    ports: [{ name: "sql", port: 5432 }],
  };
  await client.create("default", { metadata: { name: "db" }, subsets: [subset] });
  await plane.settle();
  const [slice] = slicesOf(plane);
  assert.equal(
    slice?.metadata.labels?.["endpointslice.kubernetes.io/managed-by"],
    "endpointslicemirroring-controller.k8s.io",
  );
  assert.deepEqual(
    slice?.endpoints?.map((endpoint) => [endpoint.addresses, endpoint.conditions?.ready]),
    [
      [["192.0.2.1"], true],
      [["192.0.2.2"], false],
    ],
  );
  assert.deepEqual(slice?.ports, [{ name: "sql", port: 5432, protocol: "TCP" }]);
  await client.patch(
    "default",
    "db",
    {
      metadata: { labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    },
    { type: "merge" },
  );
  await plane.settle();
  assert.deepEqual(slicesOf(plane), []);
});

test("endpoints-controller deletes its Endpoints with their Service and no others", async (context) => {
  const plane = await start(context);
  await plane.client.resource(endpoints).create("default", { metadata: { name: "election" } });
  await plane.client.resource(services).create("default", service());
  await plane.settle();
  await plane.client.resource(services).delete("default", "web");
  await plane.settle();
  assert.deepEqual(plane.names(endpoints), ["election"]);
});

test("planSlices() fills the slice that changes anyway and leaves the others alone", () => {
  const endpoint = (name: string) => ({ addresses: [name] });
  const slice = (name: string, names: string[]): EndpointSlice => ({
    metadata: { name, uid: name, labels: {} },
    addressType: "IPv4",
    ports: [],
    endpoints: names.map(endpoint),
  });
  const existing = [slice("one", ["a", "b", "c"]), slice("two", ["d", "gone"])];
  const plan = planSlices({
    existing,
    groups: [
      { addressType: "IPv4", ports: [], endpoints: ["a", "b", "c", "d", "new"].map(endpoint) },
    ],
    metadata: { labels: {} },
    maxEndpoints: 4,
  });
  assert.deepEqual(
    plan.update.map((changed) => [
      changed.metadata.name,
      changed.endpoints?.map((e) => e.addresses[0]),
    ]),
    [["two", ["d", "new"]]],
  );
  assert.deepEqual([plan.create, plan.delete], [[], []]);
});
