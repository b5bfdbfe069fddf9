// What is wrong is said in Kubernetes' own words: missing images, commands, volumes, taken ports.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { container, sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

function waitingReason(pod: { [field: string]: unknown }): string | undefined {
  const status = pod["status"] as {
    containerStatuses?: { state: { waiting?: { reason: string } } }[];
  };
  return status.containerStatuses?.[0]?.state.waiting?.reason;
}

async function event(namespace: TestNamespace, reason: string): Promise<string> {
  const [one] = await cluster.api.waitForList(
    ["v1/events", namespace.name, `fieldSelector=reason%3D${reason}`],
    (items) => items.length > 0,
  );
  return one?.["message"];
}

describe("bad input", cluster.together, () => {
  test("an image that is not there: ErrImagePull, then ImagePullBackOff", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.createPod("pod", {
      containers: [container({ image: "localhost:1/not/there:1" })],
    });
    const seen = new Set<string | undefined>();
    await namespace.waitForPod("pod", (pod) => {
      seen.add(waitingReason(pod));
      return seen.has("ImagePullBackOff") && seen.has("ErrImagePull");
    });
    assert.match(
      await event(namespace, "Failed"),
      /Failed to pull image "localhost:1\/not\/there:1"|Error: /,
    );
    assert.match(
      await event(namespace, "BackOff"),
      /Back-off pulling image "localhost:1\/not\/there:1"/,
    );
  });

  test("an image that must not be pulled: ErrImageNeverPull", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.createPod("pod", {
      containers: [container({ image: "not-there:1", imagePullPolicy: "Never" })],
    });
    await namespace.waitForPod("pod", (pod) => waitingReason(pod) === "ErrImageNeverPull");
    assert.match(
      await event(namespace, "ErrImageNeverPull"),
      /Container image "not-there:1" is not present with pull policy of Never/,
    );
  });

  test("an image name that cannot be: InvalidImageName", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.createPod("pod", { containers: [container({ image: "Not A Name" })] });
    await namespace.waitForPod("pod", (pod) => waitingReason(pod) === "InvalidImageName");
  });

  test("a command that is not there: RunContainerError or StartError, exit code 128", async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.runPod("pod", {
      containers: [container({ command: ["/no/such/program"] })],
    });
    assert.equal(pod["status"].phase, "Failed");
    const { terminated } = pod["status"].containerStatuses[0].state;
    assert.deepEqual([terminated.reason, terminated.exitCode], ["StartError", 128]);
    assert.match(terminated.message, /no such file or directory/);
  });

  test("a container that keeps failing: CrashLoopBackOff", async (t) => {
    const namespace = await cluster.namespace(t);
    const containers = [shell("exit 1")];
    await namespace.createPod("pod", { restartPolicy: "Always", containers });
    await namespace.waitForPod("pod", (pod) => waitingReason(pod) === "CrashLoopBackOff");
    const { stdout } = await namespace.kubectl(["get", "pod", "pod"]);
    assert.match(stdout, /pod\s+0\/1\s+(CrashLoopBackOff|Error)/);
    assert.match(
      await event(namespace, "BackOff"),
      /Back-off restarting failed container main in pod/,
    );
  });

  test("a volume's ConfigMap that is not there: FailedMount, and the pod starts when it comes", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.createPod("pod", {
      volumes: [{ name: "map", configMap: { name: "later" } }],
      containers: [shell("cat /map/key", { volumeMounts: [{ name: "map", mountPath: "/map" }] })],
    });
    assert.match(
      await event(namespace, "FailedMount"),
      /MountVolume\.SetUp failed for volume "map" : configmap "later" not found/,
    );
    await namespace.configMap("later", { key: "came" });
    await namespace.waitForPod("pod", ({ status }) => status.phase === "Succeeded", 150);
  });

  test("an environment's Secret that is not there: CreateContainerConfigError", async (t) => {
    const namespace = await cluster.namespace(t);
    const secretKeyRef = { name: "later", key: "key" };
    const env = [{ name: "KEY", valueFrom: { secretKeyRef } }];
    await namespace.createPod("pod", { containers: [shell("echo $KEY", { env })] });
    await namespace.waitForPod("pod", (pod) => waitingReason(pod) === "CreateContainerConfigError");
    assert.match(await event(namespace, "Failed"), /Error: secret "later" not found/);
    await namespace.secret("later", { key: "came" });
    await namespace.waitForPod("pod", ({ status }) => status.phase === "Succeeded", 90);
  });

  test("a node port that is taken and a cluster IP out of range are refused", async (t) => {
    const namespace = await cluster.namespace(t);
    const spec = { type: "NodePort", ports: [{ port: 80 }] };
    const first = await namespace.create("v1/services", "first", { spec });
    const { nodePort } = first["spec"].ports[0];
    const taken = { spec: { ...spec, ports: [{ port: 80, nodePort }] } };
    await assert.rejects(
      namespace.create("v1/services", "second", taken),
      new RegExp(
        `spec\\.ports\\[0\\]\\.nodePort: Invalid value: ${nodePort}: provided port is already allocated`,
      ),
    );
    const outside = { spec: { clusterIP: "192.0.2.1", ports: [{ port: 80 }] } };
    await assert.rejects(
      namespace.create("v1/services", "third", outside),
      /failed to allocate IP 192\.0\.2\.1: the provided network does not match the current range/,
    );
  });

  test("a container over its memory limit: OOMKilled, exit code 137", async (t) => {
    const namespace = await cluster.namespace(t);
    const resources = { limits: { memory: "16Mi" } };
    const script = "x=0123456789abcdef; while true; do x=$x$x; done";
    const pod = await namespace.runPod("pod", { containers: [shell(script, { resources })] });
    const { terminated } = pod["status"].containerStatuses[0].state;
    assert.deepEqual([terminated.reason, terminated.exitCode], ["OOMKilled", 137]);
  });

  test("kubectl tells what the server refuses, with the field", async (t) => {
    const namespace = await cluster.namespace(t);
    const apply = async (input: string): Promise<string> =>
      (await namespace.kubectl(["apply", "-f", "-"], { input, expectFailure: true })).stderr;
    assert.match(
      await apply("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}"),
      /spec\.containers: Required value/,
    );
    assert.match(
      await apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: Bad_Name}\nspec: {containers: [{name: a, image: b}]}",
      ),
      /metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of/,
    );
    assert.match(
      await apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, imge: b}]}",
      ),
      /unknown field "spec\.containers\[0\]\.imge"/,
    );
    assert.match(
      await apply("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a"),
      /error parsing|error converting YAML/,
    );
    assert.match(
      await apply("apiVersion: v9\nkind: Pod\nmetadata: {name: x}"),
      /no matches for kind "Pod" in version "v9"/,
    );
    const missing = await namespace.kubectl(["get", "pod", "nope"], { expectFailure: true });
    assert.match(missing.stderr, /Error from server \(NotFound\): pods "nope" not found/);
    await namespace.startPod("stays", { containers: [shell(stayUp)] });
  });
});
