// Where pods may run: selectors, resources, host ports. https://kubernetes.io/docs/concepts/scheduling-eviction/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PodSpec } from "#api/core/v1";
import { conditionOf, sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-scheduling] SchedulerPredicates";

async function expectRefused(
  namespace: TestNamespace,
  { spec, reason }: { spec: Partial<PodSpec>; reason: RegExp },
): Promise<void> {
  await namespace.createPod("refused", { containers: [shell(stayUp)], ...spec });
  const [event] = await cluster.api.waitForList(
    ["v1/events", namespace.name, "fieldSelector=reason%3DFailedScheduling"],
    (items) => items.length > 0,
  );
  assert.match(event?.["message"], reason);
  const pod = await namespace.waitForPod(
    "refused",
    (one) => conditionOf(one, "PodScheduled").status === "False",
  );
  assert.equal(conditionOf(pod, "PodScheduled").reason, "Unschedulable");
  assert.equal(pod["status"].phase, "Pending");
}

describe(title, cluster.needed, () => {
  test(`${title} validates that NodeSelector is respected if not matching`, async (t) => {
    const namespace = await cluster.namespace(t);
    const spec = { nodeSelector: { label: "nonempty" } };
    await expectRefused(namespace, {
      spec,
      reason: /^0\/\d nodes are available: .*didn't match Pod's node affinity\/selector/,
    });
  });

  test(`${title} validates that NodeSelector is respected if matching`, async (t) => {
    const namespace = await cluster.namespace(t);
    const node = cluster.nodes[0]?.name ?? "";
    const key = `test/${namespace.name.slice(-6)}`;
    const label = (value: string | null) =>
      cluster.api.patch(["v1/nodes", undefined, node], { metadata: { labels: { [key]: value } } });
    await label("42");
    t.after(() => label(null));
    const pod = await namespace.startPod("pod", {
      nodeSelector: { [key]: "42" },
      containers: [shell(stayUp)],
    });
    assert.equal(pod["spec"].nodeName, node);
  });

  test(`${title} validates resource limits of pods that are allowed to run`, async (t) => {
    const namespace = await cluster.namespace(t);
    const [nodes, pods] = await Promise.all([
      cluster.api.list("v1/nodes"),
      cluster.api.list("v1/pods", undefined, "?fieldSelector=status.phase%3DRunning"),
    ]);
    for (const [index, { metadata, status }] of nodes.entries()) {
      const { cpu } = status.allocatable;
      const whole = cpu.endsWith("m") ? Number.parseInt(cpu, 10) : Number(cpu) * 1000;
      assert.ok(pods.every(({ spec }) => !spec.containers[0].resources?.requests?.cpu));
      const resources = { requests: { cpu: `${Math.floor(whole * 0.7)}m` } };
      await namespace.startPod(`filler-${index}`, {
        affinity: { nodeAffinity: onNode(metadata.name) },
        containers: [shell(stayUp, { resources })],
      });
    }
    const resources = { requests: { cpu: "1000m" } };
    const spec = { containers: [shell(stayUp, { resources })] };
    await expectRefused(namespace, { spec, reason: /Insufficient cpu/ });
  });

  test(`${title} validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP`, async (t) => {
    const namespace = await cluster.namespace(t);
    const node = cluster.nodes[0];
    const affinity = { nodeAffinity: onNode(node?.name ?? "") };
    const withPort = (hostIP: string) => [
      shell(stayUp, {
        ports: [{ containerPort: 8080, hostPort: 54_322, hostIP, protocol: "TCP" }],
      }),
    ];
    await namespace.startPod("any-address", { affinity, containers: withPort("0.0.0.0") });
    const spec = { affinity, containers: withPort(node?.address ?? "") };
    await expectRefused(namespace, { spec, reason: /free ports for the requested pod ports/ });
  });
});

function onNode(name: string): NonNullable<NonNullable<PodSpec["affinity"]>["nodeAffinity"]> {
  const matchFields = [{ key: "metadata.name", operator: "In" as const, values: [name] }];
  return {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
}
