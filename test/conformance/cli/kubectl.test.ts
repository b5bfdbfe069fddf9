// What the real kubectl does with the server. https://kubernetes.io/docs/reference/kubectl/
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  container,
  kubectlProgram,
  podTemplate,
  serve,
  sharedCluster,
  shell,
  stayUp,
  type TestNamespace,
} from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-cli] Kubectl client";

async function controller(namespace: TestNamespace, replicas = 1): Promise<void> {
  await namespace.create("v1/replicationcontrollers", "primary", {
    metadata: { labels: { app: "web" } },
    spec: { replicas, selector: { app: "web" }, template: podTemplate(serve) },
  });
  await waitForPods(namespace, replicas);
}

async function waitForPods(namespace: TestNamespace, count: number): Promise<void> {
  await cluster.api.waitForList(
    ["v1/pods", namespace.name, "labelSelector=app%3Dweb"],
    (pods) =>
      pods.length === count && pods.every(({ status }) => status.containerStatuses?.[0].ready),
  );
}

describe(title, cluster.together, () => {
  test(`${title} Kubectl api-versions should check if v1 is in available api versions`, async () => {
    const { stdout } = await cluster.kubectl(["api-versions"]);
    assert.ok(stdout.split("\n").includes("v1"));
  });

  test(`${title} Kubectl cluster-info should check if Kubernetes control plane services is included in cluster-info`, async () => {
    const { stdout } = await cluster.kubectl(["cluster-info"]);
    assert.match(stdout, /Kubernetes control plane.* is running at .*https:\/\/127\.0\.0\.1:\d+/);
  });

  test(`${title} Kubectl version should check is all data is printed`, async () => {
    const { stdout } = await cluster.kubectl(["version", "--output", "json"]);
    const { clientVersion, serverVersion } = JSON.parse(stdout);
    for (const version of [clientVersion, serverVersion]) {
      assert.equal(version.major, "1");
      assert.equal(version.minor, "36");
      for (const field of ["gitVersion", "goVersion", "platform"])
        assert.ok(version[field], `${field} of ${JSON.stringify(version)}`);
    }
  });

  test(`${title} Kubectl run pod should create a pod from an image when restart is Never`, async (t) => {
    const namespace = await cluster.namespace(t);
    const options = ["--restart=Never", "--pod-running-timeout=1m", "--image=nginx"];
    await namespace.kubectl(["run", "pod", ...options]);
    const pod = await cluster.api.get("v1/pods", namespace.name, "pod");
    assert.equal(pod["spec"].containers[0].image, "nginx");
    assert.equal(pod["spec"].restartPolicy, "Never");
  });

  test(`${title} Kubectl replace should update a single-container pod's image`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [container({ image: "nginx" })] });
    const { stdout } = await namespace.kubectl(["get", "pod", "pod", "--output", "json"]);
    const input = stdout.replace('"image": "nginx"', '"image": "busybox"');
    await namespace.kubectl(["replace", "--filename", "-"], { input });
    const pod = await cluster.api.get("v1/pods", namespace.name, "pod");
    assert.equal(pod["spec"].containers[0].image, "busybox");
  });

  test(`${title} Kubectl server-side dry-run should check if kubectl can dry-run update Pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [container({ image: "nginx" })] });
    const patch = '{"spec":{"containers":[{"name":"main","image":"busybox"}]}}';
    await namespace.kubectl(["patch", "pod", "pod", "--patch", patch, "--dry-run=server"]);
    const pod = await cluster.api.get("v1/pods", namespace.name, "pod");
    assert.equal(pod["spec"].containers[0].image, "nginx");
  });

  test(`${title} Kubectl label should update the label on a resource`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    const show = async (): Promise<string> =>
      (await namespace.kubectl(["get", "pod", "pod", "--label-columns", "testing-label"])).stdout;
    await namespace.kubectl(["label", "pods", "pod", "testing-label=testing-label-value"]);
    assert.match(await show(), /testing-label-value/);
    await namespace.kubectl(["label", "pods", "pod", "testing-label-"]);
    assert.doesNotMatch(await show(), /testing-label-value/);
  });

  test(`${title} Kubectl patch should add annotations for pods in rc`, async (t) => {
    const namespace = await cluster.namespace(t);
    await controller(namespace);
    const [pod] = await cluster.api.list("v1/pods", namespace.name);
    const patch = '{"metadata":{"annotations":{"x":"y"}}}';
    await namespace.kubectl(["patch", "pod", pod?.metadata.name ?? "", "--patch", patch]);
    const got = await cluster.api.get("v1/pods", namespace.name, pod?.metadata.name ?? "");
    assert.equal(got.metadata.annotations?.["x"], "y");
  });

  test(`${title} Kubectl expose should create services for rc`, async (t) => {
    const namespace = await cluster.namespace(t);
    await controller(namespace);
    const expose = (what: string[], name: string, port: number) =>
      namespace.kubectl([
        "expose",
        ...what,
        "--name",
        name,
        "--port",
        `${port}`,
        "--target-port=80",
      ]);
    await expose(["rc", "primary"], "rm2", 1234);
    await expose(["service", "rm2"], "rm3", 2345);
    for (const [name, port] of [
      ["rm2", 1234],
      ["rm3", 2345],
    ] as const) {
      const { spec } = await cluster.api.get("v1/services", namespace.name, name);
      assert.deepEqual([spec.ports[0].port, spec.ports[0].targetPort], [port, 80]);
      const selector = `labelSelector=kubernetes.io/service-name%3D${name}`;
      await cluster.api.waitForList(
        ["discovery.k8s.io/v1/endpointslices", namespace.name, selector],
        ([slice]) => slice?.["endpoints"]?.length === 1,
      );
    }
  });

  test(`${title} Kubectl describe should check if kubectl describe prints relevant information for rc and pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    await controller(namespace);
    await namespace.kubectl(["expose", "rc", "primary", "--port=80"]);
    const describeOne = async (...what: string[]): Promise<string> =>
      (await namespace.kubectl(["describe", ...what])).stdout;
    const [pod] = await cluster.api.list("v1/pods", namespace.name);
    const node = pod?.["spec"].nodeName;
    const expected: [argv: string[], patterns: RegExp[]][] = [
      [
        ["pod", pod?.metadata.name ?? ""],
        [
          /Node:\s+\S+\/172\.31\./,
          /Controlled By:\s+ReplicationController\/primary/,
          /State:\s+Running/,
          /Events:/,
        ],
      ],
      [
        ["rc", "primary"],
        [/Replicas:\s+1 current \/ 1 desired/, /SuccessfulCreate/, /Image:\s+busybox/],
      ],
      [
        ["service", "primary"],
        [/Type:\s+ClusterIP/, /Endpoints:\s+10\.244\./, /Session Affinity:\s+None/],
      ],
      [
        ["node", node],
        [
          /Roles:/,
          /Conditions:/,
          /MemoryPressure/,
          /Addresses:/,
          /Capacity:/,
          /Kubelet Version:\s+v1\.36/,
          /Non-terminated Pods:/,
        ],
      ],
      [["namespace", namespace.name], [/Status:\s+Active/]],
    ];
    for (const [argv, patterns] of expected) {
      const text = await describeOne(...argv);
      for (const pattern of patterns) assert.match(text, pattern);
    }
  });

  test(`${title} Kubectl diff should check if kubectl diff finds a difference for Deployments`, async (t) => {
    const namespace = await cluster.namespace(t);
    const deployment = (image: string): string =>
      JSON.stringify({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: "web" } },
          template: podTemplate(container({ image })),
        },
      });
    const apply = ["apply", "--filename", "-"];
    await namespace.kubectl(apply, { input: deployment("busybox") });
    const diff = ["diff", "--filename", "-"];
    await namespace.kubectl(diff, { input: deployment("busybox") });
    const { exitCode, stdout } = await namespace.kubectl(diff, {
      input: deployment("nginx"),
      expectFailure: true,
    });
    assert.equal(exitCode, 1);
    assert.match(stdout, /^-\s+- image: busybox$/m);
    assert.match(stdout, /^\+\s+- image: nginx$/m);
  });

  test(`${title} Update Demo should create and stop a replication controller`, async (t) => {
    const namespace = await cluster.namespace(t);
    await controller(namespace, 2);
    await namespace.kubectl(["delete", "--grace-period=0", "--force", "rc", "primary"]);
    await cluster.api.waitForList(["v1/pods", namespace.name], (pods) => pods.length === 0);
  });

  test(`${title} Update Demo should scale a replication controller`, async (t) => {
    const namespace = await cluster.namespace(t);
    await controller(namespace, 2);
    const scale = (replicas: number) =>
      namespace.kubectl(["scale", "rc", "primary", `--replicas=${replicas}`, "--timeout=1m"]);
    await scale(1);
    await waitForPods(namespace, 1);
    await scale(2);
    await waitForPods(namespace, 2);
  });

  test("[sig-cli] Kubectl logs logs should be able to retrieve and filter logs", async (t) => {
    const namespace = await cluster.namespace(t);
    const script = `for i in 1 2 3 4 5 6 7 8 9 10; do echo "line $i"; done; ${stayUp}`;
    await namespace.startPod("pod", { containers: [shell(script)] });
    await namespace.waitForLog("pod", "main", /line 10/);
    const logs = async (...options: string[]): Promise<string> =>
      (await namespace.kubectl(["logs", "pod", "main", ...options])).stdout;
    assert.equal((await logs()).trim().split("\n").length, 10);
    assert.equal(await logs("--tail=1"), "line 10\n");
    assert.equal(await logs("--limit-bytes=1"), "l");
    const [time, ...words] = (await logs("--tail=1", "--timestamps")).trim().split(" ");
    assert.ok(!Number.isNaN(Date.parse(time ?? "")), time);
    assert.deepEqual(words, ["line", "10"]);
    assert.equal((await logs("--since=24h")).trim().split("\n").length, 10);
  });
});

