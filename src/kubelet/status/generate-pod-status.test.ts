import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, ContainerStatus, Pod, PodSpec, PodStatus } from "#api/core/v1";
import type { RuntimeContainer } from "../runtime-manager/pod-runtime-status.ts";
import { generatePodStatus } from "./generate-pod-status.ts";

const now = Date.parse("2026-01-02T03:04:05Z");

type State = "running" | "created" | "unknown" | number;

function instance(name: string, state: State, restartCount = 0): RuntimeContainer {
  return {
    id: `${name}-${restartCount}`,
    name,
    podUid: "uid",
    sandboxId: "s",
    state: typeof state === "number" ? "exited" : state,
    restartCount,
    hash: "",
    createdAtMilliseconds: now,
    startedAtMilliseconds: now,
    finishedAtMilliseconds: typeof state === "number" ? now : 0,
    exitCode: typeof state === "number" ? state : 0,
    reason: "",
    message: "",
    image: "image:1",
    imageRef: "sha256:1",
    logPath: "",
    terminationMessageHostPath: undefined,
    terminationMessagePolicy: "File",
    resources: undefined,
    user: undefined,
  };
}

interface Case {
  name: string;
  spec?: Partial<PodSpec>;
  status?: PodStatus;
  /** Newest first. */
  instances?: RuntimeContainer[];
  waiting?: Record<string, string>;
  unready?: string[];
  isTerminal?: boolean;
  failure?: { reason: string; message: string };
  want: {
    phase: string;
    /** As kubectl would: "a running", "a waiting ErrImagePull", "a terminated Error 1". */
    containers?: string[];
    init?: string[];
    /** Only those that are not True, "Type reason message". */
    conditions?: string[];
    reason?: string;
  };
}

const init: Container[] = [
  { name: "i1", image: "image:1" },
  { name: "i2", image: "image:1" },
];
const notReady = "ContainersNotReady containers with unready status: [a]";
const starting = [`Ready ${notReady}`, `ContainersReady ${notReady}`];
const completed = ["Ready PodCompleted", "ContainersReady PodCompleted"];
const failed = ["Ready PodFailed", "ContainersReady PodFailed"];

const cases: Case[] = [
  {
    name: "waits for its first container",
    want: { phase: "Pending", containers: ["a waiting ContainerCreating"], conditions: starting },
  },
  {
    name: "runs",
    instances: [instance("a", "running")],
    want: { phase: "Running", containers: ["a running ready"] },
  },
  {
    name: "runs but is not ready",
    instances: [instance("a", "running")],
    unready: ["a"],
    want: { phase: "Running", containers: ["a running"], conditions: starting },
  },
  {
    name: "cannot pull its image",
    waiting: { a: "ErrImagePull" },
    want: { phase: "Pending", containers: ["a waiting ErrImagePull"], conditions: starting },
  },
  {
    name: "crashes in a loop",
    instances: [instance("a", 1, 4), instance("a", 1, 3)],
    waiting: { a: "CrashLoopBackOff" },
    want: {
      phase: "Running",
      containers: ["a waiting CrashLoopBackOff, last Error 1, restarts 4"],
      conditions: starting,
    },
  },
  {
    name: "runs again",
    instances: [instance("a", "running", 1), instance("a", 0)],
    want: { phase: "Running", containers: ["a running ready, last Completed 0, restarts 1"] },
  },
  {
    name: "has succeeded",
    spec: { restartPolicy: "Never" },
    instances: [instance("a", 0)],
    want: { phase: "Succeeded", containers: ["a terminated Completed 0"], conditions: completed },
  },
  {
    name: "has failed",
    spec: { restartPolicy: "Never" },
    instances: [instance("a", 2)],
    want: { phase: "Failed", containers: ["a terminated Error 2"], conditions: failed },
  },
  {
    name: "is about to be restarted under OnFailure",
    spec: { restartPolicy: "OnFailure" },
    instances: [instance("a", 2)],
    want: { phase: "Running", containers: ["a terminated Error 2"], conditions: starting },
  },
  {
    name: "was stopped under Always",
    instances: [instance("a", 143)],
    isTerminal: true,
    want: { phase: "Failed", containers: ["a terminated Error 143"], conditions: failed },
  },
  {
    name: "runs its second init container",
    spec: { initContainers: init },
    instances: [instance("i2", "running"), instance("i1", 0)],
    want: {
      phase: "Pending",
      init: ["i1 terminated Completed 0 ready", "i2 running"],
      containers: ["a waiting PodInitializing"],
      conditions: [
        "Initialized ContainersNotInitialized containers with incomplete status: [i2]",
        ...starting,
      ],
    },
  },
  {
    name: "has failed in its init container",
    spec: { initContainers: init, restartPolicy: "Never" },
    instances: [instance("i1", 1)],
    want: {
      phase: "Failed",
      init: ["i1 terminated Error 1", "i2 waiting PodInitializing"],
      containers: ["a waiting PodInitializing"],
      conditions: [
        "Initialized ContainersNotInitialized containers with incomplete status: [i1 i2]",
        ...failed,
      ],
    },
  },
  {
    name: "keeps its phase once it is over",
    status: { phase: "Failed", reason: "Evicted" },
    instances: [instance("a", "running")],
    want: {
      phase: "Failed",
      reason: "Evicted",
      containers: ["a running ready"],
      conditions: failed,
    },
  },
  {
    name: "was refused",
    failure: { reason: "OutOfcpu", message: "no" },
    want: {
      phase: "Failed",
      reason: "OutOfcpu",
      containers: ["a waiting ContainerCreating"],
      conditions: failed,
    },
  },
  {
    name: "lost the container that ran",
    status: {
      containerStatuses: [
        {
          name: "a",
          ready: true,
          restartCount: 2,
          image: "image:1",
          imageID: "",
          state: { running: {} },
        },
      ],
    },
    want: {
      phase: "Running",
      containers: ["a waiting ContainerCreating, last ContainerStatusUnknown 137, restarts 3"],
      conditions: starting,
    },
  },
  {
    name: "has a readiness gate that nobody opened",
    spec: { readinessGates: [{ conditionType: "gate" }] },
    instances: [instance("a", "running")],
    want: {
      phase: "Running",
      containers: ["a running ready"],
      conditions: [
        'Ready ReadinessGatesNotReady corresponding condition of pod readiness gate "gate" does not exist.',
      ],
    },
  },
];

