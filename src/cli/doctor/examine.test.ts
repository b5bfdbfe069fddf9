import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCommand } from "#sandbox";
import { examine } from "../commands/doctor.ts";
import { clusterSpec, fakeEnvironment, putCluster } from "../fake-environment.ts";
import { type FakeMachine, fakeMachine } from "./fake-machine.ts";
import { probeKernel } from "./kernel-probes.ts";
import { machine } from "./machine.ts";

const dockerChains = `table ip filter {
	chain INPUT {
		type filter hook input priority filter; policy accept;
	}
	chain FORWARD {
		type filter hook forward priority filter; policy drop;
	}
}
`;
const bridgeSetting = "/proc/sys/net/bridge/bridge-nf-call-iptables";

const misses: {
  what: string;
  machine?: FakeMachine;
  userId?: number;
  name: string;
  status: "failed" | "warning";
  message: RegExp;
}[] = [
  {
    what: "the system is not Linux",
    machine: { platform: "darwin" },
    name: "platform",
    status: "failed",
    message: /use a Linux machine/,
  },
  {
    what: "the user is not root",
    userId: 1000,
    name: "root",
    status: "failed",
    message: /sudo \.\/cox up/,
  },
  {
    what: "namespaces are missing",
    machine: { absent: [/ns\/ipc$/] },
    name: "namespaces",
    status: "failed",
    message: /lacks ipc namespaces; use a kernel with CONFIG_NAMESPACES/,
  },
  {
    what: "a controller is off",
    machine: { files: { "/sys/fs/cgroup/cgroup.controllers": "cpu pids\n" } },
    name: "cgroups",
    status: "failed",
    message: /Controllers memory are off; .*cgroup_enable=memory/,
  },
  {
    what: "no cgroup file system is mounted",
    machine: { files: { "/proc/self/mounts": "" } },
    name: "cgroups",
    status: "failed",
    message: /mount -t cgroup2 none \/sys\/fs\/cgroup/,
  },
  {
    what: "packages are missing",
    machine: { absent: [/\/runc$/, /\/nft$/] },
    name: "packages",
    status: "failed",
    message: /apt-get install runc nftables/,
  },
  {
    what: "inotify is scarce",
    machine: { files: { "/proc/sys/fs/inotify/max_user_instances": "128\n" } },
    name: "inotify",
    status: "warning",
    message: /sysctl fs.inotify.max_user_instances=512/,
  },
  {
    what: "little disk is left",
    machine: { freeBytes: () => 2 ** 29 },
    name: "disk",
    status: "warning",
    message: /Only 0.5 GiB free in .*; free some or set COX_HOME/,
  },
  {
    what: "network namespaces are refused",
    machine: {
      commands: {
        "unshare --net -- true": { exitCode: 1, stderr: "unshare: Operation not permitted\nmore" },
      },
    },
    name: "network-namespace",
    status: "failed",
    message: /cannot be made \(unshare: Operation not permitted\); run cox as root/,
  },
  {
    what: "the kernel has no veth",
    machine: {
      commands: {
        "unshare --net -- ip link add probe0 type veth": {
          exitCode: 2,
          stderr: "Error: Unknown device type.\n",
        },
      },
    },
    name: "veth",
    status: "failed",
    message: /Unknown device type\.\); load the kernel module: modprobe veth/,
  },
  {
    what: "the kernel has no bridges",
    machine: { commands: { "unshare --net -- ip link add probe0 type bridge": { exitCode: 2 } } },
    name: "bridge",
    status: "failed",
    message: /modprobe bridge/,
  },
  {
    what: "the kernel has no nf_tables",
    machine: { commands: { "unshare --net -- nft": { exitCode: 1, stderr: "No such file" } } },
    name: "nf_tables",
    status: "failed",
    message: /Services are not understood \(No such file\); .*modprobe -a nf_tables/,
  },
  {
    what: "the file system carries no overlay",
    machine: { commands: { "unshare --mount -- mount -t overlay": { exitCode: 32 } } },
    name: "overlayfs",
    status: "failed",
    message: /modprobe overlay, or set COX_HOME/,
  },
  {
    what: "Docker drops forwarded packets and bridges are filtered",
    machine: {
      files: { [bridgeSetting]: "1\n" },
      commands: { "nft list chains": { stdout: dockerChains } },
    },
    name: "forwarding",
    status: "warning",
    message:
      /Chain ip filter FORWARD .* between nodes .*iptables -I DOCKER-USER -i cox\+ -j ACCEPT/,
  },
  {
    what: "forwarded packets are dropped and bridges are not filtered",
    machine: {
      files: { [bridgeSetting]: "0\n" },
      commands: {
        "nft list chains": { stdout: dockerChains },
        "iptables -S DOCKER-USER": { exitCode: 1 },
      },
    },
    name: "forwarding",
    status: "warning",
    message: /from nodes outwards \(--egress nat\); .*iptables -I FORWARD -o cox\+/,
  },
  {
    what: "the older iptables drops forwarded packets",
    machine: {
      files: { [bridgeSetting]: "1\n", "/proc/net/ip_tables_names": "nat\nfilter\n" },
      commands: { "iptables-legacy -S FORWARD": { stdout: "-P FORWARD DROP\n" } },
    },
    name: "forwarding",
    status: "warning",
    message: /Chain FORWARD has the policy DROP/,
  },
];

