// Security contexts and sysctls of pods and containers.
// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] Security Context";
const ids = "id -u; id -g";
const ownIds = { runAsUser: 1001, runAsGroup: 2002 };

describe(title, cluster.together, () => {
  test(`${title} When creating a container with runAsUser should run the container with uid 65534`, async (t) => {
    const namespace = await cluster.namespace(t);
    const securityContext = { runAsUser: 65534 };
    assert.equal(await namespace.outputOf(shell("id -u", { securityContext })), "65534\n");
  });

  test(`${title} should support container.SecurityContext.RunAsUser And container.SecurityContext.RunAsGroup`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = { securityContext: { runAsUser: 5 } };
    const output = await namespace.outputOf(shell(ids, { securityContext: ownIds }), pod);
    assert.equal(output, "1001\n2002\n");
  });

  test(`${title} should support pod.Spec.SecurityContext.RunAsUser And pod.Spec.SecurityContext.RunAsGroup`, async (t) => {
    const namespace = await cluster.namespace(t);
    const output = await namespace.outputOf(shell(ids), { securityContext: ownIds });
    assert.equal(output, "1001\n2002\n");
  });

  test(`${title} When creating a pod with privileged should run the container as unprivileged when false`, async (t) => {
    const namespace = await cluster.namespace(t);
    const script = "ip link set lo mtu 1400 2>&1; mount -t tmpfs none /tmp 2>&1; true";
    const one = shell(script, { securityContext: { privileged: false } });
    const lines = (await namespace.outputOf(one)).trim().split("\n");
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, /not permitted|permission denied/i);
  });

  test(`${title} When creating a pod with readOnlyRootFilesystem should run the container with writable rootfs when readOnlyRootFilesystem=false`, async (t) => {
    const namespace = await cluster.namespace(t);
    const securityContext = { readOnlyRootFilesystem: false };
    const one = shell("echo checked >/file && cat /file", { securityContext });
    assert.equal(await namespace.outputOf(one), "checked\n");
  });

  test(`${title} when creating containers with AllowPrivilegeEscalation should not allow privilege escalation when false`, async (t) => {
    const namespace = await cluster.namespace(t);
    const ask = (allowPrivilegeEscalation: boolean) =>
      shell("grep NoNewPrivs /proc/self/status", {
        name: allowPrivilegeEscalation ? "allowed" : "refused",
        securityContext: { allowPrivilegeEscalation },
      });
    await namespace.runPod("pod", { containers: [ask(false), ask(true)] });
    assert.match(await namespace.log("pod", "refused"), /NoNewPrivs:\s+1/);
    assert.match(await namespace.log("pod", "allowed"), /NoNewPrivs:\s+0/);
  });
});

describe("[sig-node] Sysctls", cluster.together, () => {
  test("[sig-node] Sysctls should support sysctls [Environment:NotInUserNS]", async (t) => {
    const namespace = await cluster.namespace(t);
    const sysctls = [{ name: "kernel.shm_rmid_forced", value: "1" }];
    const one = shell("cat /proc/sys/kernel/shm_rmid_forced");
    assert.equal(await namespace.outputOf(one, { securityContext: { sysctls } }), "1\n");
  });

  test("[sig-node] Sysctls should reject invalid sysctls", async (t) => {
    const namespace = await cluster.namespace(t);
    const names = ["foo-", "kernel.shmmax", "safe-and-unsafe", "bar.."];
    const sysctls = names.map((name) => ({ name, value: "100000000" }));
    const refused = namespace.createPod("pod", {
      containers: [shell("true")],
      securityContext: { sysctls },
    });
    await assert.rejects(refused, (error: Error) => {
      assert.match(error.message, /sysctls\[0\]\.name: Invalid value: "foo-"/);
      assert.match(error.message, /sysctls\[3\]\.name: Invalid value: "bar\.\."/);
      assert.doesNotMatch(error.message, /kernel\.shmmax/);
      return true;
    });
  });
});
