// Everything at once: users who change what they want, a bad network, nodes that go and come back,
// components that restart, containers that die. Once it ends, the cluster is as it should be.
import { deployments, namespaces, pods, services } from "#api";
import type { Namespace, Pod } from "#api/core/v1";
import { isConflict, isNotFound } from "#apimachinery";
import type { ComponentName, SimulatedNode, Simulation } from "#testing/simulation";
import { expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment, makeService } from "./objects.ts";
import { scenario } from "./scenario.ts";

const rounds = 20;

scenario("a cluster survives chaos", { seeds: [1, 2], nodes: 5 }, async (simulation) => {
  await watchWorkloads(simulation);
  for (const namespace of ["red", "blue"]) await makeNamespace(simulation, namespace);
  for (const name of ["web", "api"]) await makeWorkload(simulation, "red", name);
  await makeWorkload(simulation, "blue", "jobs");
  simulation.setFaults({
    lostRequests: 0.02,
    lostAnswers: 0.02,
    serverErrors: 0.02,
    conflicts: 0.03,
    maxDelayMilliseconds: 200,
    watchBreakMilliseconds: 30_000,
  });
  for (let round = 0; round < rounds; round++) {
    await disturb(simulation);
    await simulation.run(simulation.random.integer(40));
  }
  await heal(simulation);
  await expectConvergence(simulation, 900);
  await simulation.drive(simulation.client.resource(namespaces).delete("", "red"));
  await simulation.until("the namespace leaves nothing", () => {
    const left = [deployments, pods, services].flatMap((kind) =>
      simulation.list(kind as typeof pods, "red"),
    );
    return left.length === 0 || `${left.length} objects`;
  });
  await expectConvergence(simulation);
});

async function makeNamespace(simulation: Simulation, name: string): Promise<void> {
  const namespace = { metadata: { name } } as Namespace;
  await simulation.drive(simulation.client.resource(namespaces).create("", namespace));
}

async function makeWorkload(
  simulation: Simulation,
  namespace: string,
  name: string,
): Promise<void> {
  // Pods need their namespace's service account.
  await simulation.run(2);
  const { client } = simulation;
  await simulation.drive(client.resource(services).create(namespace, makeService(name)));
  const workload = makeDeployment(name, { replicas: 5 });
  await simulation.drive(client.resource(deployments).create(namespace, workload));
}

type Disturbance = (simulation: Simulation) => Promise<void>;

const disturbances: readonly Disturbance[] = [
  changeImage,
  scale,
  deletePod,
  exitContainers,
  disconnectRuntime,
  restartComponent,
  restartKubelet,
  loseNode,
  bringNodesBack,
];

async function disturb(simulation: Simulation): Promise<void> {
  await pick(simulation, disturbances)(simulation);
}

function pick<T>(simulation: Simulation, from: readonly T[]): T {
  return from[simulation.random.integer(from.length)] as T;
}

/** A user's change; what meanwhile is gone or changed is left alone. */
async function change(simulation: Simulation, done: Promise<unknown>): Promise<void> {
  try {
    await simulation.drive(done);
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

async function patchDeployment(simulation: Simulation, patch: object): Promise<void> {
  const { namespace = "", name = "" } = pick(simulation, simulation.list(deployments)).metadata;
  const client = simulation.client.resource(deployments);
  await change(simulation, client.patch(namespace, name, patch, { type: "strategic" }));
}

function changeImage(simulation: Simulation): Promise<void> {
  const image = `web:${simulation.random.integer(4)}`;
  const template = { spec: { containers: [{ name: "main", image }] } };
  return patchDeployment(simulation, { spec: { template } });
}

function scale(simulation: Simulation): Promise<void> {
  return patchDeployment(simulation, { spec: { replicas: simulation.random.integer(9) } });
}

async function deletePod(simulation: Simulation): Promise<void> {
  const all: readonly Pod[] = simulation.list(pods);
  if (all.length === 0) return;
  const { namespace = "", name = "" } = pick(simulation, all).metadata;
  const options = simulation.random.integer(3) === 0 ? { gracePeriodSeconds: 0 } : {};
  await change(simulation, simulation.client.resource(pods).delete(namespace, name, options));
}

async function exitContainers(simulation: Simulation): Promise<void> {
  const { runtime } = pick(simulation, simulation.nodes);
  const containers = await runtime.listContainers().catch(() => []);
  for (const { id = "", state } of containers)
    if (state === "CONTAINER_RUNNING" && simulation.random.integer(2) === 0)
      runtime.exitContainer(id, simulation.random.integer(2));
}

async function disconnectRuntime(simulation: Simulation): Promise<void> {
  const { runtime } = pick(simulation, simulation.nodes);
  runtime.disconnect();
  await simulation.run(1 + simulation.random.integer(30));
  runtime.reconnect();
}

async function restartComponent(simulation: Simulation): Promise<void> {
  const name = pick<ComponentName>(simulation, ["controllers", "scheduler"]);
  await simulation.stopComponent(name);
  await simulation.run(simulation.random.integer(20));
  await simulation.startComponent(name);
}

async function restartKubelet(simulation: Simulation): Promise<void> {
  const node = pick(simulation, simulation.nodes);
  if (isLost(node)) return;
  await simulation.drive(node.stop());
  await simulation.run(simulation.random.integer(20));
  await simulation.drive(node.start());
}

/** Most nodes stay; some losses last long enough for an eviction. */
async function loseNode(simulation: Simulation): Promise<void> {
  const node = pick(simulation, simulation.nodes);
  const lost = simulation.nodes.filter(isLost).length;
  if (lost >= 2 || isLost(node)) return;
  if (simulation.random.integer(2) === 0) node.network.cut();
  else await simulation.drive(node.powerOff());
  if (simulation.random.integer(3) === 0) await simulation.run(400);
}

function isLost(node: SimulatedNode): boolean {
  return !node.isRunning || node.network.isCut;
}

async function bringNodesBack(simulation: Simulation): Promise<void> {
  for (const node of simulation.nodes.filter(isLost)) {
    if (node.isRunning) node.network.restore();
    else await simulation.drive(node.powerOn());
  }
}

async function heal(simulation: Simulation): Promise<void> {
  simulation.setFaults({});
  await bringNodesBack(simulation);
}
