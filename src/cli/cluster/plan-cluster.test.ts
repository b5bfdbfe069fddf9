import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../environment.ts";
import { clusterSpec, fakeEnvironment, putCluster } from "../fake-environment.ts";
import {
  type PlanSources,
  parsePublish,
  parseRegistryMirror,
  planCluster,
} from "./plan-cluster.ts";

function sources(listening: readonly number[] = []): PlanSources {
  const all = new Set(listening);
  return {
    ports: () => ({ all, loopback: all }),
    chooseIndex: (taken) => Math.max(0, ...taken) + 1,
  };
}

const nothing = { publish: [] };

test("planCluster() makes a cluster of one node on the first port", (t) => {
  const environment = fakeEnvironment(t);
  const { spec, isNew } = planCluster("dev", nothing, environment, sources());
  assert.equal(isNew, true);
  assert.deepEqual(spec, {
    name: "dev",
    index: 1,
    apiPort: 6443,
    egress: "nat",
    nodes: [{ name: "dev-1", address: "172.31.1.2" }],
    publish: [],
    version: "0.0.0-test",
  });
});

test("planCluster() keeps away from ports and networks of others", (t) => {
  const environment = fakeEnvironment(t);
  const publish = [{ hostPort: 6445, nodePort: 30_080 }];
  putCluster(environment.home, "one", clusterSpec("one", { index: 3, apiPort: 6443, publish }));
  putCluster(environment.home, "damaged", "{");
  putCluster(environment.home, "half", undefined);
  const wanted = { publish: [{ hostPort: 6446, nodePort: 30_080 }] };
  const { spec } = planCluster("two", wanted, environment, sources([6444]));
  assert.equal(spec.apiPort, 6447);
  assert.equal(spec.index, 4);
  assert.equal(spec.nodes[0]?.address, "172.31.4.2");
});

test("planCluster() adds nodes, ports and mirrors to what is there, and keeps the rest", (t) => {
  const environment = fakeEnvironment(t);
  const first = { hostPort: 8080, nodePort: 30_080 };
  const before = clusterSpec("dev", { index: 7, apiPort: 7000, publish: [first] });
  putCluster(environment.home, "dev", before);
  const unchanged = planCluster("dev", nothing, environment, sources([7000]));
  assert.equal(unchanged.isNew, false);
  assert.equal(unchanged.spec.apiPort, 7000);
  assert.deepEqual(unchanged.spec.publish, [first]);
  const second = { hostPort: 8081, nodePort: 30_081 };
  const mirror = { host: "docker.io", url: "http://127.0.0.1:5000" };
  const { spec } = planCluster(
    "dev",
    { nodes: 3, publish: [first, second, second], registryMirrors: [mirror] },
    environment,
    sources(),
  );
  assert.deepEqual(spec.publish, [first, second]);
  assert.deepEqual(spec.registryMirrors, [mirror]);
  assert.deepEqual(
    spec.nodes.map(({ name, address }) => `${name} ${address}`),
    ["dev-1 172.31.7.2", "dev-2 172.31.7.3", "dev-3 172.31.7.4"],
  );
  putCluster(environment.home, "dev", spec);
  const other = { host: "docker.io", url: "http://127.0.0.1:5001" };
  const replaced = planCluster(
    "dev",
    { publish: [], registryMirrors: [other] },
    environment,
    sources(),
  );
  assert.deepEqual(replaced.spec.registryMirrors, [other]);
  assert.equal(replaced.spec.nodes.length, 3);
});

test("planCluster() refuses what a cluster cannot become", (t) => {
  const environment = fakeEnvironment(t);
  const nodes = ["dev-1", "dev-2"].map((name) => ({ name, address: "172.31.1.2" }));
  const publish = [{ hostPort: 8080, nodePort: 30_080 }];
  putCluster(environment.home, "dev", clusterSpec("dev", { nodes, publish }));
  const refusals: [Partial<Parameters<typeof planCluster>[1]>, RegExp][] = [
    [{ nodes: 1 }, /has 2 nodes; nodes can be added, not taken away/],
    [{ egress: "nat" }, /has --egress none, which cannot change; delete it first: cox delete dev/],
    [
      { publish: [{ hostPort: 8080, nodePort: 30_081 }] },
      /host port 8080 leads to node port 30080 already/,
    ],
    [{ publish: [{ hostPort: 6443, nodePort: 30_081 }] }, /the API of "dev" is on port 6443/],
  ];
  for (const [wanted, expected] of refusals)
    assert.throws(
      () => planCluster("dev", { ...nothing, ...wanted }, environment, sources()),
      (error: Error) => error instanceof UsageError && expected.test(error.message),
    );
});

test("planCluster() refuses a name whose sockets' paths would be too long", (t) => {
  const environment = fakeEnvironment(t, { home: "/var/lib/coxswain" });
  const plan = (name: string) => planCluster(name, nothing, environment, sources());
  assert.throws(
    () => plan("a-rather-long-cluster-name"),
    /take 1?\d characters off, or set COX_HOME/,
  );
  assert.equal(plan("a-fair-name").isNew, true);
});

test("parsePublish() and parseRegistryMirror() take what they print as example", () => {
  assert.deepEqual(parsePublish("8080:30080"), { hostPort: 8080, nodePort: 30_080 });
  assert.deepEqual(parsePublish("65535:32767"), { hostPort: 65_535, nodePort: 32_767 });
  assert.deepEqual(parseRegistryMirror("docker.io=http://mirror.example:5000"), {
    host: "docker.io",
    url: "http://mirror.example:5000",
  });
  assert.equal(parseRegistryMirror("quay.io:443=https://a/b").host, "quay.io:443");
  for (const bad of ["..=http://a", "docker.io=ftp://a", 'docker.io=http://a"b', "=http://a"])
    assert.throws(() => parseRegistryMirror(bad), UsageError, bad);
});
