import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Pod, ResourceRequirements } from "#api/core/v1";
import { containerResources, cpuQuota, cpuShares, oomScoreAdjust } from "./container-resources.ts";

const node = { memoryCapacityBytes: 1024 ** 3, cgroupVersion: 1 as const };

function podOf(resources: ResourceRequirements | undefined): { pod: Pod; container: Container } {
  const container: Container = { name: "a", ...(resources ? { resources } : {}) };
  return { pod: { metadata: {}, spec: { containers: [container] } }, container };
}

test("cpuShares() and cpuQuota() keep within the kernel's bounds", () => {
  assert.deepEqual([0, 1, 100, 1000, 1_000_000].map(cpuShares), [2, 2, 102, 1024, 262_144]);
  assert.deepEqual(
    [0, 1, 500, 2000].map((milli) => cpuQuota(milli)),
    [0, 1000, 50_000, 200_000],
  );
});

const cases: { name: string; resources?: ResourceRequirements; want: object }[] = [
  { name: "nothing", want: { cpuShares: 2, oomScoreAdj: 1000 } },
  {
    name: "limits alone as requests too",
    resources: { limits: { cpu: "1", memory: "64Mi" } },
    want: {
      cpuShares: 1024,
      cpuQuota: 100_000,
      cpuPeriod: 100_000,
      memoryLimitInBytes: 64 * 1024 ** 2,
      oomScoreAdj: -997,
    },
  },
  {
    name: "requests",
    resources: { requests: { cpu: "250m", memory: "256Mi" } },
    want: { cpuShares: 256, oomScoreAdj: 750 },
  },
];
for (const { name, resources, want } of cases) {
  test(`containerResources() gives cgroup values for ${name}`, () => {
    const { pod, container } = podOf(resources);
    assert.deepEqual(containerResources(pod, container, node), want);
  });
}

test("containerResources() kills whole groups on cgroup v2", () => {
  const { pod, container } = podOf(undefined);
  const resources = containerResources(pod, container, { ...node, cgroupVersion: 2 });
  assert.deepEqual(resources.unified, { "memory.oom.group": "1" });
});

test("oomScoreAdjust() protects critical pods", () => {
  const { pod, container } = podOf(undefined);
  pod.spec.priority = 2_000_001_000;
  assert.equal(oomScoreAdjust(pod, container, 1), -997);
});
