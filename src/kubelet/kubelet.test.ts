// The whole kubelet on a fake runtime, a fake API server and a fake clock.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { nodes, pods } from "#api";
import { serviceUnavailable } from "#apimachinery";
import type { FakeScript } from "#cri";
import { FakeNode, image } from "./fake-node.ts";

const worlds: FakeNode[] = [];
function newWorld(script: FakeScript = {}): FakeNode {
  const world = new FakeNode(script);
  worlds.push(world);
  return world;
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

test("Kubelet registers its node as Ready, with a lease", async () => {
  const world = newWorld();
  await world.kubelet();
  const node = await world.client.resource(nodes).get("", "n1");
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
  assert.equal(ready?.status, "True");
  assert.equal(ready.reason, "KubeletReady");
  assert.equal(node.status?.capacity?.["pods"], "110");
  assert.deepEqual(node.spec.taints, undefined);
});

test("Kubelet runs a pod and reports it Running and Ready", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web");
  const pod = await world.phase("web", "Running");
  const status = pod.status?.containerStatuses?.[0];
  assert.equal(status?.ready, true);
  assert.equal(status.started, true);
  assert.equal(status.restartCount, 0);
  assert.match(status.containerID ?? "", /^fake:\/\//);
  assert.equal(pod.status?.hostIP, "10.0.0.1");
  assert.match(pod.status?.podIP ?? "", /^10\.244\./);
  const conditions = pod.status?.conditions?.map(({ type, status: value }) => `${type}=${value}`);
  assert.deepEqual(conditions, [
    "PodReadyToStartContainers=True",
    "Initialized=True",
    "Ready=True",
    "ContainersReady=True",
    "PodScheduled=True",
  ]);
  await world.until(async () => (await world.eventTexts("web")).length >= 3);
  assert.deepEqual(await world.eventTexts("web"), [
    `Normal Pulled Container image "${image}" already present on machine and can be accessed by the pod`,
    "Normal Created Container created",
    "Normal Started Container started",
  ]);
});

test("Kubelet restarts a container that exits, then backs off", async () => {
  const world = newWorld({
    container: () => ({ exit: { afterMilliseconds: 1000, code: 3 } }),
  });
  await world.kubelet();
  const { metadata } = await world.create("web");
  const pod = await world.waitingReason("web", "CrashLoopBackOff");
  const status = pod.status?.containerStatuses?.[0];
  assert.equal(
    status?.state?.waiting?.message,
    `back-off 10s restarting failed container=web pod=web_default(${metadata.uid})`,
  );
  assert.equal(status.restartCount, 1);
  assert.equal(status.lastState?.terminated?.exitCode, 3);
  assert.equal(status.lastState.terminated.reason, "Error");
  assert.equal(pod.status?.phase, "Running");
  await world.clock.advanceAsync(10_000);
  await world.until(async () => {
    const now = (await world.pod("web")).status?.containerStatuses?.[0];
    return now?.restartCount === 2;
  });
});

const policies = [
  { policy: "Never", code: 0, phase: "Succeeded" },
  { policy: "Never", code: 1, phase: "Failed" },
  { policy: "OnFailure", code: 0, phase: "Succeeded" },
] as const;
for (const { policy, code, phase } of policies) {
  test(`Kubelet ends a pod as ${phase} when it exits with ${code} under ${policy}`, async () => {
    const world = newWorld({ container: () => ({ exit: { afterMilliseconds: 100, code } }) });
    await world.kubelet();
    await world.create("job", { restartPolicy: policy });
    const pod = await world.phase("job", phase);
    assert.equal(pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode, code);
    assert.equal(pod.status?.containerStatuses?.[0]?.restartCount, 0);
  });
}

test("Kubelet runs init containers in order before the others", async () => {
  const world = newWorld({
    container: (config) =>
      config.metadata?.name?.startsWith("init")
        ? { exit: { afterMilliseconds: 50, code: 0 } }
        : undefined,
  });
  await world.kubelet();
  await world.create("web", {
    initContainers: [
      { name: "init-1", image },
      { name: "init-2", image },
    ],
  });
  const pod = await world.phase("web", "Running");
  const created = world.runtime.calls
    .filter(({ method }) => method === "createContainer")
    .map(({ argument }) => argument);
  assert.deepEqual(created, ["init-1", "init-2", "web"]);
  const init = pod.status?.initContainerStatuses ?? [];
  assert.ok(init.every(({ ready, state }) => ready && state?.terminated?.reason === "Completed"));
});

test("Kubelet shows ErrImagePull, then ImagePullBackOff", async () => {
  const world = newWorld({ pullError: () => new Error("no such image") });
  await world.kubelet();
  await world.create("web", { containers: [{ name: "web", image: "nowhere:1" }] });
  const first = await world.waitingReason("web", "ErrImagePull");
  assert.equal(first.status?.phase, "Pending");
  const second = await world.waitingReason("web", "ImagePullBackOff");
  assert.equal(
    second.status?.containerStatuses?.[0]?.state?.waiting?.message,
    'Back-off pulling image "nowhere:1": ErrImagePull: no such image',
  );
  world.runtime.script.pullError = () => undefined;
  await world.clock.advanceAsync(10_000);
  await world.phase("web", "Running");
});

test("Kubelet reports a missing ConfigMap and goes on once it is there", async () => {
  const world = newWorld();
  await world.kubelet();
  const env = [{ name: "A", valueFrom: { configMapKeyRef: { name: "c", key: "a" } } }];
  await world.create("web", { containers: [{ name: "web", image, env }] });
  const pod = await world.waitingReason("web", "CreateContainerConfigError");
  const waiting = pod.status?.containerStatuses?.[0]?.state?.waiting;
  assert.equal(waiting?.message, 'configmap "c" not found');
});

test("Kubelet stops a deleted pod within its grace period and deletes the object", async () => {
  const world = newWorld({ container: () => ({ stopDelayMilliseconds: 60_000 }) });
  await world.kubelet();
  await world.create("web", {
    terminationGracePeriodSeconds: 5,
    containers: [{ name: "web", image, lifecycle: { preStop: { exec: { command: ["x"] } } } }],
  });
  await world.phase("web", "Running");
  await world.client.resource(pods).delete("default", "web", { gracePeriodSeconds: 5 });
  await world.clock.advanceAsync(1000);
  assert.deepEqual(world.hooks.calls, ["preStop web"]);
  assert.ok((await world.pod("web")).metadata.deletionTimestamp);
  await world.clock.advanceAsync(4000);
  await world.gone("web");
  await world.until(async () => (await world.runtime.listPodSandbox()).length === 0);
  assert.deepEqual(await world.runtime.listContainers(), []);
});

test("Kubelet deletes a pod that never started", async () => {
  const world = newWorld({ sandboxDelayMilliseconds: 2000 });
  await world.kubelet();
  await world.create("web");
  await world.clock.advanceAsync(100);
  await world.client.resource(pods).delete("default", "web", { gracePeriodSeconds: 30 });
  await world.gone("web");
  await world.until(async () => (await world.runtime.listPodSandbox()).length === 0);
});

test("Kubelet adopts what runs after its own restart", async () => {
  const world = newWorld();
  const first = await world.kubelet();
  await world.create("web");
  const before = await world.phase("web", "Running");
  await first.stop();
  await world.kubelet();
  await world.clock.advanceAsync(1000);
  const after = await world.pod("web");
  assert.deepEqual(after.status?.containerStatuses, before.status?.containerStatuses);
  const sandboxes = world.runtime.calls.filter(({ method }) => method === "runPodSandbox");
  assert.equal(sandboxes.length, 1);
});

test("Kubelet sees an exit that happened while it was away", async () => {
  const world = newWorld();
  const first = await world.kubelet();
  await world.create("web", { restartPolicy: "Never" });
  await world.phase("web", "Running");
  await first.stop();
  const id = world.runtime.findContainer("web", "web")?.id ?? "";
  world.runtime.exitContainer(id, 7);
  await world.kubelet();
  const pod = await world.phase("web", "Failed");
  assert.equal(pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode, 7);
});

test("Kubelet cleans up pods that were deleted while it was away", async () => {
  const world = newWorld();
  const first = await world.kubelet();
  await world.create("web");
  await world.phase("web", "Running");
  await first.stop();
  await world.client.resource(pods).delete("default", "web", { gracePeriodSeconds: 0 });
  await world.kubelet();
  await world.until(async () => (await world.runtime.listPodSandbox()).length === 0);
});

test("Kubelet replaces a sandbox that died", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web");
  await world.phase("web", "Running");
  const [sandbox] = await world.runtime.listPodSandbox();
  world.runtime.exitSandbox(sandbox?.id ?? "");
  await world.until(async () => {
    const status = (await world.pod("web")).status?.containerStatuses?.[0];
    return status?.restartCount === 1 && status.state?.running !== undefined;
  });
});

