import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Pod, PodSpec } from "#api/core/v1";
import { computePodActions, type PodActions, type ProbeVerdicts } from "./compute-pod-actions.ts";
import { containerHash } from "./labels.ts";
import type { PodRuntimeStatus, RuntimeContainer, RuntimeSandbox } from "./pod-runtime-status.ts";

type State = "running" | "created" | "unknown" | number;

function container(name: string, more: Partial<Container> = {}): Container {
  return { name, image: "image:1", ...more };
}

function instance(name: string, state: State, hash?: string): RuntimeContainer {
  return {
    id: `id-${name}`,
    name,
    podUid: "uid",
    sandboxId: "s",
    state: typeof state === "number" ? "exited" : state,
    restartCount: 0,
    hash: hash ?? containerHash(container(name)),
    createdAtMilliseconds: 1,
    startedAtMilliseconds: 1,
    finishedAtMilliseconds: 2,
    exitCode: typeof state === "number" ? state : 0,
    reason: "",
    message: "",
    image: "",
    imageRef: "",
    logPath: "",
    terminationMessageHostPath: undefined,
    terminationMessagePolicy: "File",
    resources: undefined,
    user: undefined,
  };
}

function sandbox(more: Partial<RuntimeSandbox> = {}): RuntimeSandbox {
  return {
    id: "s",
    podUid: "uid",
    namespace: "default",
    name: "p",
    attempt: 0,
    ready: true,
    createdAtMilliseconds: 1,
    ips: ["10.0.0.2"],
    hostNetwork: false,
    ...more,
  };
}

const noProbes: ProbeVerdicts = { failure: () => undefined, started: () => true };

interface Case {
  name: string;
  spec?: Partial<PodSpec>;
  sandboxes?: RuntimeSandbox[];
  containers?: Record<string, State>;
  probes?: Partial<ProbeVerdicts>;
  deleted?: boolean;
  hash?: string;
  want: {
    kill?: boolean;
    create?: boolean;
    attempt?: number;
    init?: number[];
    start?: number[];
    stop?: string[];
  };
}

const init = [container("i1"), container("i2")];
const sidecar = container("side", { restartPolicy: "Always" });

