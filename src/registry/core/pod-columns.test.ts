import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from "#api/core/v1";
import { podColumns } from "./pod-columns.ts";

const now = Date.parse("2026-01-01T12:00:00Z");

function status(
  name: string,
  state: ContainerState,
  more: Partial<ContainerStatus> = {},
): ContainerStatus {
  return { name, image: "", imageID: "", ready: false, restartCount: 0, state, ...more };
}

interface Case {
  name: string;
  inits?: Container[];
  mains?: number;
  deleted?: boolean;
  status: PodStatus;
  want: string;
}

const running = status("main0", { running: {} }, { ready: true });
const initialized = { type: "Initialized", status: "True" };
const init: Container = { name: "init0", image: "x" };
const sidecar: Container = { name: "init0", image: "x", restartPolicy: "Always" };

/** READY STATUS RESTARTS */
const cases: Case[] = [
  { name: "new", status: { phase: "Pending" }, want: "0/1 Pending 0" },
  {
    name: "running",
    status: { phase: "Running", containerStatuses: [running] },
    want: "1/1 Running 0",
  },
  {
    name: "gated",
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }],
    },
    want: "0/1 SchedulingGated 0",
  },
  {
    name: "first init container",
    inits: [init, { ...init, name: "init1" }],
    status: { phase: "Pending", initContainerStatuses: [status("init0", { running: {} })] },
    want: "0/1 Init:0/2 0",
  },
  {
    name: "second init container",
    inits: [init, { ...init, name: "init1" }],
    status: {
      phase: "Pending",
      initContainerStatuses: [
        status("init0", { terminated: { exitCode: 0 } }),
        status("init1", { waiting: { reason: "PodInitializing" } }),
      ],
    },
    want: "0/1 Init:1/2 0",
  },
  {
    name: "failing init container",
    inits: [init],
    status: {
      phase: "Pending",
      initContainerStatuses: [
        status("init0", { waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 3 }),
      ],
    },
    want: "0/1 Init:CrashLoopBackOff 3",
  },
  {
    name: "init container that ended with a code",
    inits: [init],
    status: {
      phase: "Pending",
      initContainerStatuses: [status("init0", { terminated: { exitCode: 7 } })],
    },
    want: "0/1 Init:ExitCode:7 0",
  },
  {
    name: "init container killed by a signal",
    inits: [init],
    status: {
      phase: "Pending",
      initContainerStatuses: [status("init0", { terminated: { exitCode: 137, signal: 9 } })],
    },
    want: "0/1 Init:Signal:9 0",
  },
  {
    name: "after init",
    inits: [init],
    status: {
      phase: "Pending",
      conditions: [initialized],
      initContainerStatuses: [
        status("init0", { terminated: { exitCode: 0 } }, { restartCount: 2 }),
      ],
      containerStatuses: [status("main0", { waiting: { reason: "PodInitializing" } })],
    },
    want: "0/1 PodInitializing 0",
  },
  {
    name: "sidecar beside main",
    inits: [sidecar],
    status: {
      phase: "Running",
      conditions: [initialized],
      initContainerStatuses: [
        status("init0", { running: {} }, { ready: true, started: true, restartCount: 1 }),
      ],
      containerStatuses: [running],
    },
    want: "2/2 Running 1",
  },
  {
    name: "crash loop with the time of the last restart",
    status: {
      phase: "Running",
      containerStatuses: [
        status(
          "main0",
          { waiting: { reason: "CrashLoopBackOff" } },
          {
            restartCount: 5,
            lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T11:57:00Z" } },
          },
        ),
      ],
    },
    want: "0/1 CrashLoopBackOff 5 (3m ago)",
  },
  {
    name: "completed",
    status: {
      phase: "Succeeded",
      containerStatuses: [status("main0", { terminated: { exitCode: 0, reason: "Completed" } })],
    },
    want: "0/1 Completed 0",
  },
  {
    name: "failed without a reason",
    status: {
      phase: "Failed",
      containerStatuses: [status("main0", { terminated: { exitCode: 3 } })],
    },
    want: "0/1 ExitCode:3 0",
  },
  {
    name: "one of two completed, not ready",
    mains: 2,
    status: {
      phase: "Running",
      containerStatuses: [
        status("main0", { terminated: { exitCode: 0, reason: "Completed" } }),
        { ...running, name: "main1" },
      ],
    },
    want: "1/2 NotReady 0",
  },
  {
    name: "one of two completed, ready",
    mains: 2,
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [
        status("main0", { terminated: { exitCode: 0, reason: "Completed" } }),
        { ...running, name: "main1" },
      ],
    },
    want: "1/2 Running 0",
  },
  { name: "evicted", status: { phase: "Failed", reason: "Evicted" }, want: "0/1 Evicted 0" },
  {
    name: "terminating",
    deleted: true,
    status: { phase: "Running", containerStatuses: [running] },
    want: "1/1 Terminating 0",
  },
  {
    name: "on a lost node",
    deleted: true,
    status: { phase: "Running", reason: "NodeLost" },
    want: "0/1 Unknown 0",
  },
  {
    name: "deleted after it ended",
    deleted: true,
    status: {
      phase: "Succeeded",
      containerStatuses: [status("main0", { terminated: { exitCode: 0, reason: "Completed" } })],
    },
    want: "0/1 Completed 0",
  },
];

function cell(pod: Pod, name: string): unknown {
  return podColumns.find((column) => column.name === name)?.value(pod, now);
}

for (const each of cases) {
  test(`podColumns show a pod: ${each.name}`, () => {
    const mains = Array.from({ length: each.mains ?? 1 }, (_, i) => ({ name: `main${i}` }));
    const pod: Pod = {
      metadata: {
        name: "p",
        ...(each.deleted ? { deletionTimestamp: "2026-01-01T11:59:00Z" } : {}),
      },
      spec: { containers: mains, ...(each.inits ? { initContainers: each.inits } : {}) },
      status: each.status,
    };
    const shown = ["Ready", "Status", "Restarts"].map((name) => cell(pod, name)).join(" ");
    assert.equal(shown, each.want);
  });
}

test("podColumns show address, node and gates in wide output", () => {
  const pod: Pod = {
    metadata: { name: "p", creationTimestamp: "2026-01-01T11:50:00Z" },
    spec: {
      containers: [],
      nodeName: "n1",
      readinessGates: [{ conditionType: "a" }, { conditionType: "b" }],
    },
    status: { podIPs: [{ ip: "10.244.0.5" }], conditions: [{ type: "a", status: "True" }] },
  };
  const wide = podColumns
    .filter(({ priority }) => priority === 1)
    .map((column) => column.value(pod, now));
  assert.deepEqual(wide, ["10.244.0.5", "n1", "<none>", "1/2"]);
  assert.equal(cell(pod, "Age"), "10m");
});
