import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodSpec } from "#api/core/v1";
import { parseResolverConfig, podDNSConfig } from "./dns-config.ts";
import { etcHosts } from "./etc-hosts.ts";
import { podHostname } from "./hostname.ts";

const cluster = { servers: ["10.96.0.10"], domain: "cluster.local" };
const host = parseResolverConfig(
  "# note\nsearch example.org\nnameserver 192.0.2.1\noptions edns0\n",
);
const own = ["ns.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.org"];

const cases: { name: string; spec: Partial<PodSpec>; want: object }[] = [
  {
    name: "ClusterFirst",
    spec: {},
    want: { servers: ["10.96.0.10"], searches: own, options: ["ndots:5"] },
  },
  {
    name: "ClusterFirst on the host network",
    spec: { hostNetwork: true },
    want: { servers: ["192.0.2.1"], searches: ["example.org"], options: ["edns0"] },
  },
  {
    name: "ClusterFirstWithHostNet",
    spec: { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" },
    want: { servers: ["10.96.0.10"], searches: own, options: ["ndots:5"] },
  },
  {
    name: "Default",
    spec: { dnsPolicy: "Default" },
    want: { servers: ["192.0.2.1"], searches: ["example.org"], options: ["edns0"] },
  },
  {
    name: "None with dnsConfig",
    spec: {
      dnsPolicy: "None",
      dnsConfig: {
        nameservers: ["192.0.2.9"],
        searches: ["a.b"],
        options: [{ name: "ndots", value: "2" }, { name: "edns0" }],
      },
    },
    want: { servers: ["192.0.2.9"], searches: ["a.b"], options: ["ndots:2", "edns0"] },
  },
  {
    name: "ClusterFirst with dnsConfig",
    spec: { dnsConfig: { options: [{ name: "ndots", value: "1" }] } },
    want: { servers: ["10.96.0.10"], searches: own, options: ["ndots:1"] },
  },
];
for (const { name, spec, want } of cases) {
  test(`podDNSConfig() follows ${name}`, () => {
    const pod = { metadata: { namespace: "ns" }, spec: { containers: [], ...spec } };
    assert.deepEqual(podDNSConfig(pod, cluster, host), want);
  });
}

test("podHostname() cuts long names and adds the subdomain", () => {
  const spec = { containers: [] };
  const name = `${"a".repeat(62)}-b`;
  assert.equal(podHostname({ metadata: { name }, spec }, "d").hostname, "a".repeat(62));
  const pod = {
    metadata: { name: "p", namespace: "ns" },
    spec: { ...spec, subdomain: "sub", setHostnameAsFQDN: true },
  };
  assert.deepEqual(podHostname(pod, "d"), {
    hostname: "p",
    domain: "sub.ns.svc.d",
    kernelHostname: "p.sub.ns.svc.d",
  });
});

test("etcHosts() copies the node's file for pods on its network", () => {
  const pod = { metadata: {}, spec: { containers: [], hostNetwork: true } };
  const input = { pod, podIPs: [], hostname: "p", hostDomain: "", hostFile: "127.0.0.1 node\n" };
  assert.equal(
    etcHosts(input),
    "# Kubernetes-managed hosts file (host network).\n127.0.0.1 node\n",
  );
});
