// Runs a scenario of the simulated cluster once for each seed; COX_SEED=n runs that seed alone.
import { test } from "node:test";
import { Simulation, type SimulationOptions } from "#testing/simulation";
import { traceWorkloads } from "./trace.ts";

export interface ScenarioOptions extends Omit<SimulationOptions, "seed"> {
  seeds: readonly number[];
}

export function scenario(
  name: string,
  options: ScenarioOptions,
  play: (simulation: Simulation) => Promise<void>,
): void {
  const { seeds, ...rest } = options;
  const wanted = process.env["COX_SEED"];
  for (const seed of wanted === undefined ? seeds : [Number(wanted)]) {
    test(`${name}, seed ${seed}`, async () => {
      const simulation = await Simulation.start({ ...rest, seed });
      const trace = wanted === undefined ? undefined : traceWorkloads(simulation);
      try {
        await play(simulation);
      } catch (cause) {
        const repeat = `COX_SEED=${seed} repeats it`;
        if (trace) console.error(trace());
        throw new Error(`${cause instanceof Error ? cause.message : cause} (${repeat})`, { cause });
      } finally {
        await simulation.stop();
      }
    });
  }
}
