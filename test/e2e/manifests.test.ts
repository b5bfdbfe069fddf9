// Manifests as people write them, unchanged, with images of their names loaded by `cox load`; where
// Kubernetes wants to pull, Debian's docker-registry serves on loopback within the node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { sharedCluster, startRegistry, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const manifest = (name: string): string => join(import.meta.dirname, "manifests", `${name}.yaml`);

async function apply(namespace: TestNamespace, name: string): Promise<void> {
  await namespace.kubectl(["apply", "-f", manifest(name)]);
}

const page = async (url: string): Promise<string> =>
  cluster.inNode(cluster.nodes[0]?.name ?? "", [
    ...["curl", "-s", "--max-time", "20", "--retry-connrefused", "--retry", "20"],
    url,
  ]);

async function loadTagged(): Promise<void> {
  await cluster.loadImage({ from: "nginx", name: "docker.io/library/nginx:1.14.2" });
}

describe("manifests", cluster.together, () => {
  test("a pod of nginx serves its page", async (t) => {
    const namespace = await cluster.namespace(t);
    await loadTagged();
    await apply(namespace, "pod");
    await namespace.kubectl(["wait", "--for=condition=Ready", "pod/nginx", "--timeout=60s"]);
    const pod = await cluster.api.get("v1/pods", namespace.name, "nginx");
    assert.match(await page(`http://${pod["status"].podIP}/`), /Welcome to nginx/);
  });

  test("a pod with a command ends well and is not restarted", async (t) => {
    const namespace = await cluster.namespace(t);
    await loadTagged();
    await apply(namespace, "pod-command");
    const pod = await namespace.waitForPod("hello", ({ status }) => status.phase === "Succeeded");
    assert.equal(pod["status"].containerStatuses[0].restartCount, 0);
    assert.equal((await namespace.kubectl(["logs", "hello"])).stdout, "hello\n");
  });

  test("a pod with a node selector waits for a node with the label", async (t) => {
    const namespace = await cluster.namespace(t);
    await apply(namespace, "pod-node-selector");
    await namespace.waitForPod("node-selector", ({ status }) => status.conditions?.length === 1);
    const node = cluster.nodes[0]?.name ?? "";
    t.after(() => cluster.kubectl(["label", "node", node, "disktype-"]));
    await cluster.kubectl(["label", "node", node, "disktype=ssd"]);
    await namespace.waitForPod("node-selector", ({ status }) => status.phase === "Running");
  });

  test("requests and limits reach the container's cgroup", async (t) => {
    const namespace = await cluster.namespace(t);
    await loadTagged();
    await apply(namespace, "pod-resources");
    await namespace.kubectl([
      "wait",
      "--for=condition=Ready",
      "pod/resource-demo",
      "--timeout=60s",
    ]);
    const pod = await cluster.api.get("v1/pods", namespace.name, "resource-demo");
    assert.equal(pod["status"].qosClass, "Burstable");
    const read =
      "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
    const limits = await namespace.exec("resource-demo", ["sh", "-c", read]);
    assert.match(limits, /^134217728\n50000/);
  });

  test("a ConfigMap's file is printed by a pod of busybox", async (t) => {
    const namespace = await cluster.namespace(t);
    await cluster.loadImage({ from: "busybox", name: "k8s.gcr.io/busybox:latest" });
    await apply(namespace, "pod-config-map");
    await namespace.waitForPod("game-volume", ({ status }) => status.phase === "Succeeded");
    assert.match((await namespace.kubectl(["logs", "game-volume"])).stdout, /^enemies=aliens$/m);
  });

  test("a Service of type ExternalName has no address", async (t) => {
    const namespace = await cluster.namespace(t);
    await apply(namespace, "service-external-name");
    const { stdout } = await namespace.kubectl(["get", "service", "my-external-service"]);
    assert.match(stdout, /ExternalName\s+<none>\s+external\.example\.com\s+<none>/);
  });
});

describe("manifests that pull", cluster.needed, () => {
  const withRegistry = async (t: TestContext): Promise<boolean> => {
    const registry = await startRegistry(cluster);
    if (!registry) t.skip("docker-registry is absent and could not be installed");
    else t.after(() => registry.stop());
    return registry !== undefined;
  };

  test("the ReplicaSet and the Deployment of nginx:latest pull it and serve behind the Service", async (t) => {
    if (!(await withRegistry(t))) return;
    const namespace = await cluster.namespace(t);
    await apply(namespace, "service");
    await apply(namespace, "replica-set");
    await cluster.api.waitFor(
      ["apps/v1/replicasets", namespace.name, "nginx-replicaset"],
      (set) => set?.["status"].readyReplicas === 3,
    );
    const { spec } = await cluster.api.get("v1/services", namespace.name, "ex-svc");
    assert.match(await page(`http://${spec.clusterIP}:8080/`), /Welcome to nginx/);
    await namespace.kubectl(["delete", "-f", manifest("replica-set")]);
    await apply(namespace, "deployment");
    const wait = ["rollout", "status", "deployment/nginx-deployment", "--timeout=60s"];
    await namespace.kubectl(wait);
    assert.match(await page(`http://${spec.clusterIP}:8080/`), /Welcome to nginx/);
    const { stdout } = await namespace.kubectl(["get", "events"]);
    assert.match(stdout, /Pulled\s.*Successfully pulled image "nginx:latest"/);
    assert.ok(readFileSync(manifest("deployment"), "utf8").includes("nginx:latest"));
  });
});