test("Kubelet fails a pod that outlives activeDeadlineSeconds", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web", { activeDeadlineSeconds: 3 });
  await world.phase("web", "Running");
  await world.clock.advanceAsync(4000);
  const pod = await world.phase("web", "Failed");
  assert.equal(pod.status?.reason, "DeadlineExceeded");
  assert.equal(pod.status.message, "Pod was active on the node longer than the specified deadline");
});

test("Kubelet refuses a pod whose node selector does not match", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web", { nodeSelector: { disk: "ssd" } });
  const pod = await world.phase("web", "Failed");
  assert.equal(pod.status?.reason, "NodeAffinity");
});

test("Kubelet restarts a container that fails its liveness probe", async () => {
  const world = newWorld();
  await world.kubelet();
  const { metadata } = await world.create("web");
  await world.phase("web", "Running");
  const containerId = world.runtime.findContainer("web", "web")?.id ?? "";
  const podUid = metadata.uid ?? "";
  world.probes.fail({ podUid, containerName: "web", containerId, kind: "liveness" });
  await world.until(
    async () => (await world.pod("web")).status?.containerStatuses?.[0]?.restartCount === 1,
  );
  const texts = await world.eventTexts("web");
  assert.ok(
    texts.includes("Normal Killing Container web failed liveness probe, will be restarted"),
    texts.join("\n"),
  );
});

