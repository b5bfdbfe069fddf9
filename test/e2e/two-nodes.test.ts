// Two nodes: pods reach each other and Services across them, node ports answer on both.
// https://kubernetes.io/docs/concepts/cluster-administration/networking/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  isReady,
  server,
  sharedCluster,
  shell,
  stayUp,
  type TestNamespace,
} from "#testing/cluster";

const cluster = sharedCluster({ nodes: 2 });

/** A server and a client on each node, by node name. */
async function onEachNode(namespace: TestNamespace): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  await Promise.all(
    cluster.nodes.map(async ({ name }, index) => {
      const spec = { nodeName: name, containers: [server()] };
      const pod = await namespace.startPod(`server-${index}`, spec, { labels: { app: "web" } });
      addresses.set(`server-${index}`, pod["status"].podIP);
      await namespace.startPod(`client-${index}`, { nodeName: name, containers: [shell(stayUp)] });
    }),
  );
  return addresses;
}

describe("[sig-architecture] Conformance Tests", cluster.needed, () => {
  test("[sig-architecture] Conformance Tests should have at least two untainted nodes", async () => {
    const nodes = await cluster.api.waitForList(
      ["v1/nodes", undefined],
      (items) => items.length >= 2 && items.every(isReady),
    );
    for (const { spec } of nodes) assert.deepEqual(spec.taints ?? [], []);
  });
});

describe("two nodes", cluster.needed, () => {
  test("[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: http", async (t) => {
    const namespace = await cluster.namespace(t);
    const servers = await onEachNode(namespace);
    for (const client of ["client-0", "client-1"])
      for (const [server, address] of servers) {
        const answer = await namespace.exec(client, [
          "wget",
          "-q",
          "-O",
          "-",
          `http://${address}/`,
        ]);
        assert.equal(answer.trim(), server, `${client} to ${server}`);
      }
  });

  test("[sig-network] Networking Granular Checks: Pods should function for node-pod communication: http", async (t) => {
    const namespace = await cluster.namespace(t);
    const servers = await onEachNode(namespace);
    for (const { name } of cluster.nodes)
      for (const [server, address] of servers) {
        const argv = ["curl", "-s", "--max-time", "10", `http://${address}/`];
        assert.equal((await cluster.inNode(name, argv)).trim(), server, `${name} to ${server}`);
      }
  });

  test("a Service and its node port answer on both nodes, from pods of both nodes", async (t) => {
    const namespace = await cluster.namespace(t);
    const servers = await onEachNode(namespace);
    const spec = { type: "NodePort", selector: { app: "web" }, ports: [{ port: 80 }] };
    const service = await namespace.create("v1/services", "web", { spec });
    const selector = "labelSelector=kubernetes.io/service-name%3Dweb";
    await cluster.api.waitForList(
      ["discovery.k8s.io/v1/endpointslices", namespace.name, selector],
      ([slice]) => slice?.["endpoints"]?.length === 2,
    );
    const { clusterIP, ports } = service["spec"];
    const retry = ["--retry-connrefused", "--retry", "10", "--max-time", "20"];
    const names = [...servers.keys()];
    for (const node of cluster.nodes)
      for (const url of [
        `http://${clusterIP}/`,
        ...cluster.nodes.map(({ address }) => `http://${address}:${ports[0].nodePort}/`),
      ]) {
        const answer = await cluster.inNode(node.name, ["curl", "-s", ...retry, url]);
        assert.ok(names.includes(answer.trim()), `${node.name} to ${url}: ${answer}`);
      }
    for (const client of ["client-0", "client-1"]) {
      const seen = new Set<string>();
      for (let count = 0; count < 30 && seen.size < 2; count++)
        seen.add((await namespace.exec(client, ["wget", "-q", "-O", "-", "http://web/"])).trim());
      assert.deepEqual([...seen].sort(), names.sort(), `${client} sees one server only`);
    }
  });

  test("a Deployment spreads over both nodes; logs and exec reach both", async (t) => {
    const namespace = await cluster.namespace(t);
    await onEachNode(namespace);
    for (const [index, { name }] of cluster.nodes.entries()) {
      const pod = await cluster.api.get("v1/pods", namespace.name, `client-${index}`);
      assert.equal(pod["spec"].nodeName, name);
      assert.equal(await namespace.exec(`client-${index}`, ["hostname"]), `client-${index}\n`);
      assert.equal(typeof (await namespace.log(`server-${index}`, "main")), "string");
    }
  });
});
