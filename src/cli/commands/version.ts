// `cox version`: versions of cox and of the Kubernetes API it serves.
import { addOutputOption } from "../output.ts";
import type { CliCommand } from "./command.ts";

export const kubernetesVersion = "v1.36.0";

export const versionCommand: CliCommand = {
  name: "version",
  usage: "version",
  summary: "print the version",
  configure: addOutputOption,
  async run({ options }, environment) {
    const versions = {
      cox: environment.version,
      kubernetes: kubernetesVersion,
      node: process.version,
    };
    if (options["output"] === "json") environment.out(`${JSON.stringify(versions)}\n`);
    else
      environment.out(
        `cox ${versions.cox} (Kubernetes ${versions.kubernetes}, Node ${versions.node})\n`,
      );
  },
};