const cases: Case[] = [
  { name: "starts from nothing", sandboxes: [], want: { kill: true, create: true, start: [0, 1] } },
  {
    name: "starts with the first init container",
    spec: { initContainers: init },
    sandboxes: [],
    want: { kill: true, create: true, init: [0] },
  },
  { name: "leaves what runs alone", containers: { a: "running", b: "running" }, want: {} },
  { name: "restarts what exited", containers: { a: "running", b: 0 }, want: { start: [1] } },
  {
    name: "restarts failures only under OnFailure",
    spec: { restartPolicy: "OnFailure" },
    containers: { a: 0, b: 1 },
    want: { start: [1] },
  },
  {
    name: "restarts nothing under Never",
    spec: { restartPolicy: "Never" },
    containers: { a: "running", b: 1 },
    want: {},
  },
  {
    name: "ends a pod under Never when all have exited",
    spec: { restartPolicy: "Never" },
    containers: { a: 0, b: 1 },
    want: { kill: true },
  },
  {
    name: "ends a pod under OnFailure when all have succeeded",
    spec: { restartPolicy: "OnFailure" },
    containers: { a: 0, b: 0 },
    want: { kill: true },
  },
  {
    name: "restarts nothing of a pod that is being deleted",
    deleted: true,
    containers: { a: 1, b: 1 },
    want: { kill: true },
  },
  {
    name: "starts a container that was created only",
    containers: { a: "running", b: "created" },
    want: { start: [1] },
  },
  {
    name: "kills and restarts a container in unknown state",
    containers: { a: "running", b: "unknown" },
    want: { start: [1], stop: [`Container is in "unknown" state, try killing it before restart`] },
  },
  {
    name: "replaces a container whose definition changed",
    containers: { a: "running", b: "running" },
    hash: "other",
    want: {
      start: [0, 1],
      stop: [
        "Container a definition changed, will be restarted",
        "Container b definition changed, will be restarted",
      ],
    },
  },
  {
    name: "restarts a container that failed its liveness probe",
    containers: { a: "running", b: "running" },
    probes: { failure: (id) => (id === "id-a" ? "liveness" : undefined) },
    want: { start: [0], stop: ["Container a failed liveness probe, will be restarted"] },
  },
  {
    name: "stops a container that failed its startup probe under Never",
    spec: { restartPolicy: "Never" },
    containers: { a: "running", b: "running" },
    probes: { failure: (id) => (id === "id-a" ? "startup" : undefined) },
    want: { stop: ["Container a failed startup probe"] },
  },
  {
    name: "replaces a sandbox that is not ready",
    sandboxes: [sandbox({ ready: false, attempt: 3 })],
    containers: { a: "running", b: 137 },
    want: { kill: true, create: true, attempt: 4, start: [0, 1] },
  },
  {
    name: "replaces a sandbox without an address",
    sandboxes: [sandbox({ ips: [] })],
    want: { kill: true, create: true, attempt: 1, start: [0, 1] },
  },
  {
    name: "makes no second sandbox under Never",
    spec: { restartPolicy: "Never" },
    sandboxes: [sandbox({ ready: false })],
    containers: { a: 0, b: 137 },
    want: { kill: true, attempt: 1 },
  },
  {
    name: "makes no sandbox when all succeeded under OnFailure",
    spec: { restartPolicy: "OnFailure" },
    sandboxes: [sandbox({ ready: false })],
    containers: { a: 0, b: 0 },
    want: { kill: true, attempt: 1 },
  },
  {
    name: "waits for an init container that runs",
    spec: { initContainers: init },
    containers: { i1: "running" },
    want: {},
  },
  {
    name: "goes on to the next init container",
    spec: { initContainers: init },
    containers: { i1: 0 },
    want: { init: [1] },
  },
  {
    name: "restarts an init container that failed",
    spec: { initContainers: init },
    containers: { i1: 0, i2: 1 },
    want: { init: [1] },
  },
  {
    name: "ends a pod whose init container failed under Never",
    spec: { initContainers: init, restartPolicy: "Never" },
    containers: { i1: 1 },
    want: { kill: true },
  },
  {
    name: "starts the main containers after the last init container",
    spec: { initContainers: init },
    containers: { i1: 0, i2: 0 },
    want: { start: [0, 1] },
  },
  {
    name: "does not run init containers again once main containers started",
    spec: { initContainers: init },
    containers: { a: "running", b: 1 },
    want: { start: [1] },
  },
  {
    name: "starts what follows a sidecar while that runs",
    spec: { initContainers: [sidecar, container("i2")] },
    containers: { side: "running" },
    want: { init: [1] },
  },
  {
    name: "waits for a sidecar's startup probe",
    spec: { initContainers: [sidecar, container("i2")] },
    containers: { side: "running" },
    probes: { started: () => false },
    want: {},
  },
  {
    name: "restarts a sidecar beside running containers",
    spec: { initContainers: [sidecar] },
    containers: { side: 1, a: "running", b: "running" },
    want: { init: [0] },
  },
  {
    name: "ends a pod whose sidecar alone is left",
    spec: { initContainers: [sidecar], restartPolicy: "Never" },
    containers: { side: "running", a: 0, b: 0 },
    want: { kill: true },
  },
];

function run(testCase: Case): PodActions {
  const pod: Pod = {
    metadata: {
      uid: "uid",
      ...(testCase.deleted ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: {
      restartPolicy: "Always",
      containers: [container("a"), container("b")],
      ...testCase.spec,
    },
  };
  const status: PodRuntimeStatus = {
    uid: "uid",
    namespace: "default",
    name: "p",
    sandboxes: testCase.sandboxes ?? [sandbox()],
    containers: Object.entries(testCase.containers ?? {}).map(([name, state]) =>
      instance(name, state, testCase.hash),
    ),
  };
  return computePodActions(pod, status, { ...noProbes, ...testCase.probes });
}

for (const testCase of cases) {
  test(`computePodActions() ${testCase.name}`, () => {
    const { want } = testCase;
    const actions = run(testCase);
    assert.deepEqual(
      {
        kill: actions.killPod,
        create: actions.createSandbox,
        attempt: actions.sandboxAttempt,
        init: actions.initContainersToStart,
        start: actions.containersToStart,
        stop: actions.containersToKill.map(({ message }) => message),
      },
      { kill: false, create: false, attempt: 0, init: [], start: [], stop: [], ...want },
    );
  });
}
