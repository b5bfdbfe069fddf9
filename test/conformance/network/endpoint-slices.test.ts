// EndpointSlices and Endpoints: made for Services, made by hand, mirrored.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ApiObject, server, sharedCluster, shell, type TestNamespace } from "#testing/cluster";
import { exerciseApi } from "../api-operations.ts";

const cluster = sharedCluster({ nodes: 1 });
const slices = "discovery.k8s.io/v1/endpointslices";
const ofService = "labelSelector=kubernetes.io/service-name%3Dexample";

function waitForSlices(
  namespace: TestNamespace,
  condition: (items: ApiObject[]) => boolean,
): Promise<ApiObject[]> {
  return cluster.api.waitForList([slices, namespace.name, ofService], condition);
}

async function fetch(url: string): Promise<string> {
  const retry = ["--retry-connrefused", "--retry", "20", "--retry-delay", "1"];
  const argv = ["curl", "-s", "--max-time", "20", ...retry, url];
  return (await cluster.inNode(cluster.nodes[0]?.name ?? "", argv)).trim();
}

describe("[sig-network] EndpointSlice", cluster.together, () => {
  for (const [title, kind] of [
    ["[sig-network] EndpointSlice", "Endpoints and EndpointSlices"],
    ["[sig-network] EndpointsController", "Endpoints"],
  ] as const)
    test(`${title} should create ${kind} for Pods matching a Service`, async (t) => {
      const namespace = await cluster.namespace(t);
      const ports = [{ name: "http", port: 80 }];
      await namespace.create("v1/services", "example", {
        spec: { selector: { app: "web" }, ports },
      });
      const pod = (name: string) =>
        namespace.startPod(name, { containers: [server()] }, { labels: { app: "web" } });
      const pods = await Promise.all([pod("pod1"), pod("pod2")]);
      const wanted = pods.map(({ status }) => status.podIP).sort();
      const [slice] = await waitForSlices(
        namespace,
        ([one]) =>
          one?.["endpoints"]?.filter(({ conditions }: ApiObject) => conditions.ready).length === 2,
      );
      assert.deepEqual(
        slice?.["endpoints"].flatMap(({ addresses }: ApiObject) => addresses).sort(),
        wanted,
      );
      assert.equal(
        slice?.metadata.labels?.["endpointslice.kubernetes.io/managed-by"],
        "endpointslice-controller.k8s.io",
      );
      assert.equal(slice?.metadata.ownerReferences?.[0]?.name, "example");
      const endpoints = await cluster.api.waitFor(
        ["v1/endpoints", namespace.name, "example"],
        (object) => object?.["subsets"]?.[0]?.addresses?.length === 2,
      );
      assert.deepEqual(
        endpoints["subsets"][0].addresses.map(({ ip }: { ip: string }) => ip).sort(),
        wanted,
      );
      assert.deepEqual(endpoints["subsets"][0].ports, [
        { name: "http", port: 80, protocol: "TCP" },
      ]);
    });

  for (const [title, kind] of [
    ["[sig-network] EndpointSlice", "EndpointSlices"],
    ["[sig-network] EndpointsController", "Endpoints"],
  ] as const)
    test(`${title} should create and delete ${kind} for a Service with a selector that matches no pods`, async (t) => {
      const namespace = await cluster.namespace(t);
      const ports = [{ port: 80 }];
      await namespace.create("v1/services", "example", {
        spec: { selector: { no: "pod" }, ports },
      });
      const [slice] = await waitForSlices(namespace, (items) => items.length === 1);
      assert.equal((slice?.["endpoints"] ?? []).length, 0);
      await cluster.api.waitFor(["v1/endpoints", namespace.name, "example"], Boolean);
      await cluster.api.delete("v1/services", namespace.name, "example");
      await waitForSlices(namespace, (items) => items.length === 0);
      await cluster.api.waitUntilGone(["v1/endpoints", namespace.name, "example"]);
    });

  test("[sig-network] EndpointSlice should support creating EndpointSlice API operations", async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: slices,
      kind: "EndpointSlice",
      namespace: namespace.name,
      label: "slice",
      make: () => ({ addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4", "5.6.7.8"] }] }),
      change: {
        patch: { metadata: { annotations: { patched: "true" } } },
        isDone: ({ metadata }) => metadata.annotations?.["patched"] === "true",
      },
    });
  });

  const byHand = async (
    namespace: TestNamespace,
    made: { name: string; address: string; ports: object[] }[],
  ): Promise<void> => {
    for (const { name, address, ports } of made)
      await namespace.create(slices, name, {
        metadata: { labels: { "kubernetes.io/service-name": "example" } },
        addressType: "IPv4",
        endpoints: [{ addresses: [address] }],
        ports,
      });
  };

  test("[sig-network] EndpointSlice should support a Service with multiple endpoint IPs specified in multiple EndpointSlices", async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = (name: string) => namespace.startPod(name, { containers: [server()] });
    const [one, two] = await Promise.all([pod("pod1"), pod("pod2")]);
    const ports = [
      { name: "first", port: 8080, targetPort: 80 },
      { name: "second", port: 8081, targetPort: 80 },
    ];
    const { spec } = await namespace.create("v1/services", "example", { spec: { ports } });
    await byHand(namespace, [
      { name: "slice-1", address: one["status"].podIP, ports: [{ name: "first", port: 80 }] },
      { name: "slice-2", address: two["status"].podIP, ports: [{ name: "second", port: 80 }] },
    ]);
    assert.equal(await fetch(`http://${spec.clusterIP}:8080/`), "pod1");
    assert.equal(await fetch(`http://${spec.clusterIP}:8081/`), "pod2");
  });

  test("[sig-network] EndpointSlice should support a Service with multiple ports specified in multiple EndpointSlices", async (t) => {
    const namespace = await cluster.namespace(t);
    const script = (port: number) =>
      `mkdir /www; echo ${port} >/www/index.html; httpd -f -p ${port} -h /www`;
    const pod = (name: string, port: number) =>
      namespace.startPod(name, {
        containers: [
          shell(script(port), { readinessProbe: { tcpSocket: { port }, periodSeconds: 1 } }),
        ],
      });
    const [one, two] = await Promise.all([pod("pod1", 3000), pod("pod2", 3001)]);
    const ports = [{ name: "http", port: 8080 }];
    const { spec } = await namespace.create("v1/services", "example", { spec: { ports } });
    await byHand(namespace, [
      { name: "slice-1", address: one["status"].podIP, ports: [{ name: "http", port: 3000 }] },
    ]);
    assert.equal(await fetch(`http://${spec.clusterIP}:8080/`), "3000");
    await cluster.api.delete(slices, namespace.name, "slice-1");
    await byHand(namespace, [
      { name: "slice-2", address: two["status"].podIP, ports: [{ name: "http", port: 3001 }] },
    ]);
    // The rules follow within moments: the first answers may still be of the other pod.
    const answers: string[] = [];
    while (answers.length < 20 && answers.at(-1) !== "3001")
      answers.push(await fetch(`http://${spec.clusterIP}:8080/`));
    assert.equal(answers.at(-1), "3001");
  });
});

