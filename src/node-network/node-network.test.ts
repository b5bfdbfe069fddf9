import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { nodes } from "#api";
import type { Node } from "#api/core/v1";
import { systemClock } from "#base";
import { type Client, createClient, createInformerFactory, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import { holdProcess } from "#sandbox";
import type { NetworkState } from "./network-table.ts";
import { NodeNetwork } from "./node-network.ts";

function node(name: string, podCIDR: string | undefined, address: string): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: podCIDR === undefined ? {} : { podCIDR },
    status: { addresses: [{ type: "InternalIP", address }] },
  };
}

class RecordingTable {
  readonly states: NetworkState[] = [];
  failures = 0;
  #wake: () => void = () => {};

  async apply(state: NetworkState): Promise<void> {
    if (this.failures-- > 0) throw new Error("Nexthop has invalid gateway");
    this.states.push(state);
    this.#wake();
  }

  async until(condition: (state: NetworkState) => boolean): Promise<NetworkState> {
    return holdProcess(async () => {
      for (;;) {
        const last = this.states.at(-1);
        if (last && condition(last)) return last;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    });
  }
}

async function setUp(
  t: TestContext,
  egress: "nat" | "none",
  existing: Node[],
): Promise<{ client: Client; table: RecordingTable; network: NodeNetwork; directory: string }> {
  const client = createClient(new FakeApiServer());
  for (const each of existing) await client.resource(nodes).create("", each);
  const informers = createInformerFactory({ client, clock: systemClock });
  const table = new RecordingTable();
  const directory = mkdtempSync(join(tmpdir(), "node-network-"));
  const network = new NodeNetwork({
    clock: systemClock,
    log: silentLogger,
    informers,
    nodeName: "a",
    clusterCIDR: "10.244.0.0/16",
    egress,
    cni: { configDirectory: directory, dataDirectory: "/ipam", networkName: "test-a" },
    table,
  });
  t.after(async () => {
    await network.stop();
    await informers.stop();
    rmSync(directory, { recursive: true });
  });
  return { client, table, network, directory };
}

test("NodeNetwork routes to the other nodes' pods and follows their coming and going", async (t) => {
  const { client, table, network } = await setUp(t, "none", [
    node("a", "10.244.0.0/24", "172.31.1.2"),
    node("b", "10.244.1.0/24", "172.31.1.3"),
  ]);
  await network.start();
  const first = await table.until((state) => state.routes.size === 1);
  assert.deepEqual([...first.routes], [["10.244.1.0/24", "172.31.1.3"]]);
  assert.equal(first.masquerade, undefined);
  await client.resource(nodes).create("", node("c", "10.244.2.0/24", "172.31.1.4"));
  await table.until((state) => state.routes.get("10.244.2.0/24") === "172.31.1.4");
  await client.resource(nodes).delete("", "b");
  await table.until((state) => !state.routes.has("10.244.1.0/24"));
});

test("NodeNetwork configures the runtime when the node gets its pod CIDR", async (t) => {
  const { client, table, network, directory } = await setUp(t, "nat", [
    node("a", undefined, "172.31.1.2"),
  ]);
  await network.start();
  assert.equal((await table.until(() => true)).masquerade, undefined);
  await client
    .resource(nodes)
    .patch("", "a", { spec: { podCIDR: "10.244.7.0/24" } }, { type: "merge" });
  assert.equal(await holdProcess(() => network.configured), "10.244.7.0/24");
  const configuration = JSON.parse(readFileSync(join(directory, "10-coxswain.conflist"), "utf8"));
  assert.equal(configuration.name, "test-a");
  assert.deepEqual(configuration.plugins[0].ipam.ranges, [[{ subnet: "10.244.7.0/24" }]]);
  const { masquerade } = await table.until((state) => state.masquerade !== undefined);
  assert.deepEqual(masquerade, { podCIDR: "10.244.7.0/24", nodeAddresses: ["172.31.1.2"] });
});

test("NodeNetwork tries again when the kernel refuses", async (t) => {
  const { table, network } = await setUp(t, "none", [node("b", "10.244.1.0/24", "172.31.1.3")]);
  table.failures = 2;
  await network.start();
  await table.until((state) => state.routes.size === 1);
});

test("NodeNetwork takes no text from a node that is no address", async (t) => {
  const { table, network } = await setUp(t, "none", [
    node("b", "10.244.1.0/24\nlink del lo", "172.31.1.3"),
    node("c", "10.244.2.0/24", "172.31.1.4\nlink del lo"),
    node("d", "10.244.3.0/24", "172.31.1.5"),
  ]);
  await network.start();
  const { routes } = await table.until((state) => state.routes.size > 0);
  assert.deepEqual([...routes.keys()], ["10.244.3.0/24"]);
});
