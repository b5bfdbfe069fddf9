// Which cluster a command means that was given no name: $COX_CLUSTER, the only one, or "dev".
import { type CliEnvironment, CommandError } from "../environment.ts";
import { checkClusterName, clusterNames } from "./cluster-spec.ts";

export const defaultClusterName = "dev";

export function chooseCluster(environment: CliEnvironment): string {
  const chosen = environment.variables["COX_CLUSTER"];
  if (chosen) return checkClusterName(chosen);
  const names = clusterNames(environment.home);
  if (names.length === 0) throw new CommandError("There is no cluster; make one with: cox up");
  if (names.length === 1) return names[0] as string;
  if (names.includes(defaultClusterName)) return defaultClusterName;
  throw new CommandError(
    `There are several clusters (${names.join(", ")}); choose one with COX_CLUSTER=NAME`,
  );
}
