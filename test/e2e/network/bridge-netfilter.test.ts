// Pods are routed, so services answer whatever br_netfilter is set to. The setting belongs to a
// network namespace: the test makes one that plays the host, changes it there, and runs the whole
// of cox in it.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { clusterImages, toolFromNpm } from "#cli/tools";
import { packageRoot, reasonToSkip, testHome } from "../../../src/testing/cluster-owner.ts";
import { type ProgramOptions, runProgram } from "../../../src/testing/run-program.ts";

const host = `cox-host-${process.pid}`;
const cluster = `b${process.pid}`;
const setting = "/proc/sys/net/bridge/bridge-nf-call-iptables";
const skip = reasonToSkip();
const kubeconfig = join(testHome, `${cluster}.kubeconfig`);
const env = { COX_HOME: testHome, COX_EGRESS: "none", KUBECONFIG: kubeconfig };

const inHost = (argv: readonly string[], options: ProgramOptions = {}) =>
  runProgram(["nsenter", `--net=/run/netns/${host}`, "--", ...argv], {
    env,
    deadlineSeconds: 180,
    ...options,
  });

async function kubectl(argv: readonly string[], input?: string): Promise<string> {
  const tool = toolFromNpm("kubectl", {
    packageRoot,
    cacheDirectory: join(testHome, "cache/tools"),
  });
  assert.ok(tool, "the npm package of kubectl is installed");
  return (await inHost([tool, ...argv], input === undefined ? {} : { input })).stdout;
}

const pod = (name: string, node: string, command: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: name } },
  spec: {
    nodeName: node,
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: "c",
        image: "busybox:1.35",
        command: ["sh", "-c", command],
        readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 },
      },
    ],
  },
});

const serve = "mkdir -p /www; echo $HOSTNAME > /www/index.html; exec httpd -f -p 80 -h /www";

describe("services answer whatever bridge-nf-call-iptables is", skip ? { skip } : {}, () => {
  before(async () => {
    // The namespace that plays the host has no way out: what is downloaded comes first.
    await clusterImages({ home: testHome }, { step: () => {} });
    await runProgram(["ip", "netns", "add", host]);
    await inHost(["ip", "link", "set", "lo", "up"]);
    await inHost([join(packageRoot, "cox"), "up", cluster, "--nodes", "2"]);
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "server" }, ports: [{ port: 80 }] },
    };
    const objects = [
      pod("server", `${cluster}-1`, serve),
      pod("near", `${cluster}-1`, serve),
      pod("far", `${cluster}-2`, serve),
      service,
    ];
    await kubectl(
      ["apply", "-f", "-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
    );
    await kubectl([
      "wait",
      "--for=condition=Ready",
      "pod/server",
      "pod/near",
      "pod/far",
      "--timeout=60s",
    ]);
  });
  after(async () => {
    try {
      await inHost([join(packageRoot, "cox"), "delete", cluster]);
    } finally {
      await runProgram(["ip", "netns", "del", host]);
      rmSync(kubeconfig, { force: true });
    }
  });

  for (const value of ["0", "1"]) {
    for (const client of ["near", "far", "server"]) {
      test(`a pod (${client}) reaches a service on its own and on another node with the setting at ${value}`, async () => {
        await inHost(["sh", "-c", `test ! -e ${setting} || echo ${value} > ${setting}`]);
        const answer = await kubectl([
          "exec",
          client,
          "--",
          "timeout",
          "5",
          "wget",
          "-qO-",
          "http://web",
        ]);
        assert.equal(answer.trim(), "server");
      });
    }
  }
});
