import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Node } from "#api/core/v1";
import { FakeClock } from "#base";
import { createClient, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import { fakeNode, fakePod } from "../fake-cluster.ts";
import { CycleState } from "./cycle-state.ts";
import { Framework } from "./framework.ts";
import { NodeInfo } from "./node-info.ts";
import type { Plugin } from "./plugin.ts";
import { makePodInfo } from "./pod-info.ts";
import { failed, type Status, skip, success, unresolvable, unschedulable } from "./status.ts";
import { WaitingPods } from "./waiting-pods.ts";

const base: Plugin[] = [
  { name: "Sort", compare: () => 0 },
  { name: "Bind", bind: async () => success },
];
const info = makePodInfo(fakePod("web"));

let clock: FakeClock;
let waitingPods: WaitingPods;

beforeEach(() => {
  clock = new FakeClock();
  waitingPods = new WaitingPods(clock);
});

function framework(plugins: Plugin[], weights: Record<string, number> = {}): Framework {
  const all = [...plugins, ...base];
  return new Framework({
    profile: {
      schedulerName: "test",
      plugins: all.map(({ name }) => ({
        name,
        ...(weights[name] !== undefined ? { weight: weights[name] } : {}),
      })),
    },
    registry: Object.fromEntries(all.map((plugin) => [plugin.name, () => plugin])),
    handle: {
      client: createClient(new FakeApiServer({ clock })),
      clock,
      log: silentLogger,
      eventRecorder: { event: () => {}, flush: async () => {} },
      nodes: {
        all: [],
        havePodsWithAffinity: [],
        havePodsWithRequiredAntiAffinity: [],
        get: () => undefined,
      },
      namespaceLabels: () => undefined,
    },
    waitingPods,
  });
}

function nodeInfo(node: Node): NodeInfo {
  const created = new NodeInfo();
  created.setNode(node);
  return created;
}

function naming(name: string, ...names: string[]): Plugin {
  return { name, preFilter: () => ({ status: success, nodeNames: new Set(names) }) };
}

test("Framework refuses profiles that cannot work", () => {
  const handle = {} as never;
  const make = (plugins: { name: string }[]) => () =>
    new Framework({
      profile: { schedulerName: "test", plugins },
      registry: { Sort: () => base[0] as Plugin },
      handle,
      waitingPods,
    });
  assert.throws(make([{ name: "toString" }]), /Scheduler plugin "toString" does not exist/);
  assert.throws(make([]), /exactly one queue sort plugin/);
  assert.throws(make([{ name: "Sort" }]), /needs a bind plugin/);
});

test("runPreFilter() leaves the nodes over that every plugin names", () => {
  const result = framework([naming("A", "x", "y"), naming("B", "y", "z")]).runPreFilter(
    new CycleState(),
    info,
  );
  assert.deepEqual([...(result.nodeNames ?? [])], ["y"]);
  assert.deepEqual(result.namingPlugins, ["A", "B"]);
});

test("runPreFilter() refuses when the plugins agree on no node", () => {
  const { status } = framework([naming("A", "x"), naming("B", "y")]).runPreFilter(
    new CycleState(),
    info,
  );
  assert.equal(status.code, "UnschedulableAndUnresolvable");
  assert.deepEqual(status.reasons, ["node(s) didn't satisfy plugin(s) [A B] simultaneously"]);
});

test("runFilter() leaves out plugins whose PreFilter said Skip", () => {
  const state = new CycleState();
  const refusing: Plugin = {
    name: "A",
    preFilter: () => ({ status: skip("A") }),
    filter: () => unschedulable("A", "no"),
  };
  const tested = framework([refusing]);
  tested.runPreFilter(state, info);
  assert.equal(tested.runFilter(state, info, nodeInfo(fakeNode("n"))), success);
});

test("runFilter() tells the first refusal", () => {
  const plugins = ["A", "B"].map((name) => ({ name, filter: () => unschedulable(name, name) }));
  const status = framework(plugins).runFilter(new CycleState(), info, nodeInfo(fakeNode("n")));
  assert.deepEqual(status, unschedulable("A", "A"));
});

test("runScore() weighs normalized scores, and asserts their range", () => {
  const nodes = ["x", "y"].map((name) => nodeInfo(fakeNode(name)));
  const plugins: Plugin[] = [
    { name: "A", score: (_s, _i, { name }) => (name === "x" ? 10 : 20) },
    {
      name: "B",
      score: () => 1,
      normalizeScore: (_s, _i, scores) => void scores.splice(0, 2, 0, 5),
    },
  ];
  assert.deepEqual(framework(plugins, { A: 2 }).runScore(new CycleState(), info, nodes), [20, 45]);
  const wrong: Plugin = { name: "C", score: () => 101 };
  const run = () => framework([wrong]).runScore(new CycleState(), info, nodes);
  assert.throws(run, /Plugin "C" gave the score 101/);
});

test("runPostFilter() stops at success and collects reasons otherwise", async () => {
  const says = (name: string, status: Status): Plugin => ({
    name,
    postFilter: async () => ({ status, nominatedNodeName: name }),
  });
  const statuses = { byNode: new Map(), absent: unresolvable("") };
  const refused = framework([
    says("A", unschedulable("A", "a")),
    says("B", unschedulable("B", "b")),
  ]);
  const both = await refused.runPostFilter(new CycleState(), info, statuses);
  assert.deepEqual(both.status.reasons, ["a", "b"]);
  const helped = framework([says("A", success), says("B", unschedulable("B", "b"))]);
  const first = await helped.runPostFilter(new CycleState(), info, statuses);
  assert.deepEqual(first, { status: success, nominatedNodeName: "A" });
});

test("runUnreserve() undoes in the opposite order", () => {
  const order: string[] = [];
  const plugins = ["A", "B"].map((name) => ({ name, unreserve: () => void order.push(name) }));
  framework(plugins).runUnreserve(new CycleState(), info, "n");
  assert.deepEqual(order, ["B", "A"]);
});

test("runBind() goes on to the next plugin after Skip only", async () => {
  const binding = { nodeName: "n", signal: new AbortController().signal };
  const skipping: Plugin = { name: "A", bind: async () => skip("A") };
  const state = new CycleState();
  assert.equal(await framework([skipping]).runBind(state, info, binding), success);
  const failing: Plugin = { name: "A", bind: async () => failed("A", new Error("no")) };
  assert.equal((await framework([failing]).runBind(state, info, binding)).code, "Error");
});

const waiting = (name: string, timeoutMilliseconds: number): Plugin => ({
  name,
  permit: () => ({ status: { code: "Wait", reasons: [], plugin: name }, timeoutMilliseconds }),
});

test("waitOnPermit() ends when all plugins allow the pod", async () => {
  const tested = framework([waiting("A", 1000), waiting("B", 1000)]);
  assert.equal(tested.runPermit(new CycleState(), info, "n").code, "Wait");
  const ended = tested.waitOnPermit(info.pod);
  const uid = info.pod.metadata.uid ?? "";
  waitingPods.allow(uid, "A");
  assert.equal(waitingPods.list().length, 1);
  waitingPods.allow(uid, "B");
  assert.equal(await ended, success);
  assert.equal(clock.waiting, 0);
});

test("waitOnPermit() refuses the pod when the first time runs out", async () => {
  const tested = framework([waiting("A", 2000), waiting("B", 1000)]);
  tested.runPermit(new CycleState(), info, "n");
  const ended = tested.waitOnPermit(info.pod);
  clock.advance(1000);
  const status = await ended;
  assert.equal(status.plugin, "B");
  assert.deepEqual(status.reasons, ["rejected due to timeout after waiting 1s at plugin B"]);
  assert.equal(clock.waiting, 0);
});

test("waitOnPermit() gives success at once when nobody waits", async () => {
  assert.equal(await framework([]).waitOnPermit(info.pod), success);
});

test("eventsToRegister() counts every event for a plugin that names none", () => {
  const [registered] = framework([{ name: "A", filter: () => success }]).eventsToRegister();
  assert.equal(registered?.plugin, "A");
  assert.equal(registered?.events[0]?.resource, "*");
});
