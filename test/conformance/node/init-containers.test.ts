// Init containers run one after another before the others start.
// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conditionOf, sharedCluster, shell, stayUp } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] InitContainer";

const volumeMounts = [{ name: "work", mountPath: "/work" }];
const volumes = [{ name: "work", emptyDir: {} }];
const appends = (word: string) => shell(`echo ${word} >>/work/order`, { name: word, volumeMounts });

describe(title, cluster.together, () => {
  test(`${title} should invoke init containers on a RestartNever pod`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.runPod("pod", {
      volumes,
      initContainers: [appends("first"), appends("second")],
      containers: [shell("cat /work/order", { volumeMounts })],
    });
    assert.equal(pod["status"].phase, "Succeeded");
    assert.equal(await namespace.log("pod", "main"), "first\nsecond\n");
    assert.equal(conditionOf(pod, "Initialized").status, "True");
    const statuses: { state: { terminated: { exitCode: number } }; ready: boolean }[] =
      pod["status"].initContainerStatuses;
    assert.deepEqual(
      statuses.map(({ state, ready }) => [state.terminated.exitCode, ready]),
      [
        [0, true],
        [0, true],
      ],
    );
  });

  test(`${title} should invoke init containers on a RestartAlways pod`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.startPod("pod", {
      restartPolicy: "Always",
      volumes,
      initContainers: [appends("first"), appends("second")],
      containers: [shell(`cat /work/order; ${stayUp}`, { volumeMounts })],
    });
    assert.equal(await namespace.log("pod", "main"), "first\nsecond\n");
    assert.equal(conditionOf(pod, "Initialized").status, "True");
    assert.equal(pod["status"].containerStatuses[0].restartCount, 0);
  });

  test(`${title} should not start app containers if init containers fail on a RestartAlways pod`, async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.createPod("pod", {
      restartPolicy: "Always",
      initContainers: [shell("exit 1", { name: "fails" }), shell("true", { name: "later" })],
      containers: [shell("true")],
    });
    const pod = await namespace.waitForPod(
      "pod",
      ({ status }) => status.initContainerStatuses?.[0].restartCount >= 2,
    );
    const { phase, containerStatuses, initContainerStatuses } = pod["status"];
    assert.equal(phase, "Pending");
    assert.equal(containerStatuses[0].state.waiting.reason, "PodInitializing");
    assert.equal(initContainerStatuses[1].state.waiting.reason, "PodInitializing");
    assert.deepEqual(conditionOf(pod, "Initialized").status, "False");
    assert.equal(conditionOf(pod, "Initialized").reason, "ContainersNotInitialized");
  });

  test(`${title} should not start app containers and fail the pod if init containers fail on a RestartNever pod`, async (t) => {
    const namespace = await cluster.namespace(t);
    const pod = await namespace.runPod("pod", {
      initContainers: [shell("true", { name: "first" }), shell("exit 1", { name: "fails" })],
      containers: [shell("true")],
    });
    const { phase, containerStatuses, initContainerStatuses } = pod["status"];
    assert.equal(phase, "Failed");
    assert.equal(initContainerStatuses[0].state.terminated.exitCode, 0);
    assert.equal(initContainerStatuses[1].state.terminated.exitCode, 1);
    assert.equal(containerStatuses[0].state.waiting.reason, "PodInitializing");
    assert.equal(conditionOf(pod, "Initialized").status, "False");
  });
});
