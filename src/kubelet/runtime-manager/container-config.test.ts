import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Pod, PodSpec } from "#api/core/v1";
import { type ContainerConfigInput, containerConfig } from "./container-config.ts";
import { podSandboxConfig } from "./sandbox-config.ts";
import { subPathsOnDisk } from "./sub-paths.ts";

function podOf(container: Partial<Container>, spec: Partial<PodSpec> = {}): Pod {
  return {
    metadata: { name: "p", namespace: "ns", uid: "u", labels: { app: "x" } },
    spec: { containers: [{ name: "a", image: "i:1", ...container }], ...spec },
  };
}

function configure(
  pod: Pod,
  more: Partial<ContainerConfigInput> = {},
): ReturnType<typeof containerConfig> {
  const [container] = pod.spec.containers;
  assert.ok(container);
  return containerConfig({
    pod,
    container,
    restartCount: 2,
    image: { ref: "sha256:1", uid: undefined, username: "" },
    environment: new Map([["A", "1"]]),
    volumes: new Map(),
    subPaths: subPathsOnDisk,
    terminationMessagePath: "/k/message",
    etcHostsPath: "/k/etc-hosts",
    seccompDirectory: "/k/seccomp",
    node: { memoryCapacityBytes: 1024 ** 3, cgroupVersion: 1 },
    ...more,
  });
}

test("containerConfig() expands command and arguments, names log, labels and mounts", () => {
  const config = configure(podOf({ command: ["run", "$(A)"], args: ["$(B)"], tty: true }));
  assert.deepEqual(config.command, ["run", "1"]);
  assert.deepEqual(config.args, ["$(B)"]);
  assert.equal(config.logPath, "a/2.log");
  assert.equal(config.tty, true);
  assert.equal(config.labels?.["io.kubernetes.container.name"], "a");
  assert.equal(config.annotations?.["io.kubernetes.container.restartCount"], "2");
  assert.deepEqual(config.mounts, [
    { containerPath: "/dev/termination-log", hostPath: "/k/message", readonly: false },
    { containerPath: "/etc/hosts", hostPath: "/k/etc-hosts", readonly: false },
  ]);
});

test("containerConfig() leaves /etc/hosts to a container that mounts it", () => {
  const volumes = new Map([["v", { hostPath: "/v", readOnly: false, dependsOn: [] }]]);
  const pod = podOf({ volumeMounts: [{ name: "v", mountPath: "/etc/hosts" }] });
  const hosts = configure(pod, { volumes }).mounts?.filter((m) => m.containerPath === "/etc/hosts");
  assert.deepEqual(
    hosts?.map(({ hostPath }) => hostPath),
    ["/v"],
  );
});

test("containerConfig() lets a container's security context win over the pod's", () => {
  const pod = podOf(
    {
      securityContext: {
        runAsUser: 5,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
        seccompProfile: { type: "Localhost", localhostProfile: "p.json" },
      },
    },
    {
      hostPID: true,
      securityContext: { runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4] },
    },
  );
  const context = configure(pod).linux?.securityContext;
  assert.deepEqual(context?.runAsUser, { value: 5 });
  assert.deepEqual(context.runAsGroup, { value: 2 });
  assert.deepEqual(context.supplementalGroups, [4, 3]);
  assert.equal(context.noNewPrivs, true);
  assert.equal(context.readonlyRootfs, true);
  assert.deepEqual(context.capabilities, {
    addCapabilities: ["NET_ADMIN"],
    dropCapabilities: ["ALL"],
  });
  assert.deepEqual(context.seccomp, {
    profileType: "Localhost",
    localhostRef: "/k/seccomp/p.json",
  });
  assert.deepEqual(context.namespaceOptions, { network: "POD", pid: "NODE", ipc: "POD" });
});

const nonRoot = { securityContext: { runAsNonRoot: true } };
const refusals: [Partial<Container>, { uid: number | undefined; username: string }, string][] = [
  [
    { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
    { uid: 7, username: "" },
    "container's runAsUser breaks non-root policy",
  ],
  [nonRoot, { uid: 0, username: "" }, "container has runAsNonRoot and image will run as root"],
  [
    nonRoot,
    { uid: undefined, username: "web" },
    "container has runAsNonRoot and image has non-numeric user (web), cannot verify user is non-root",
  ],
];
for (const [container, user, message] of refusals) {
  test(`containerConfig() refuses: ${message}`, () => {
    const full = `${message} (pod: "p_ns(u)", container: a)`;
    const image = { ref: "sha256:1", ...user };
    assert.throws(() => configure(podOf(container), { image }), { message: full });
  });
}

test("podSandboxConfig() maps host ports and names namespaces, but not on the host network", () => {
  const ports = [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }];
  const configOf = (spec: Partial<PodSpec>): ReturnType<typeof podSandboxConfig> =>
    podSandboxConfig({
      pod: podOf({ ports }, spec),
      attempt: 1,
      logDirectory: "/logs",
      cgroupParent: "/k/besteffort/podu",
      clusterDNS: { servers: ["10.96.0.10"], domain: "cluster.local" },
      hostResolver: { servers: [], searches: [], options: [] },
    });
  const sysctls = [{ name: "net/ipv4/tcp_syncookies", value: "0" }];
  const own = configOf({ shareProcessNamespace: true, securityContext: { sysctls } });
  assert.deepEqual(own.portMappings, [
    { protocol: "TCP", containerPort: 80, hostPort: 8080, hostIp: "" },
  ]);
  assert.equal(own.hostname, "p");
  assert.deepEqual(own.linux?.sysctls, { "net.ipv4.tcp_syncookies": "0" });
  assert.equal(own.linux?.securityContext?.namespaceOptions?.pid, "POD");
  assert.equal(own.labels?.["app"], "x");
  assert.deepEqual(own.linux?.securityContext?.seccomp, { profileType: "Unconfined" });
  const seccompProfile = { type: "Localhost" as const, localhostProfile: "p.json" };
  const confined = configOf({ securityContext: { seccompProfile } }).linux?.securityContext;
  assert.deepEqual(confined?.seccomp, { profileType: "RuntimeDefault" });
  const shared = configOf({ hostNetwork: true });
  assert.deepEqual(shared.portMappings, []);
  assert.equal(shared.hostname, "");
});

test("containerConfig() refuses what this kubelet cannot do", () => {
  const volumeDevices = [{ name: "v", devicePath: "/dev/x" }];
  assert.throws(() => configure(podOf({ volumeDevices })), /block volumes are not supported/);
});

test("containerConfig() refuses a restart policy of its own, but for sidecars", () => {
  assert.throws(() => configure(podOf({ restartPolicy: "Never" })), /not supported/);
  const pod = podOf({}, { restartPolicy: "Never" });
  const container = { name: "side", image: "i:1", restartPolicy: "Always" };
  pod.spec.initContainers = [container];
  assert.equal(configure(pod, { container }).metadata?.name, "side");
});
