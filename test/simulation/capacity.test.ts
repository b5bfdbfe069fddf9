// A simulated cluster with too little room: what fits is bound, once and where there is room, and
// the rest waits for room, whatever happens to the scheduler meanwhile.
import assert from "node:assert/strict";
import { deployments, pods } from "#api";
import { isPodReady } from "#component-helpers";
import type { NetworkFaults, Simulation } from "#testing/simulation";
import { expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment } from "./objects.ts";
import { scenario } from "./scenario.ts";

// 3 nodes of 2 processors take 3 pods each.
const options = { seeds: [1, 2, 3], nodes: 3, cpus: 2 };
const cpu = "600m";

const badNetwork: Partial<NetworkFaults> = {
  lostRequests: 0.05,
  conflicts: 0.05,
  maxDelayMilliseconds: 500,
  watchBreakMilliseconds: 15_000,
};

scenario("pods wait for room and get it", options, (simulation) =>
  playCapacity(simulation, badNetwork),
);

scenario("pods are refused where answers to bindings were lost", options, (simulation) => {
  simulation.invariants.allowsOvercommit = true;
  return playCapacity(simulation, { ...badNetwork, lostAnswers: 0.1 });
});

async function playCapacity(simulation: Simulation, faults: Partial<NetworkFaults>): Promise<void> {
  await watchWorkloads(simulation);
  const client = simulation.client.resource(deployments);
  const create = (name: string, replicas: number): Promise<unknown> =>
    simulation.drive(client.create("default", makeDeployment(name, { replicas, cpu })));
  simulation.setFaults(faults);
  await create("first", 7);
  await create("second", 6);
  for (let round = 0; round < 3; round++) {
    await simulation.run(simulation.random.integer(10));
    await simulation.stopComponent("scheduler");
    await simulation.startComponent("scheduler");
  }
  simulation.setFaults({});
  await simulation.until("9 pods run", () => {
    const ready = simulation.list(pods).filter(isPodReady).length;
    return ready === 9 || `${ready} do`;
  });
  await simulation.run(60);
  const waiting = simulation.list(pods).filter(({ spec }) => !spec.nodeName);
  assert.equal(waiting.length, 4);
  const scheduled = waiting[0]?.status?.conditions?.find(({ type }) => type === "PodScheduled");
  assert.equal(scheduled?.reason, "Unschedulable");
  assert.match(scheduled.message ?? "", /^0\/3 nodes are available: 3 Insufficient cpu/);
  await simulation.drive(
    client.patch("default", "first", { spec: { replicas: 2 } }, { type: "merge" }),
  );
  await expectConvergence(simulation);
}