for (const { what, machine: fields, userId, name, status, message } of misses)
  test(`examine() says what to do when ${what}`, async (t) => {
    const environment = fakeEnvironment(t, userId === undefined ? {} : { userId });
    const results = await examine(environment, fakeMachine(fields));
    const found = results.filter((result) => result.status !== "ok");
    assert.deepEqual(
      found.map((result) => [result.name, result.status]),
      [[name, status]],
    );
    assert.match(found[0]?.message ?? "", message);
    assert.doesNotMatch(found[0]?.message ?? "", /\n/);
  });

test("examine() finds nothing on a machine where all is well", async (t) => {
  const results = await examine(fakeEnvironment(t), fakeMachine());
  assert.deepEqual(
    results.filter(({ status }) => status !== "ok"),
    [],
  );
});

test("examine() finds half-deleted and damaged clusters and ports that others took", async (t) => {
  const environment = fakeEnvironment(t);
  const publish = [{ hostPort: 8080, nodePort: 30_080 }];
  putCluster(environment.home, "dev", clusterSpec("dev", { publish }));
  putCluster(environment.home, "free", clusterSpec("free", { apiPort: 6444 }));
  putCluster(environment.home, "half", undefined);
  putCluster(environment.home, "torn", "{");
  const results = await examine(environment, fakeMachine({ listening: [6443, 8080] }));
  const found = results.filter(({ status }) => status !== "ok").map(({ message }) => message);
  assert.equal(found.length, 4);
  assert.match(found[0] ?? "", /Port 6443, which cluster "dev" needs, is taken; .*ss -ltnp/);
  assert.match(found[1] ?? "", /Port 8080/);
  assert.match(found[2] ?? "", /"half" is half-deleted; finish with: cox delete half/);
  assert.match(found[3] ?? "", /"torn" is damaged; finish with: cox delete torn/);
});

const skip = process.getuid?.() === 0 ? false : "needs root to probe the kernel";

test("probeKernel() really probes, and leaves nothing", { skip }, async (t) => {
  const environment = fakeEnvironment(t);
  const state = async (): Promise<string[]> => [
    readlinkSync("/proc/self/ns/net"),
    readlinkSync("/proc/self/ns/mnt"),
    readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .filter((line) => line.includes("probe"))
      .join(),
    (await runCommand(["ip", "-o", "link"]))
      .split("\n")
      .filter((line) => line.includes("probe"))
      .join(),
    (await runCommand(["nft", "list", "tables"]))
      .split("\n")
      .filter((line) => line.includes("probe"))
      .join(),
    readdirSync(environment.home).join(),
  ];
  const before = await state();
  const results = await probeKernel(machine, environment.home);
  assert.deepEqual(
    results.map(({ name, status }) => `${name} ${status}`),
    ["network-namespace ok", "veth ok", "bridge ok", "nf_tables ok", "overlayfs ok"],
  );
  assert.deepEqual(await state(), before);
  const absent = join(environment.home, "absent");
  await probeKernel(machine, absent);
  assert.equal(existsSync(absent), false);
});
