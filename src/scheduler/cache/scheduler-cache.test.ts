import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeNode, fakePod } from "../fake-cluster.ts";
import { makePodInfo } from "../framework/pod-info.ts";
import { NodeTree } from "./node-tree.ts";
import { SchedulerCache } from "./scheduler-cache.ts";
import { Snapshot } from "./snapshot.ts";

const requests = { cpu: "1" };

function snapshotOf(cache: SchedulerCache): Snapshot {
  const snapshot = new Snapshot();
  cache.updateSnapshot(snapshot);
  return snapshot;
}

function cacheWithNode(options = {}): SchedulerCache {
  const cache = new SchedulerCache(options);
  cache.setNode(fakeNode("a"));
  return cache;
}

test("assume() counts the pod on its node until forget()", () => {
  const cache = cacheWithNode();
  const snapshot = snapshotOf(cache);
  const info = makePodInfo(fakePod("p", { requests }));
  const assumed = cache.assume(info, "a");
  assert.equal(assumed.pod.spec.nodeName, "a");
  assert.equal(info.pod.spec.nodeName, undefined);
  cache.updateSnapshot(snapshot);
  assert.equal(snapshot.get("a")?.requested.cpu, 1000);
  assert.equal(cache.forget("uid-of-p"), true);
  cache.updateSnapshot(snapshot);
  assert.equal(snapshot.get("a")?.requested.cpu, 0);
  assert.equal(cache.forget("uid-of-p"), false);
});

test("setPod() confirms an assumed pod, also on another node than was assumed", () => {
  const cache = cacheWithNode();
  cache.setNode(fakeNode("b"));
  cache.assume(makePodInfo(fakePod("p", { requests })), "a");
  cache.setPod(fakePod("p", { requests, spec: { nodeName: "b" } }));
  assert.equal(cache.isAssumed("uid-of-p"), false);
  const snapshot = snapshotOf(cache);
  assert.equal(snapshot.get("a")?.pods.length, 0);
  assert.equal(snapshot.get("b")?.requested.cpu, 1000);
  assert.equal(cache.forget("uid-of-p"), false);
});

test("setPod() takes over changed requests", () => {
  const cache = cacheWithNode();
  cache.setPod(fakePod("p", { requests, spec: { nodeName: "a" } }));
  cache.setPod(fakePod("p", { requests: { cpu: "3" }, spec: { nodeName: "a" } }));
  assert.equal(snapshotOf(cache).get("a")?.requested.cpu, 3000);
});

test("expire() gives up assumed pods that were bound and never confirmed", () => {
  const cache = cacheWithNode({ assumedPodLifetimeMilliseconds: 1000 });
  cache.assume(makePodInfo(fakePod("p")), "a");
  assert.deepEqual(cache.expire(10_000), []);
  cache.finishBinding("uid-of-p", 10_000);
  assert.deepEqual(cache.expire(10_999), []);
  assert.deepEqual(cache.expire(11_000), ["uid-of-p"]);
  assert.equal(cache.podCount, 0);
});

test("expire() gives up nothing by default", () => {
  const cache = cacheWithNode();
  cache.assume(makePodInfo(fakePod("p")), "a");
  cache.finishBinding("uid-of-p", 0);
  assert.deepEqual(cache.expire(Number.MAX_SAFE_INTEGER), []);
});

test("removeNode() takes the node out of snapshots and keeps its pods for its return", () => {
  const cache = cacheWithNode();
  cache.setPod(fakePod("p", { requests, spec: { nodeName: "a" } }));
  const snapshot = snapshotOf(cache);
  cache.removeNode("a");
  cache.updateSnapshot(snapshot);
  assert.equal(snapshot.all.length, 0);
  assert.equal(snapshot.get("a"), undefined);
  cache.setNode(fakeNode("a"));
  cache.updateSnapshot(snapshot);
  assert.equal(snapshot.get("a")?.requested.cpu, 1000);
});

test("setPod() may come before its node", () => {
  const cache = new SchedulerCache();
  cache.setPod(fakePod("p", { requests, spec: { nodeName: "a" } }));
  assert.equal(snapshotOf(cache).all.length, 0);
  cache.setNode(fakeNode("a"));
  assert.equal(snapshotOf(cache).get("a")?.requested.cpu, 1000);
});

test("updateSnapshot() copies only nodes that changed, and a snapshot stays as it was", () => {
  const cache = cacheWithNode();
  cache.setNode(fakeNode("b"));
  const snapshot = snapshotOf(cache);
  const [before, untouched] = [snapshot.get("a"), snapshot.get("b")];
  cache.setPod(fakePod("p", { spec: { nodeName: "a" } }));
  assert.equal(before?.pods.length, 0);
  cache.updateSnapshot(snapshot);
  assert.notEqual(snapshot.get("a"), before);
  assert.equal(snapshot.get("b"), untouched);
  assert.equal(snapshot.all.includes(snapshot.get("a") as never), true);
});

test("updateSnapshot() sees each of several nodes, in whatever order they changed", () => {
  const cache = cacheWithNode();
  cache.setNode(fakeNode("b"));
  cache.setPod(fakePod("p", { spec: { nodeName: "a" } }));
  assert.deepEqual(
    snapshotOf(cache).all.map(({ name }) => name),
    ["a", "b"],
  );
});

test("image states count the nodes that have an image", () => {
  const cache = new SchedulerCache();
  cache.setNode(fakeNode("a", { images: { "nginx:1": 10 } }));
  cache.setNode(fakeNode("b", { images: { "nginx:1": 10 } }));
  const image = snapshotOf(cache).get("a")?.imageStates.get("nginx:1");
  assert.deepEqual([...(image?.nodes ?? [])], ["a", "b"]);
  cache.setNode(fakeNode("b"));
  assert.deepEqual([...(image?.nodes ?? [])], ["a"]);
});

test("NodeTree takes nodes from each zone in turn", () => {
  const tree = new NodeTree();
  const zone = "topology.kubernetes.io/zone";
  const nodes = { a1: "a", a2: "a", a3: "a", b1: "b" };
  for (const [name, value] of Object.entries(nodes)) {
    tree.set(fakeNode(name, { labels: { [zone]: value } }));
  }
  assert.deepEqual(tree.list(), ["a1", "b1", "a2", "a3"]);
  assert.equal(tree.list(), tree.list());
  tree.set(fakeNode("a3", { labels: { [zone]: "c" } }));
  tree.delete("a1");
  assert.deepEqual(tree.list(), ["a2", "b1", "a3"]);
});
