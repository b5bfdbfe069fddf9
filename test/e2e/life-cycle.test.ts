// The life of whole clusters: killed and started again, stopped, deleted, interrupted. Each test
// has a cluster of its own and deletes it whatever happens.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import {
  type ApiObject,
  ClusterApi,
  clusterTraces,
  coxEnvironment,
  machineTraces,
  ownClusterName,
  packageRoot,
  podTemplate,
  reasonToSkip,
  runProgram,
  server,
  TestNamespace,
  testHome,
} from "#testing/cluster";

const skip = reasonToSkip();
const cox = join(packageRoot, "cox");

interface OwnCluster {
  name: string;
  directory: string;
  cox(...argv: string[]): Promise<string>;
  /** A client of the present server; closed when the test ends. */
  api(): ClusterApi;
  namespace(): TestNamespace;
}

function ownCluster(context: TestContext): OwnCluster {
  const name = ownClusterName();
  const directory = join(testHome, "clusters", name);
  const env = { ...coxEnvironment(), COX_CLUSTER: name };
  const run = async (...argv: string[]): Promise<string> =>
    (await runProgram([cox, ...argv], { env, deadlineSeconds: 180 })).stdout;
  context.after(async () => {
    if (clusterTraces(name, testHome).length > 0) await run("delete", name);
  });
  const api = (): ClusterApi => {
    const one = ClusterApi.fromKubeconfig(join(directory, "admin.kubeconfig"));
    context.after(() => one.close());
    return one;
  };
  const kubectl = (): never => {
    throw new Error("These tests speak with the API directly");
  };
  return {
    name,
    directory,
    cox: run,
    api,
    namespace: () => new TestNamespace("default", api(), kubectl),
  };
}

/** A Deployment and a Service whose pods are ready; gives the pods. */
async function deploy(cluster: OwnCluster, replicas = 2): Promise<ApiObject[]> {
  const namespace = cluster.namespace();
  await namespace.api.waitFor(["v1/serviceaccounts", "default", "default"], Boolean);
  const selector = { app: "web" };
  await namespace.create("apps/v1/deployments", "web", {
    spec: { replicas, selector: { matchLabels: selector }, template: podTemplate(server()) },
  });
  await namespace.create("v1/services", "web", { spec: { selector, ports: [{ port: 80 }] } });
  return waitUntilServed(cluster, replicas);
}

function waitUntilServed(cluster: OwnCluster, replicas = 2): Promise<ApiObject[]> {
  return cluster
    .api()
    .waitForList(
      ["v1/pods", "default", "labelSelector=app%3Dweb"],
      (pods) =>
        pods.length === replicas && pods.every(({ status }) => status.containerStatuses?.[0].ready),
      90,
    );
}

const containersOf = (pods: ApiObject[]): string[] =>
  pods
    .map(({ metadata, status }) => {
      const [{ containerID, restartCount }] = status.containerStatuses;
      return `${metadata.name} ${status.podIP} ${containerID} ${restartCount}`;
    })
    .sort();

async function ask(cluster: OwnCluster, url: string): Promise<string> {
  const retry = ["--retry-connrefused", "--retry", "20", "--max-time", "30"];
  const argv = ["nsenter", `--net=/run/netns/${cluster.name}-1`, "--", "curl", "-s", ...retry, url];
  return (await runProgram(argv)).stdout.trim();
}

/** The processes of cox itself: servers and agents, not the runtime. */
function daemons(cluster: OwnCluster): number[] {
  const files = ["server.process.json", `nodes/${cluster.name}-2/agent.process.json`];
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(join(cluster.directory, file), "utf8")).pid as number];
    } catch {
      return [];
    }
  });
}

function runtime(cluster: OwnCluster): number {
  const file = join(cluster.directory, "nodes", `${cluster.name}-1`, "containerd/containerd.json");
  const { pid, identity } = JSON.parse(readFileSync(file, "utf8"));
  return pid ?? identity.pid;
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await runProgram(["tail", `--pid=${pid}`, "--follow", "/dev/null"], { deadlineSeconds: 20 });
}

