// `cox doctor`: checks this machine: kernel features, cgroups, tools, half-deleted clusters.

import { clusterNames, readClusterSpec } from "../cluster/cluster-spec.ts";
import { type CheckResult, runChecks } from "../doctor/checks.ts";
import { type CliEnvironment, CommandError } from "../environment.ts";
import type { CliCommand } from "./command.ts";

const marks = { ok: "ok  ", warning: "warn", failed: "FAIL" } as const;

function leftovers(environment: CliEnvironment): CheckResult[] {
  return clusterNames(environment.home)
    .filter((name) => readClusterSpec(environment.home, name) === undefined)
    .map((name) => ({
      name: "leftovers",
      status: "warning" as const,
      message: `Cluster "${name}" is half-deleted; finish with: cox delete ${name}`,
    }));
}

export const doctorCommand: CliCommand = {
  name: "doctor",
  usage: "doctor",
  summary: "check that this machine can run nodes",
  configure: (commander) => commander.option("--output <format>", "json for programs"),
  async run({ options }, environment) {
    const results = [...runChecks(environment), ...leftovers(environment)];
    if (options["output"] === "json") environment.out(`${JSON.stringify(results)}\n`);
    else
      for (const { name, status, message } of results)
        environment.out(`${marks[status]}  ${name.padEnd(17)} ${message}\n`);
    const misses = results.filter((result) => result.status === "failed");
    if (misses.length > 0)
      throw new CommandError(
        `${misses.length} of ${results.length} checks failed; each line above says what to do`,
      );
  },
};
