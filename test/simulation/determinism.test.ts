// The same seed gives the same run, so that a failure can be looked at again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deployments } from "#api";
import { Simulation } from "#testing/simulation";
import { expectConvergence, watchWorkloads } from "./expectations.ts";
import { makeDeployment } from "./objects.ts";
import { traceWorkloads } from "./trace.ts";

async function runOf(seed: number): Promise<string> {
  const simulation = await Simulation.start({ seed, nodes: 3 });
  try {
    await watchWorkloads(simulation);
    const trace = traceWorkloads(simulation);
    simulation.setFaults({ lostRequests: 0.05, maxDelayMilliseconds: 300, lostAnswers: 0.05 });
    const client = simulation.client.resource(deployments);
    await simulation.drive(client.create("default", makeDeployment("web", { replicas: 5 })));
    await simulation.run(20);
    await simulation.drive(
      client.patch("default", "web", { spec: { replicas: 2 } }, { type: "merge" }),
    );
    await expectConvergence(simulation);
    return trace();
  } finally {
    await simulation.stop();
  }
}

test("a simulation repeats itself under the same seed, and only then", async () => {
  const first = await runOf(7);
  assert.equal(await runOf(7), first);
  assert.notEqual(await runOf(8), first);
});
