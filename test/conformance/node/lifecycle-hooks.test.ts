// postStart and preStop hooks, by command and by HTTP, seen by a server that logs what it is asked.
// https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Lifecycle } from "#api/core/v1";
import { container, sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook";

async function startHandler(namespace: TestNamespace): Promise<string> {
  const pod = await namespace.startPod("handler", { containers: [container({ image: "nginx" })] });
  return pod["status"].podIP;
}

const kinds = ["exec", "http"] as const;

function hookOf(kind: (typeof kinds)[number], host: string, word: string): Lifecycle["postStart"] {
  const path = `/?word=${word}`;
  if (kind === "http") return { httpGet: { host, path, port: 80 } };
  return { exec: { command: ["wget", "-q", "-O", "-", `http://${host}${path}`] } };
}

describe(title, cluster.together, () => {
  for (const kind of kinds) {
    test(`${title} should execute poststart ${kind} hook properly`, async (t) => {
      const namespace = await cluster.namespace(t);
      const postStart = hookOf(kind, await startHandler(namespace), "poststart");
      await namespace.startPod("hooked", {
        containers: [shell(stayUp, { lifecycle: { ...(postStart && { postStart }) } })],
      });
      await namespace.waitForLog("handler", "main", /GET \/\?word=poststart/);
    });

    test(`${title} should execute prestop ${kind} hook properly`, async (t) => {
      const namespace = await cluster.namespace(t);
      const preStop = hookOf(kind, await startHandler(namespace), "prestop");
      await namespace.startPod("hooked", {
        terminationGracePeriodSeconds: 15,
        containers: [shell(stayUp, { lifecycle: { ...(preStop && { preStop }) } })],
      });
      assert.doesNotMatch(await namespace.log("handler", "main"), /word=prestop/);
      await cluster.api.delete("v1/pods", namespace.name, "hooked");
      await namespace.waitForLog("handler", "main", /GET \/\?word=prestop/);
      await cluster.api.waitUntilGone(["v1/pods", namespace.name, "hooked"]);
    });
  }
});

describe("[sig-node] PreStop", cluster.together, () => {
  test("[sig-node] PreStop should call prestop when killing a pod", async (t) => {
    const namespace = await cluster.namespace(t);
    const host = await startHandler(namespace);
    const command = ["sh", "-c", `wget -q -O - "http://${host}/?word=$(hostname)"`];
    await namespace.startPod("killed", {
      terminationGracePeriodSeconds: 15,
      containers: [shell(stayUp, { lifecycle: { preStop: { exec: { command } } } })],
    });
    await cluster.api.delete("v1/pods", namespace.name, "killed");
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "killed"]);
    assert.match(await namespace.log("handler", "main"), /GET \/\?word=killed/);
  });
});