describe(`${title} Proxy server`, cluster.together, () => {
  const program = kubectlProgram;

  test(`${title} Proxy server should support proxy with --port 0`, async (t) => {
    const proxy = startProxy(program(), ["--port=0", "--disable-filter"]);
    t.after(() => proxy.kill());
    const [line] = await once(proxy.stdout.setEncoding("utf8"), "data");
    const port = /:(\d+)/.exec(String(line))?.[1];
    const answer = await fetch(`http://127.0.0.1:${port}/api/`);
    assert.equal(((await answer.json()) as { kind: string }).kind, "APIVersions");
  });

  test(`${title} Proxy server should support --unix-socket=/path`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "cox-proxy-"));
    const socketPath = join(directory, "socket");
    const proxy = startProxy(program(), [`--unix-socket=${socketPath}`]);
    t.after(() => {
      proxy.kill();
      rmSync(directory, { recursive: true });
    });
    await once(proxy.stdout, "data");
    const [response] = await once(request({ socketPath, path: "/api/" }).end(), "response");
    const chunks: Buffer[] = await response.toArray();
    assert.equal(JSON.parse(Buffer.concat(chunks).toString()).kind, "APIVersions");
  });
});

function startProxy(program: string, argv: string[]) {
  const env = { ...process.env, KUBECONFIG: cluster.kubeconfig };
  return spawn(program, ["proxy", ...argv], { env, stdio: ["ignore", "pipe", "ignore"] });
}
