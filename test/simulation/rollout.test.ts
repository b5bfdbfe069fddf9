// Rollouts on a simulated cluster keep to what maxSurge and maxUnavailable allow, also while
// requests fail, answers are lost and watches break.
import { deployments, pods, replicaSets, services } from "#api";
import { isPodActive, isPodReady } from "#component-helpers";
import type { NetworkFaults, Simulation } from "#testing/simulation";
import {
  allComplete,
  endpointsMismatch,
  expectConvergence,
  watchWorkloads,
} from "./expectations.ts";
import { makeDeployment, makeService } from "./objects.ts";
import { scenario } from "./scenario.ts";

const replicas = 6;

interface Bounds {
  maxSurge: number;
  maxUnavailable: number;
}

const badNetwork: Partial<NetworkFaults> = {
  lostRequests: 0.03,
  serverErrors: 0.03,
  conflicts: 0.05,
  maxDelayMilliseconds: 400,
  watchBreakMilliseconds: 20_000,
};

const networks: [string, Partial<NetworkFaults>][] = [
  ["a good network", {}],
  ["a slow network", { maxDelayMilliseconds: 1500 }],
  ["a bad network", badNetwork],
  ["a network that loses answers", { ...badNetwork, lostAnswers: 0.05 }],
];

for (const [what, faults] of networks) {
  scenario(`rollouts keep their bounds on ${what}`, { seeds: [1, 2], nodes: 4 }, (simulation) =>
    playRollouts(simulation, faults),
  );
}

async function playRollouts(simulation: Simulation, faults: Partial<NetworkFaults>): Promise<void> {
  const { random } = simulation;
  const maxSurge = random.integer(3);
  const bounds = { maxSurge, maxUnavailable: random.integer(3) + (maxSurge === 0 ? 1 : 0) };
  await watchWorkloads(simulation);
  const client = simulation.client.resource(deployments);
  await simulation.drive(
    simulation.client.resource(services).create("default", makeService("web")),
  );
  const web = makeDeployment("web", { replicas, ...bounds });
  await simulation.drive(client.create("default", web));
  await simulation.until("the first rollout is complete", () => allComplete(simulation));
  const isGoodNetwork = Object.keys(faults).length === 0;
  simulation.invariants.always(() => beyondBounds(simulation, bounds, isGoodNetwork));
  const patienceSeconds = isGoodNetwork ? 0.5 : 30;
  simulation.invariants.always(wrongForLong(simulation, patienceSeconds));
  simulation.setFaults(faults);
  for (let revision = 2; revision <= 5; revision++) {
    const template = { spec: { containers: [{ name: "main", image: `web:${revision}` }] } };
    const patch = { spec: { template } };
    await simulation.drive(client.patch("default", "web", patch, { type: "strategic" }));
    // Some rollouts are overtaken by the next.
    await simulation.run(random.integer(25));
  }
  await expectConvergence(simulation);
}

/** Endpoints follow the pods within the time. */
function wrongForLong(simulation: Simulation, patienceSeconds: number): () => string | undefined {
  let rightAt = simulation.seconds;
  return () => {
    const wrong = endpointsMismatch(simulation);
    if (wrong === undefined) rightAt = simulation.seconds;
    return simulation.seconds - rightAt > patienceSeconds ? wrong : undefined;
  };
}

/**
 * What is asked for is bounded always. Pods are bounded on a good network only: elsewhere the
 * ReplicaSets' controller may be late with taking away what it should, as in Kubernetes.
 */
function beyondBounds(
  simulation: Simulation,
  { maxSurge, maxUnavailable }: Bounds,
  isGoodNetwork: boolean,
): string | undefined {
  const asked = simulation
    .list(replicaSets)
    .reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
  if (asked > replicas + maxSurge) return `${asked} pods are asked for`;
  const active = simulation.list(pods).filter(isPodActive);
  if (isGoodNetwork && active.length > replicas + maxSurge) return `${active.length} pods exist`;
  const ready = active.filter(isPodReady).length;
  if (ready < replicas - maxUnavailable)
    return `only ${ready} pods are ready of ${replicas}-${maxUnavailable}`;
  return undefined;
}
