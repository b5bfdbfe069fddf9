import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Pod, ResourceRequirements } from "#api/core/v1";
import { FakeClock } from "#base";
import { silentLogger } from "#component-base";
import { cgroupVersion, parseCgroupMounts } from "./cgroup-mounts.ts";
import { ContainerManager } from "./container-manager.ts";
import { filesV1, filesV2, podCgroup, podCgroupLimits } from "./pod-cgroup.ts";

function podOf(resources: ResourceRequirements = {}): Pod {
  return { metadata: { uid: "u1" }, spec: { containers: [{ name: "a", resources }] } };
}

const hybrid = `cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
proc /proc proc rw 0 0
`;

test("parseCgroupMounts() finds v1, named and v2 hierarchies", () => {
  const mounts = parseCgroupMounts(hybrid);
  assert.deepEqual(mounts, [
    { path: "/sys/fs/cgroup/cpu", version: 1, controllers: ["cpu", "cpuacct"] },
    { path: "/sys/fs/cgroup/systemd", version: 1, controllers: ["name=systemd"] },
    { path: "/sys/fs/cgroup/unified", version: 2, controllers: [] },
  ]);
  assert.equal(cgroupVersion(mounts), 1);
  assert.equal(cgroupVersion(mounts.slice(2)), 2);
});

test("podCgroup() sorts pods by quality of service", () => {
  const limits = { cpu: "1", memory: "1Gi" };
  assert.equal(podCgroup("/k", podOf()), "/k/besteffort/podu1");
  assert.equal(podCgroup("/k", podOf({ requests: { cpu: "1" } })), "/k/burstable/podu1");
  assert.equal(podCgroup("/k", podOf({ limits, requests: limits })), "/k/podu1");
});

test("podCgroupLimits() limits a pod only where every container has a limit", () => {
  const pod = podOf({ limits: { cpu: "500m", memory: "64Mi" }, requests: { cpu: "100m" } });
  const limits = { cpuShares: 102, cpuQuota: 50_000, memoryBytes: 64 * 1024 ** 2 };
  assert.deepEqual(podCgroupLimits(pod), limits);
  pod.spec.containers.push({ name: "b" });
  const open = { cpuShares: 102, cpuQuota: undefined, memoryBytes: undefined };
  assert.deepEqual(podCgroupLimits(pod), open);
  assert.deepEqual(filesV1(["cpu"], limits), [
    ["cpu.shares", "102"],
    ["cpu.cfs_period_us", "100000"],
    ["cpu.cfs_quota_us", "50000"],
  ]);
  assert.deepEqual(filesV2(open), [
    ["cpu.weight", "4"],
    ["cpu.max", "max 100000"],
    ["memory.max", "max"],
  ]);
});

test("ContainerManager makes pod cgroups on v1 and removes them in every hierarchy", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "cgroups-test-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const mounts = [
    { path: join(root, "cpu"), version: 1 as const, controllers: ["cpu"] },
    { path: join(root, "blkio"), version: 1 as const, controllers: ["blkio"] },
  ];
  const ledgerPath = join(root, "cgroups.json");
  const clock = new FakeClock();
  const manager = new ContainerManager({
    clock,
    log: silentLogger,
    mounts,
    parent: "/k",
    ledgerPath,
  });
  manager.start();
  manager.ensurePod(podOf());
  const cgroup = join(root, "cpu/k/besteffort/podu1");
  assert.equal(readFileSync(join(cgroup, "cpu.shares"), "utf8"), "2");
  // In the kernel's file system the files vanish with the directory.
  rmSync(join(cgroup, "cpu.shares"));
  const leftover = join(root, "blkio/k/besteffort/podu1/container");
  mkdirSync(leftover, { recursive: true });
  assert.deepEqual(manager.podsWithCgroups(), ["u1"]);
  await manager.removePod("u1");
  assert.ok(!existsSync(cgroup) && !existsSync(leftover));
  assert.deepEqual(manager.podsWithCgroups(), []);
  assert.deepEqual(JSON.parse(readFileSync(ledgerPath, "utf8")), {
    cgroups: [join(root, "cpu/k"), join(root, "blkio/k")],
  });
});

test("ContainerManager hands controllers down on v2", (t) => {
  const root = mkdtempSync(join(tmpdir(), "cgroups-test-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const path of ["", "k", "k/burstable"]) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, "cgroup.controllers"), "cpu memory pids\n");
    writeFileSync(join(root, path, "cgroup.subtree_control"), "pids\n");
  }
  const manager = new ContainerManager({
    clock: new FakeClock(),
    log: silentLogger,
    mounts: [{ path: root, version: 2, controllers: [] }],
    parent: "/k",
    ledgerPath: join(root, "ledger"),
  });
  manager.ensurePod(podOf({ requests: { cpu: "1", memory: "1Mi" } }));
  assert.equal(readFileSync(join(root, "k/cgroup.subtree_control"), "utf8"), "+cpu +memory");
  assert.equal(readFileSync(join(root, "k/burstable/podu1/cpu.weight"), "utf8"), "39");
});