test("Kubelet reports OOMKilled", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web", { restartPolicy: "Never" });
  await world.phase("web", "Running");
  world.runtime.oomKillContainer(world.runtime.findContainer("web", "web")?.id ?? "");
  const pod = await world.phase("web", "Failed");
  const terminated = pod.status?.containerStatuses?.[0]?.state?.terminated;
  assert.equal(terminated?.reason, "OOMKilled");
  assert.equal(terminated.exitCode, 137);
});

test("Kubelet tells the prober that a pod was ready before its restart", async () => {
  const world = newWorld();
  const first = await world.kubelet();
  const { metadata } = await world.create("web");
  await world.phase("web", "Running");
  await first.stop();
  world.probes.running.clear();
  await world.kubelet();
  const running = world.probes.running.get(metadata.uid ?? "");
  assert.deepEqual(
    running?.map(({ wasReady, wasStarted }) => ({ wasReady, wasStarted })),
    [{ wasReady: true, wasStarted: true }],
  );
});

test("Kubelet registers its node once the API server answers", async () => {
  const world = newWorld();
  let refusals = 3;
  world.server.reactor = ({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/nodes") || refusals-- <= 0) return;
    throw serviceUnavailable("starting");
  };
  await world.kubelet();
  assert.ok(await world.client.resource(nodes).get("", "n1"));
});

test("Kubelet asks for the handler of a pod's RuntimeClass", async () => {
  const world = newWorld();
  await world.kubelet();
  await world.create("web", { runtimeClassName: "none" });
  const text =
    "Warning FailedCreatePodSandBox Failed to create pod sandbox: " +
    'failed to get sandbox runtime: RuntimeClass "none" not found';
  await world.until(async () => (await world.eventTexts("web")).includes(text));
});

test("Kubelet reports Ready soon after the pod network is", async () => {
  const world = newWorld({ networkReady: false });
  await world.kubelet();
  const ready = async (): Promise<string | undefined> => {
    const node = await world.client.resource(nodes).get("", "n1");
    return node.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  };
  assert.equal(await ready(), "False");
  const { spec } = await world.client.resource(nodes).get("", "n1");
  assert.deepEqual(spec.taints, [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]);
  world.runtime.script.networkReady = true;
  await world.until(async () => (await ready()) === "True");
});

test("Kubelet writes /etc/hosts anew where a killed one left a sandbox without it", async () => {
  const world = newWorld({
    container: () => ({ exit: { afterMilliseconds: 1000, code: 0 } }),
  });
  await world.kubelet();
  const { metadata } = await world.create("web");
  await world.phase("web", "Running");
  const hosts = join(world.directory, "pods", metadata.uid ?? "", "etc-hosts");
  rmSync(hosts);
  await world.until(() => existsSync(hosts));
  assert.match(readFileSync(hosts, "utf8"), /\tweb\n/);
});
