// What is deleted in a simulated cluster leaves nothing behind: namespaces with all they hold, and
// owners in each of the three ways, on a network that fails.
import assert from "node:assert/strict";
import {
  configMaps,
  deployments,
  endpointSlices,
  endpoints,
  events,
  namespaces,
  pods,
  type Resource,
  replicaSets,
  serviceAccounts,
  services,
} from "#api";
import type { Namespace } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";
import type { Simulation } from "#testing/simulation";
import { allComplete, expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment, makeService } from "./objects.ts";
import { scenario } from "./scenario.ts";

const options = { seeds: [1, 2], nodes: 3 };
const badNetwork = {
  lostRequests: 0.05,
  lostAnswers: 0.05,
  serverErrors: 0.05,
  conflicts: 0.05,
  maxDelayMilliseconds: 300,
  watchBreakMilliseconds: 10_000,
};
const kinds = [
  configMaps,
  deployments,
  endpointSlices,
  endpoints,
  events,
  pods,
  replicaSets,
  serviceAccounts,
  services,
] as unknown as readonly Resource<KubernetesObject>[];

async function leftIn(simulation: Simulation, namespace: string): Promise<string[]> {
  const left: string[] = [];
  for (const kind of kinds) {
    const list = simulation.client.resource(kind).list({ namespace });
    for (const { metadata } of (await simulation.drive(list)).items)
      left.push(`${kind.resource}/${metadata.name}`);
  }
  return left;
}

scenario("a namespace takes everything along", options, async (simulation) => {
  const { client } = simulation;
  await watchWorkloads(simulation);
  await simulation.watch(namespaces as unknown as Resource);
  await simulation.drive(
    client.resource(namespaces).create("", { metadata: { name: "x" } } as Namespace),
  );
  await simulation.run(2);
  await simulation.drive(client.resource(services).create("x", makeService("web")));
  const web = makeDeployment("web", { replicas: 5 });
  await simulation.drive(client.resource(deployments).create("x", web));
  simulation.setFaults(badNetwork);
  await simulation.run(simulation.random.integer(20));
  await simulation.drive(client.resource(namespaces).delete("", "x"));
  await simulation.run(30);
  simulation.setFaults({ ...badNetwork, lostRequests: 0.01, serverErrors: 0, lostAnswers: 0.01 });
  await simulation.until(
    "the namespace is gone",
    () => !simulation.list(namespaces).some(({ metadata }) => metadata.name === "x"),
    300,
  );
  assert.deepEqual(await leftIn(simulation, "x"), []);
  await expectConvergence(simulation);
  assert.deepEqual(await leftIn(simulation, "x"), []);
});

scenario("owners go as they are told to", options, async (simulation) => {
  const { client } = simulation;
  await watchWorkloads(simulation);
  const web = client.resource(deployments);
  const policies = ["Foreground", "Background", "Orphan"] as const;
  for (const policy of policies) {
    const name = policy.toLowerCase();
    await simulation.drive(web.create("default", makeDeployment(name, { replicas: 2 })));
  }
  await simulation.until("all run", () => allComplete(simulation));
  simulation.setFaults(badNetwork);
  for (const propagationPolicy of policies) {
    const name = propagationPolicy.toLowerCase();
    await simulation.drive(web.delete("default", name, { propagationPolicy }));
  }
  // Foreground: the owner is there as long as what it owns.
  simulation.invariants.always(() => {
    const hasOwner = simulation
      .list(deployments)
      .some(({ metadata }) => metadata.name === "foreground");
    const owned = simulation
      .list(replicaSets)
      .some(({ metadata }) => metadata.ownerReferences?.[0]?.name === "foreground");
    return owned && !hasOwner ? "foreground is gone before its ReplicaSet" : undefined;
  });
  await expectConvergence(simulation);
  assert.deepEqual(simulation.list(deployments), []);
  const left = simulation.list(pods).map(({ metadata }) => metadata.labels?.["app"]);
  assert.deepEqual(left, ["orphan", "orphan"]);
  assert.equal(simulation.list(replicaSets).length, 1);
});
