// Host ports, and how soon Services are seen.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { server, sharedCluster } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

describe("[sig-network] HostPort", cluster.needed, () => {
  test("[sig-network] HostPort validates that there is no conflict between pods with same hostPort but different hostIP and protocol", async (t) => {
    const namespace = await cluster.namespace(t);
    const node = cluster.nodes[0];
    const nodeName = node?.name ?? "";
    const pod = (name: string, hostIP: string, protocol: "TCP" | "UDP") => {
      const ports = [{ containerPort: 80, hostPort: 54_323, hostIP, protocol }];
      return namespace.startPod(name, { nodeName, containers: [server({ ports })] });
    };
    await pod("pod1", "127.0.0.1", "TCP");
    await pod("pod2", node?.address ?? "", "TCP");
    await pod("pod3", node?.address ?? "", "UDP");
    for (const [address, name] of [
      ["127.0.0.1", "pod1"],
      [node?.address, "pod2"],
    ]) {
      const argv = ["curl", "-s", "--max-time", "10", `http://${address}:54323/`];
      assert.equal((await cluster.inNode(nodeName, argv)).trim(), name);
    }
  });
});

describe("[sig-network] Service endpoints latency", cluster.needed, () => {
  test("[sig-network] Service endpoints latency should not be very high", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [server()] }, { labels: { app: "web" } });
    const one = async (index: number): Promise<number> => {
      const from = performance.now();
      const name = `latency-${index}`;
      const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
      await namespace.create("v1/services", name, { spec });
      await cluster.api.waitFor(
        ["v1/endpoints", namespace.name, name],
        (object) => object?.["subsets"]?.[0]?.addresses?.length === 1,
        60,
      );
      return performance.now() - from;
    };
    const times: number[] = [];
    for (let batch = 0; batch < 10; batch++) {
      const indices = Array.from({ length: 10 }, (_, index) => batch * 10 + index);
      times.push(...(await Promise.all(indices.map(one))));
    }
    times.sort((a, b) => a - b);
    assert.ok((times[50] ?? 0) < 20_000, `median ${times[50]} ms`);
    assert.ok((times[90] ?? 0) < 50_000, `90th percentile ${times[90]} ms`);
  });
});
