// What the kubelet gives every container: logs, a hosts file, a root file system, a reason when
// it ends.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const always = "[sig-node] Kubelet when scheduling a busybox command that always fails in a pod";

describe("[sig-node] Kubelet", cluster.together, () => {
  test("[sig-node] Kubelet when scheduling a busybox command in a pod should print the output to logs", async (t) => {
    const namespace = await cluster.namespace(t);
    assert.equal(await namespace.outputOf(shell("echo 'Hello World'")), "Hello World\n");
  });

  test(`${always} should have an terminated reason`, async (t) => {
    const namespace = await cluster.namespace(t);
    const containers = [shell("exit 3")];
    await namespace.createPod("fails", { restartPolicy: "Always", containers });
    const pod = await namespace.waitForPod("fails", ({ status }) => {
      const [main] = status.containerStatuses ?? [];
      return (main?.state.terminated ?? main?.lastState.terminated) !== undefined;
    });
    const [{ state, lastState }] = pod["status"].containerStatuses;
    const { reason, exitCode } = state.terminated ?? lastState.terminated;
    assert.deepEqual([reason, exitCode], ["Error", 3]);
  });

  test(`${always} should be possible to delete`, async (t) => {
    const namespace = await cluster.namespace(t);
    const containers = [shell("exit 3")];
    await namespace.createPod("fails", { restartPolicy: "Always", containers });
    await namespace.waitForPod("fails", ({ status }) => status.containerStatuses !== undefined);
    await cluster.api.delete("v1/pods", namespace.name, "fails");
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "fails"]);
  });

  test("[sig-node] Kubelet when scheduling a read only busybox container should not write to root filesystem", async (t) => {
    const namespace = await cluster.namespace(t);
    const securityContext = { readOnlyRootFilesystem: true };
    const one = shell("echo test >/file; ls /file 2>&1; true", { securityContext });
    const output = await namespace.outputOf(one);
    assert.match(output, /Read-only file system/);
    assert.match(output, /No such file/);
  });

  test("[sig-node] Kubelet when scheduling an agnhost Pod with hostAliases should write entries to /etc/hosts", async (t) => {
    const namespace = await cluster.namespace(t);
    const hostAliases = [
      { ip: "123.45.67.89", hostnames: ["foo", "bar"] },
      { ip: "10.1.2.3", hostnames: ["baz"] },
    ];
    const output = await namespace.outputOf(shell("cat /etc/hosts"), { hostAliases });
    assert.match(output, /^# Entries added by HostAliases\.$/m);
    assert.match(output, /^123\.45\.67\.89\tfoo\tbar$/m);
    assert.match(output, /^10\.1\.2\.3\tbaz$/m);
  });
});

describe("[sig-node] KubeletManagedEtcHosts", cluster.together, () => {
  test("[sig-node] KubeletManagedEtcHosts should test kubelet managed /etc/hosts file", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.configMap("own", { hosts: "1.2.3.4 of-the-pod\n" });
    const print = (name: string) => shell("cat /etc/hosts", { name });
    const pod = await namespace.runPod("pod", {
      volumes: [{ name: "own", configMap: { name: "own" } }],
      containers: [
        print("first"),
        print("second"),
        {
          ...print("own"),
          volumeMounts: [{ name: "own", mountPath: "/etc/hosts", subPath: "hosts" }],
        },
      ],
    });
    await namespace.runPod("of-host", { hostNetwork: true, containers: [print("main")] });
    const managed = /^# Kubernetes-managed hosts file\.\n127\.0\.0\.1\tlocalhost$/m;
    for (const name of ["first", "second"]) {
      const hosts = await namespace.log("pod", name);
      assert.match(hosts, managed);
      assert.ok(hosts.endsWith(`${pod["status"].podIP}\tpod\n`), hosts);
    }
    assert.equal(await namespace.log("pod", "own"), "1.2.3.4 of-the-pod\n");
    assert.doesNotMatch(await namespace.log("of-host", "main"), managed);
  });
});
