// The real kubectl of two Kubernetes versions, from the npm packages that ship it.
import { join } from "node:path";
import { toolFromNpm } from "#cli/tools";
import { packageRoot, testHome } from "./cluster-owner.ts";
import { type ProgramOptions, type ProgramResult, runProgram } from "./run-program.ts";

export type KubectlResult = ProgramResult;

export interface KubectlOptions extends ProgramOptions {
  namespace?: string;
  /** Absent: 36, the server's own minor version. */
  minor?: 34 | 36;
}

/** Path of the program; throws where the npm package is absent. */
export function kubectlProgram(minor: 34 | 36 = 36): string {
  const cacheDirectory = join(testHome, "cache/tools");
  const program = toolFromNpm("kubectl", { packageRoot, cacheDirectory, minor });
  if (!program) throw new Error("kubectl's npm package is absent; run npm install");
  return program;
}

export function runKubectl(
  kubeconfig: string,
  argv: readonly string[],
  options: KubectlOptions = {},
): Promise<KubectlResult> {
  const namespace = options.namespace ? ["--namespace", options.namespace] : [];
  return runProgram([kubectlProgram(options.minor), ...namespace, ...argv], {
    ...options,
    env: { KUBECONFIG: kubeconfig, ...options.env },
  });
}
