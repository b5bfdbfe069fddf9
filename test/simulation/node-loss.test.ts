// Nodes that are lost in a simulated cluster: silent ones become Unknown after 40 s, their pods go
// 300 s later and run elsewhere; one that comes back is clean again.
import assert from "node:assert/strict";
import { deployments, nodes, pods, services } from "#api";
import type { Node } from "#api/core/v1";
import { isPodActive, isPodReady, nodeCondition } from "#component-helpers";
import type { SimulatedNode, Simulation } from "#testing/simulation";
import { allComplete, expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment, makeService } from "./objects.ts";
import { scenario } from "./scenario.ts";

const replicas = 8;
const unreachable = "node.kubernetes.io/unreachable";

interface Loss {
  lose(node: SimulatedNode): Promise<void>;
  comeBack(node: SimulatedNode): Promise<void>;
}

const losses: [string, Loss][] = [
  ["loses power", { lose: (node) => node.powerOff(), comeBack: (node) => node.powerOn() }],
  [
    "is cut off",
    {
      lose: async (node) => node.network.cut(),
      comeBack: async (node) => node.network.restore(),
    },
  ],
  ["loses its kubelet", { lose: (node) => node.stop(), comeBack: (node) => node.start() }],
];

for (const [what, loss] of losses) {
  scenario(`a node that ${what} is replaced`, { seeds: [1, 2], nodes: 4 }, (simulation) =>
    playLoss(simulation, loss),
  );
}

async function playLoss(simulation: Simulation, loss: Loss): Promise<void> {
  await watchWorkloads(simulation);
  const { client } = simulation;
  await simulation.drive(client.resource(services).create("default", makeService("web")));
  const web = makeDeployment("web", { replicas });
  await simulation.drive(client.resource(deployments).create("default", web));
  await simulation.until("all pods run", () => allComplete(simulation));
  const lost = simulation.nodes[simulation.random.integer(4)] as SimulatedNode;
  await simulation.run(simulation.random.float() * 15);
  const onLost = simulation.list(pods).filter(({ spec }) => spec.nodeName === lost.name);
  assert.ok(onLost.length > 0);
  await simulation.drive(loss.lose(lost));
  await becomesUnknown(simulation, lost.name);
  await podsAreEvicted(simulation, lost.name);
  await simulation.until("the pods run elsewhere", () => {
    const elsewhere = simulation
      .list(pods)
      .filter((pod) => isPodActive(pod) && isPodReady(pod) && pod.spec.nodeName !== lost.name);
    return elsewhere.length === replicas || `${elsewhere.length} do`;
  });
  await simulation.run(simulation.random.integer(60));
  await simulation.drive(loss.comeBack(lost));
  await expectConvergence(simulation);
  const node = nodeOf(simulation, lost.name);
  assert.equal(nodeCondition(node, "Ready")?.status, "True");
  assert.deepEqual(node.spec.taints ?? [], []);
}

function nodeOf(simulation: Simulation, name: string): Node {
  return simulation.list(nodes).find(({ metadata }) => metadata.name === name) as Node;
}

async function becomesUnknown(simulation: Simulation, name: string): Promise<void> {
  const began = simulation.seconds;
  await simulation.until("the node is Unknown", () => {
    const ready = nodeCondition(nodeOf(simulation, name), "Ready");
    return ready?.status === "Unknown" || `${ready?.status}`;
  });
  const took = simulation.seconds - began;
  // The last lease may be up to 10 s old.
  assert.ok(took >= 29 && took <= 41, `after ${took} s`);
  await simulation.until(
    "its pods are not ready",
    () => !simulation.list(pods).some((pod) => pod.spec.nodeName === name && isPodReady(pod)),
    5,
  );
}

async function podsAreEvicted(simulation: Simulation, name: string): Promise<void> {
  const hasTaint = (): boolean =>
    (nodeOf(simulation, name).spec.taints ?? []).some(
      ({ key, effect }) => key === unreachable && effect === "NoExecute",
    );
  await simulation.until("the node is tainted", hasTaint, 20);
  const began = simulation.seconds;
  const evicted = simulation.invariants.always(() => {
    const going = simulation
      .list(pods)
      .find((pod) => pod.spec.nodeName === name && pod.metadata.deletionTimestamp);
    const after = simulation.seconds - began;
    return going && after < 298 ? `${going.metadata.name} is evicted after ${after} s` : undefined;
  });
  // A fresh controller manager goes on with the time that is left.
  if (simulation.random.integer(2) === 0) {
    await simulation.run(simulation.random.integer(250));
    await simulation.stopComponent("controllers");
    await simulation.startComponent("controllers");
  }
  await simulation.until(
    "the pods are evicted",
    () => !simulation.list(pods).some((pod) => pod.spec.nodeName === name && isPodActive(pod)),
    began + 305 - simulation.seconds,
  );
  evicted();
}