describe("[sig-network] EndpointSliceMirroring", cluster.together, () => {
  test("[sig-network] EndpointSliceMirroring should mirror a custom Endpoints resource through create update and delete", async (t) => {
    const namespace = await cluster.namespace(t);
    const ports = [{ name: "example", port: 80 }];
    await namespace.create("v1/services", "example", { spec: { ports } });
    await namespace.create("v1/endpoints", "example", {
      subsets: [{ addresses: [{ ip: "10.1.2.3" }], ports }],
    });
    const [slice] = await waitForSlices(namespace, (items) => items.length === 1);
    assert.deepEqual(slice?.["endpoints"][0].addresses, ["10.1.2.3"]);
    assert.equal(slice?.["ports"][0].port, 80);
    assert.equal(
      slice?.metadata.labels?.["endpointslice.kubernetes.io/managed-by"],
      "endpointslicemirroring-controller.k8s.io",
    );
    await cluster.api.patch(
      ["v1/endpoints", namespace.name, "example"],
      { subsets: [{ addresses: [{ ip: "10.2.3.4" }], ports }] },
      "merge",
    );
    await waitForSlices(namespace, ([one]) => one?.["endpoints"][0].addresses[0] === "10.2.3.4");
    await cluster.api.delete("v1/endpoints", namespace.name, "example");
    await waitForSlices(namespace, (items) => items.length === 0);
  });
});

describe("[sig-network] Endpoints", cluster.together, () => {
  test("[sig-network] Endpoints should test the lifecycle of an Endpoint", async (t) => {
    const namespace = await cluster.namespace(t);
    const ports = [{ name: "http", port: 80 }];
    await exerciseApi(cluster.api, {
      resource: "v1/endpoints",
      kind: "Endpoints",
      namespace: namespace.name,
      label: "endpoints",
      make: () => ({ subsets: [{ addresses: [{ ip: "10.0.0.24" }], ports }] }),
      change: {
        patch: { subsets: [{ addresses: [{ ip: "10.0.0.25" }], ports }] },
        isDone: ({ subsets }) => subsets[0].addresses[0].ip === "10.0.0.25",
      },
    });
  });
});

describe("[sig-network] API Server", cluster.together, () => {
  test("[sig-network] API Server should have Endpoints and EndpointSlices pointing to API Server", async () => {
    const endpoints = await cluster.api.get("v1/endpoints", "default", "kubernetes");
    const [slice] = await cluster.api.list(
      slices,
      "default",
      "?labelSelector=kubernetes.io/service-name%3Dkubernetes",
    );
    const [subset] = endpoints["subsets"];
    const addresses = subset.addresses.map(({ ip }: { ip: string }) => ip);
    assert.deepEqual(
      addresses,
      slice?.["endpoints"].flatMap(({ addresses }: ApiObject) => addresses),
    );
    assert.equal(subset.ports[0].port, slice?.["ports"][0].port);
    const url = `https://${addresses[0]}:${subset.ports[0].port}/version`;
    const argv = ["curl", "-sk", "--max-time", "20", url];
    const answer = await cluster.inNode(cluster.nodes[0]?.name ?? "", argv);
    assert.match(answer, /"gitVersion"/);
  });

  test("[sig-network] API Server should provide secure master service", async () => {
    const { spec } = await cluster.api.get("v1/services", "default", "kubernetes");
    assert.deepEqual(
      spec.ports.map(({ name, port }: { name: string; port: number }) => [name, port]),
      [["https", 443]],
    );
  });
});