function describe(status: ContainerStatus): string {
  const { state, lastState } = status;
  const terminated = state?.terminated;
  const text = state?.running
    ? "running"
    : terminated
      ? `terminated ${terminated.reason} ${terminated.exitCode}`
      : `waiting ${state?.waiting?.reason}`;
  const last = lastState?.terminated;
  return [
    `${status.name} ${text}${status.ready ? " ready" : ""}`,
    ...(last ? [`last ${last.reason} ${last.exitCode}`] : []),
    ...(status.restartCount > 0 ? [`restarts ${status.restartCount}`] : []),
  ].join(", ");
}

function generate(testCase: Case): PodStatus {
  const pod: Pod = {
    metadata: { name: "p", namespace: "default", uid: "uid", generation: 3 },
    spec: {
      restartPolicy: "Always",
      containers: [{ name: "a", image: "image:1" }],
      ...testCase.spec,
    },
    ...(testCase.status ? { status: testCase.status } : {}),
  };
  const waiting = Object.entries(testCase.waiting ?? {}).map(
    ([name, reason]) => [name, { reason, message: "m" }] as const,
  );
  const sandbox = {
    id: "s",
    podUid: "uid",
    namespace: "default",
    name: "p",
    attempt: 0,
    ready: true,
    createdAtMilliseconds: now,
    ips: ["10.0.0.2"],
    hostNetwork: false,
  };
  return generatePodStatus({
    pod,
    runtime: {
      uid: "uid",
      namespace: "default",
      name: "p",
      sandboxes: [sandbox],
      containers: testCase.instances ?? [],
    },
    waiting: new Map(waiting),
    runtimeName: "containerd",
    hostIPs: ["10.0.0.1"],
    probes: ({ name }) => ({ started: true, ready: !(testCase.unready ?? []).includes(name) }),
    isTerminal: testCase.isTerminal ?? false,
    failure: testCase.failure,
    nowMilliseconds: now,
  });
}

for (const testCase of cases) {
  test(`generatePodStatus() of a pod that ${testCase.name}`, () => {
    const status = generate(testCase);
    const conditions = (status.conditions ?? [])
      .filter((condition) => condition.status !== "True")
      .map(({ type, reason, message }) => [type, reason, message].filter(Boolean).join(" "));
    assert.deepEqual(
      {
        phase: status.phase,
        ...(status.reason ? { reason: status.reason } : {}),
        containers: (status.containerStatuses ?? []).map(describe),
        init: (status.initContainerStatuses ?? []).map(describe),
        conditions,
      },
      { init: [], conditions: [], ...testCase.want },
    );
  });
}

test("generatePodStatus() gives addresses, times, class and generation", () => {
  const status = generate({ name: "", instances: [instance("a", "running")], want: { phase: "" } });
  assert.equal(status.podIP, "10.0.0.2");
  assert.deepEqual(status.hostIPs, [{ ip: "10.0.0.1" }]);
  assert.equal(status.startTime, "2026-01-02T03:04:05Z");
  assert.equal(status.qosClass, "BestEffort");
  assert.equal(status.observedGeneration, 3);
  assert.equal(status.conditions?.[0]?.observedGeneration, 3);
  assert.equal(status.containerStatuses?.[0]?.containerID, "containerd://a-0");
});

test("generatePodStatus() keeps a condition's transition time and others' conditions", () => {
  const old = { type: "Initialized", status: "True", lastTransitionTime: "2020-01-01T00:00:00Z" };
  const gate = { type: "gate", status: "True" };
  const status = generate({
    name: "",
    status: { conditions: [old, gate] },
    instances: [instance("a", "running")],
    want: { phase: "" },
  });
  const find = (type: string): unknown => status.conditions?.find((c) => c.type === type);
  assert.equal((find("Initialized") as typeof old).lastTransitionTime, old.lastTransitionTime);
  assert.deepEqual(find("gate"), gate);
});