describe("life of a cluster", { ...(skip && { skip }) }, () => {
  test("a second up changes nothing; delete leaves nothing", async (t) => {
    const before = machineTraces();
    const cluster = ownCluster(t);
    await cluster.cox("up", cluster.name, "--nodes", "2");
    const pids = daemons(cluster);
    assert.equal(pids.length, 2);
    const pods = await deploy(cluster);
    const second = JSON.parse(await cluster.cox("up", cluster.name, "--output", "json"));
    assert.deepEqual(second.started, []);
    assert.deepEqual(daemons(cluster), pids);
    assert.deepEqual(containersOf(await waitUntilServed(cluster)), containersOf(pods));
    const status = await cluster.cox("status", cluster.name);
    assert.match(status, new RegExp(`${cluster.name}-2`));
    await cluster.cox("delete", cluster.name);
    assert.deepEqual(clusterTraces(cluster.name, testHome), []);
    assert.deepEqual(machineTraces(), before);
    const kubeconfig = readFileSync(coxEnvironment()["KUBECONFIG"] ?? "", "utf8");
    assert.ok(!kubeconfig.includes(`cox-${cluster.name}`));
  });

  test("kill -9 of every cox process: containers keep serving, up finds all as it was", async (t) => {
    const cluster = ownCluster(t);
    await cluster.cox("up", cluster.name, "--nodes", "2");
    const pods = await deploy(cluster, 3);
    const namespace = cluster.namespace();
    await namespace.configMap("written", { before: "the kill" });
    const { spec } = await namespace.api.get("v1/services", "default", "web");
    for (const pid of daemons(cluster)) await kill(pid);
    const names = pods.map(({ metadata }) => metadata.name);
    for (let count = 0; count < 10; count++)
      assert.ok(names.includes(await ask(cluster, `http://${spec.clusterIP}/`)));
    await cluster.cox("up", cluster.name);
    assert.deepEqual(containersOf(await waitUntilServed(cluster, 3)), containersOf(pods));
    const map = await cluster.api().get("v1/configmaps", "default", "written");
    assert.deepEqual(map["data"], { before: "the kill" });
    await cluster
      .api()
      .waitForList(["v1/nodes", undefined], (nodes) =>
        nodes.every(({ status }) =>
          status.conditions.some(
            ({ type, status }: { type: string; status: string }) =>
              type === "Ready" && status === "True",
          ),
        ),
      );
    assert.ok(names.includes(await ask(cluster, `http://${spec.clusterIP}/`)));
    assert.deepEqual(containersOf(await waitUntilServed(cluster, 3)), containersOf(pods));
  });

  test("containerd killed comes back and the pods are adopted", async (t) => {
    const cluster = ownCluster(t);
    await cluster.cox("up", cluster.name);
    const pods = await deploy(cluster);
    const pid = runtime(cluster);
    await kill(pid);
    const namespace = cluster.namespace();
    const one = await namespace.runPod("after", {
      containers: [{ ...server(), command: ["true"] }],
    });
    assert.equal(one["status"].phase, "Succeeded");
    assert.notEqual(runtime(cluster), pid);
    assert.deepEqual(containersOf(await waitUntilServed(cluster)), containersOf(pods));
  });

  test("down keeps the objects, up starts the same pods again", async (t) => {
    const cluster = ownCluster(t);
    await cluster.cox("up", cluster.name);
    const pods = await deploy(cluster);
    await cluster.cox("down", cluster.name);
    const kept = clusterTraces(cluster.name, testHome);
    assert.deepEqual(kept, [`directory ${cluster.directory}`]);
    await cluster.cox("up", cluster.name);
    const identities = (list: ApiObject[]) => list.map(({ metadata }) => metadata.uid).sort();
    const api = cluster.api();
    const again = await api.waitForList(
      ["v1/pods", "default", "labelSelector=app%3Dweb"],
      (list) =>
        list.length === 2 &&
        list.every(({ status }) => {
          const [main] = status.containerStatuses ?? [];
          return main?.ready && !containersOf(pods).join().includes(main.containerID);
        }),
      90,
    );
    assert.deepEqual(identities(again), identities(pods));
    const { spec } = await api.get("v1/services", "default", "web");
    const names = pods.map(({ metadata }) => metadata.name);
    assert.ok(names.includes(await ask(cluster, `http://${spec.clusterIP}/`)));
  });

  test("a Deployment's deleted pod is replaced by one that serves", async (t) => {
    const cluster = ownCluster(t);
    await cluster.cox("up", cluster.name);
    const [pod] = await deploy(cluster, 1);
    const api = cluster.api();
    await api.delete("v1/pods", "default", pod?.metadata.name ?? "");
    const [fresh] = await api.waitForList(
      ["v1/pods", "default", "labelSelector=app%3Dweb"],
      (pods) =>
        pods.length === 1 &&
        pods[0]?.metadata.uid !== pod?.metadata.uid &&
        pods[0]?.["status"].containerStatuses?.[0].ready,
    );
    const { spec } = await api.get("v1/services", "default", "web");
    assert.equal(await ask(cluster, `http://${spec.clusterIP}/`), fresh?.metadata.name);
  });

  test("Ctrl-C within up leaves nothing half-made", async (t) => {
    const before = machineTraces();
    for (const step of ["API server answers", "is registered"]) {
      const cluster = ownCluster(t);
      const child = spawn(cox, ["up", cluster.name, "--nodes", "2"], {
        env: { ...process.env, ...coxEnvironment() },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let said = "";
      child.stderr.on("data", (chunk) => {
        said += String(chunk);
        if (said.includes(step)) child.kill("SIGINT");
      });
      const [code] = await once(child, "close");
      assert.notEqual(code, 0, said);
      assert.deepEqual(clusterTraces(cluster.name, testHome), [], said);
    }
    assert.deepEqual(machineTraces(), before);
  });

  test("a busy port is named in one line, and nothing stays", async (t) => {
    const cluster = ownCluster(t);
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    t.after(() => busy.close());
    const { port } = busy.address() as { port: number };
    const argv = [cox, "up", cluster.name, "--publish", `${port}:30080`];
    const { stderr } = await runProgram(argv, { env: coxEnvironment(), expectFailure: true });
    assert.match(stderr, new RegExp(`^cox: Port ${port} of 127\\.0\\.0\\.1 is taken`, "m"));
    assert.deepEqual(clusterTraces(cluster.name, testHome), []);
  });
});
