// `cox doctor`: checks this machine: rights, kernel, cgroups, tools, packet filter, its clusters.

import type { CheckResult } from "../doctor/check-result.ts";
import { runChecks } from "../doctor/checks.ts";
import { checkClusters } from "../doctor/clusters.ts";
import { checkForwarding } from "../doctor/forwarding.ts";
import { probeKernel } from "../doctor/kernel-probes.ts";
import { type Machine, machine } from "../doctor/machine.ts";
import { type CliEnvironment, CommandError } from "../environment.ts";
import { addOutputOption } from "../output.ts";
import type { CliCommand } from "./command.ts";

const marks = { ok: "ok  ", warning: "warn", failed: "FAIL" } as const;

/** All that `cox doctor` finds. What only root can probe is left out where `root` failed. */
export async function examine(
  environment: CliEnvironment,
  machine: Machine,
): Promise<CheckResult[]> {
  const results = runChecks(environment, machine);
  if (environment.userId === 0)
    results.push(...(await probeKernel(machine, environment.home)), await checkForwarding(machine));
  return [...results, ...checkClusters(environment, machine)];
}

export const doctorCommand: CliCommand = {
  name: "doctor",
  usage: "doctor",
  summary: "check that this machine can run nodes",
  configure: addOutputOption,
  async run({ options }, environment) {
    const results = await examine(environment, machine);
    if (options["output"] === "json") environment.out(`${JSON.stringify(results)}\n`);
    else
      for (const { name, status, message } of results)
        environment.out(`${marks[status]}  ${name.padEnd(17)} ${message}\n`);
    const misses = results.filter((result) => result.status === "failed");
    if (misses.length > 0)
      throw new CommandError(
        `${misses.length} of ${results.length} checks failed; each says above what to do`,
      );
  },
};
