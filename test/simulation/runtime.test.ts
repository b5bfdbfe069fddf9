// Containers that die, images that cannot be pulled and a runtime that goes away, in a simulated
// cluster: pods recover, endpoints follow.
import assert from "node:assert/strict";
import { deployments, pods, services } from "#api";
import { isPodReady } from "#component-helpers";
import type { Simulation } from "#testing/simulation";
import { allComplete, expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment, makeService } from "./objects.ts";
import { scenario } from "./scenario.ts";

async function createWeb(simulation: Simulation, replicas: number): Promise<void> {
  await watchWorkloads(simulation);
  const { client } = simulation;
  await simulation.drive(client.resource(services).create("default", makeService("web")));
  const web = makeDeployment("web", { replicas });
  await simulation.drive(client.resource(deployments).create("default", web));
}

scenario(
  "containers that crash come up in the end",
  { seeds: [1, 2], nodes: 3 },
  async (simulation) => {
    const { random } = simulation;
    for (const node of simulation.nodes)
      node.behavior = () =>
        random.integer(2) === 0
          ? { exit: { afterMilliseconds: random.integer(9000), code: 1 } }
          : {};
    await createWeb(simulation, 6);
    await simulation.run(60);
    for (const node of simulation.nodes) node.behavior = () => ({});
    await expectConvergence(simulation);
    const restarts = simulation
      .list(pods)
      .map((pod) => pod.status?.containerStatuses?.[0]?.restartCount ?? 0);
    assert.ok(
      restarts.some((count) => count > 0),
      restarts.join(),
    );
  },
);

scenario("an image that comes late is pulled", { seeds: [1, 2], nodes: 3 }, async (simulation) => {
  for (const { script } of simulation.nodes) script.pullError = () => new Error("no such image");
  await createWeb(simulation, 4);
  await simulation.until("all back off", () => {
    const reasons = simulation
      .list(pods)
      .map((pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason);
    return (
      (reasons.length === 4 && reasons.every((reason) => reason === "ImagePullBackOff")) ||
      reasons.join()
    );
  });
  for (const { script } of simulation.nodes) delete script.pullError;
  await expectConvergence(simulation);
});

scenario("a runtime may go away", { seeds: [1, 2], nodes: 3 }, async (simulation) => {
  await createWeb(simulation, 6);
  await simulation.until("all run", () => allComplete(simulation));
  const [node] = simulation.nodes;
  assert.ok(node);
  node.runtime.disconnect();
  await simulation.run(simulation.random.integer(120));
  // Containers that died unseen.
  node.runtime.reconnect();
  const [container] = await node.runtime.listContainers();
  node.runtime.disconnect();
  node.runtime.exitContainer(container?.id ?? "", 1);
  await simulation.run(10);
  node.runtime.reconnect();
  await expectConvergence(simulation);
  assert.equal(simulation.list(pods).filter(isPodReady).length, 6);
});
