// Pods as objects of the API: their life, generation, status, class, and streams over WebSockets.
// https://kubernetes.io/docs/concepts/workloads/pods/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WebSocket } from "ws";
import { resourcePath, sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] Pods";

/** Every message until the server closes. */
function messages(path: string, protocol: string): Promise<Buffer[]> {
  const { server, ...tls } = cluster.api.connection;
  const socket = new WebSocket(`wss://${server.host}${path}`, protocol, tls);
  const received: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on("message", (data: Buffer) => received.push(data));
    socket.once("error", reject);
    socket.once("close", () => resolve(received));
  });
}

function patch(namespace: TestNamespace, change: object, name = "pod") {
  return cluster.api.patch(["v1/pods", namespace.name, name], change);
}

describe(title, cluster.together, () => {
  test(`${title} should get a host IP`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.startPod("pod", { containers: [shell(stayUp)] });
    assert.ok(cluster.nodes.some(({ address }) => address === pod["status"].hostIP));
    assert.deepEqual(pod["status"].hostIPs, [{ ip: pod["status"].hostIP }]);
  });

  test(`${title} should be submitted and removed`, async (t) => {
    const namespace = await cluster.namespace(t);
    const path = resourcePath("v1/pods", namespace.name);
    const { metadata } = await cluster.api.expect("GET", path);
    const terminationGracePeriodSeconds = 30;
    await namespace.startPod("pod", { terminationGracePeriodSeconds, containers: [shell(stayUp)] });
    await cluster.api.delete("v1/pods", namespace.name, "pod", { gracePeriodSeconds: 20 });
    const seen: string[] = [];
    let grace = 0;
    const watch = cluster.api.watch(
      `${path}?resourceVersion=${metadata.resourceVersion}`,
      AbortSignal.timeout(30_000),
    );
    for await (const { type, object } of watch) {
      seen.push(type);
      const { deletionGracePeriodSeconds } = object.metadata as {
        deletionGracePeriodSeconds?: number;
      };
      grace = Math.max(grace, deletionGracePeriodSeconds ?? 0);
      if (type === "DELETED") break;
    }
    assert.equal(seen[0], "ADDED");
    assert.equal(seen.at(-1), "DELETED");
    assert.equal(grace, 20);
  });

  test(`${title} should be updated`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] }, { labels: { time: "1" } });
    await patch(namespace, { metadata: { labels: { time: "2" } } });
    const found = await cluster.api.list("v1/pods", namespace.name, "?labelSelector=time%3D2");
    assert.equal(found.length, 1);
  });

  test(`${title} should allow activeDeadlineSeconds to be updated`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    await patch(namespace, { spec: { activeDeadlineSeconds: 2 } });
    const pod = await namespace.waitForPod("pod", ({ status }) => status.phase === "Failed");
    assert.equal(pod["status"].reason, "DeadlineExceeded");
  });

  test(`${title} should delete a collection of pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    for (const name of ["pod1", "pod2", "pod3"])
      await namespace.createPod(name, { containers: [shell(stayUp)] }, { labels: { test: "yes" } });
    const path = resourcePath("v1/pods", namespace.name);
    await cluster.api.expect("DELETE", `${path}?labelSelector=test%3Dyes`);
    await cluster.api.waitForList(["v1/pods", namespace.name], (items) => items.length === 0);
  });

  test(`${title} should patch a pod status`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    const status = { message: "Patched by a test", reason: "E2E" };
    const path = `${resourcePath("v1/pods", namespace.name, "pod")}/status`;
    const contentType = "application/merge-patch+json";
    const patched = await cluster.api.expect("PATCH", path, { body: { status }, contentType });
    assert.equal(patched["status"].message, status.message);
    assert.equal(patched["status"].reason, status.reason);
  });

  test(`${title} should run through the lifecycle of Pods and PodStatus`, async (t) => {
    const namespace = await cluster.namespace(t);
    const [main] = [shell(stayUp, { image: "busybox:latest", imagePullPolicy: "IfNotPresent" })];
    await namespace.startPod("pod", { containers: [main] }, { labels: { test: namespace.name } });
    const image = "docker.io/library/busybox:latest";
    await patch(namespace, {
      metadata: { labels: { patched: "yes" } },
      spec: { containers: [{ name: "main", image }] },
    });
    const query = `?labelSelector=test%3D${namespace.name}`;
    const [found] = await cluster.api.list("v1/pods", undefined, query);
    assert.equal(found?.metadata.labels?.["patched"], "yes");
    assert.equal(found?.["spec"].containers[0].image, image);
    const path = `${resourcePath("v1/pods", namespace.name, "pod")}/status`;
    const got = await cluster.api.expect("GET", path);
    const conditions = got["status"].conditions.map((condition: { type: string }) =>
      condition.type === "Ready" ? { ...condition, status: "False" } : condition,
    );
    const contentType = "application/merge-patch+json";
    const changed = await cluster.api.expect("PATCH", path, {
      body: { status: { conditions } },
      contentType,
    });
    assert.ok(
      changed["status"].conditions.some(
        (one: { type: string; status: string }) => one.type === "Ready" && one.status === "False",
      ),
    );
    await cluster.api.expect("DELETE", `${resourcePath("v1/pods", namespace.name)}${query}`);
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "pod"]);
  });

  test(`${title} should support remote command execution over websockets`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    const command = ["cat", "/etc/hostname"].map((word) => `command=${encodeURIComponent(word)}`);
    const path = `${resourcePath("v1/pods", namespace.name, "pod")}/exec`;
    const query = `?stdout=1&stderr=1&container=main&${command.join("&")}`;
    const received = await messages(`${path}${query}`, "v4.channel.k8s.io");
    const out = received
      .filter((message) => message[0] === 1)
      .map((message) => message.subarray(1));
    assert.equal(Buffer.concat(out).toString(), "pod\n");
    const end =
      received
        .find((message) => message[0] === 3)
        ?.subarray(1)
        .toString() ?? "{}";
    assert.equal(JSON.parse(end).status, "Success");
  });

  test(`${title} should support retrieving logs from the container over websockets`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.runPod("pod", { containers: [shell("echo container is alive")] });
    const path = `${resourcePath("v1/pods", namespace.name, "pod")}/log?container=main`;
    const received = await messages(path, "binary.k8s.io");
    assert.equal(Buffer.concat(received).toString(), "container is alive\n");
  });
});

describe("[sig-node] Pods Extended", cluster.together, () => {
  test("[sig-node] Pods Extended Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory and cpu", async (t) => {
    const namespace = await cluster.namespace(t);
    const amounts = { cpu: "100m", memory: "100Mi" };
    const resources = { requests: amounts, limits: amounts };
    const pod = await namespace.createPod("pod", { containers: [shell(stayUp, { resources })] });
    assert.equal(pod["status"].qosClass, "Guaranteed");
  });

  const generations = "[sig-node] Pods Extended (pod generation) Pod Generation";

  test(`${generations} pod generation should start at 1 and increment per update [MinimumKubeletVersion:1.34]`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.startPod("pod", { containers: [shell(stayUp)] });
    assert.equal(pod.metadata.generation, 1);
    const toleration = { key: "foo", operator: "Exists", effect: "NoSchedule" };
    const changes: [change: object, generation: number][] = [
      [{ metadata: { labels: { only: "metadata" } } }, 1],
      [{ spec: { activeDeadlineSeconds: 5000 } }, 2],
      [{ spec: { containers: [{ name: "main", image: "docker.io/library/busybox" }] } }, 3],
      [{ spec: { tolerations: [...pod["spec"].tolerations, toleration] } }, 4],
    ];
    for (const [change, generation] of changes) {
      const changed = await patch(namespace, change);
      assert.equal(changed.metadata.generation, generation, JSON.stringify(change));
      await namespace.waitForPod("pod", ({ status }) => status.observedGeneration === generation);
    }
  });

  test(`${generations} custom-set generation on new pods and graceful delete`, async (t) => {
    const namespace = await cluster.namespace(t);
    const metadata = { generation: 100 } as object;
    await namespace.startPod(
      "pod",
      {
        terminationGracePeriodSeconds: 60,
        containers: [shell("trap '' TERM; sleep 1000 & wait; sleep 1000")],
      },
      metadata,
    );
    const made = await cluster.api.get("v1/pods", namespace.name, "pod");
    assert.equal(made.metadata.generation, 1);
    const answer = await cluster.api.request(
      "DELETE",
      resourcePath("v1/pods", namespace.name, "pod"),
    );
    assert.equal(answer.status, 200);
    assert.equal(answer.body.metadata.generation, 2);
    await namespace.waitForPod("pod", ({ status }) => status.observedGeneration === 2);
    await cluster.api.delete("v1/pods", namespace.name, "pod", { gracePeriodSeconds: 0 });
  });

  test(`${generations} issue 500 podspec updates and verify generation and observedGeneration eventually converge [MinimumKubeletVersion:1.34]`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    const tolerations: object[] = (await cluster.api.get("v1/pods", namespace.name, "pod"))["spec"]
      .tolerations;
    for (let index = 0; index < 499; index++) {
      tolerations.push({ key: `key-${index}`, operator: "Exists", effect: "NoSchedule" });
      await patch(namespace, { spec: { tolerations } });
    }
    const pod = await namespace.waitForPod(
      "pod",
      ({ status }) => status.observedGeneration === 500,
    );
    assert.equal(pod.metadata.generation, 500);
  });
});

describe("[sig-node] Node Lifecycle", cluster.needed, () => {
  test("[sig-node] Node Lifecycle should run through the lifecycle of a node", async () => {
    const name = "made-by-hand";
    const place = ["v1/nodes", undefined, name] as const;
    await cluster.api.create("v1/nodes", undefined, {
      metadata: { name, labels: { by: "hand" } },
      spec: { unschedulable: true },
    });
    const patched = await cluster.api.patch(place, { metadata: { labels: { patched: "yes" } } });
    assert.equal(patched.metadata.labels?.["patched"], "yes");
    const path = `${resourcePath(...place)}/status`;
    const condition = { type: "E2E", status: "True", reason: "Set", message: "Set by a test" };
    const body = { status: { conditions: [condition] } };
    const contentType = "application/strategic-merge-patch+json";
    const status = await cluster.api.expect("PATCH", path, { body, contentType });
    assert.ok(JSON.stringify(status["status"].conditions).includes("Set by a test"));
    await cluster.api.expect("DELETE", `${resourcePath("v1/nodes")}?labelSelector=by%3Dhand`);
    await cluster.api.waitUntilGone(place);
  });
});
