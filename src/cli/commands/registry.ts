// Every `cox` command, in the order that help shows them: from starting a cluster to looking things up.
import type { CliCommand } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { deleteCommand } from "./delete.ts";
import { doctorCommand } from "./doctor.ts";
import { downCommand } from "./down.ts";
import { kubeconfigCommand } from "./kubeconfig.ts";
import { helmCommand, kubectlCommand } from "./kubectl.ts";
import { loadCommand } from "./load.ts";
import { lsCommand } from "./ls.ts";
import { agentCommand, serverCommand } from "./server.ts";
import { statusCommand } from "./status.ts";
import { upCommand } from "./up.ts";
import { versionCommand } from "./version.ts";

export const commands: readonly CliCommand[] = [
  upCommand,
  downCommand,
  deleteCommand,
  lsCommand,
  statusCommand,
  loadCommand,
  kubectlCommand,
  helmCommand,
  kubeconfigCommand,
  doctorCommand,
  serverCommand,
  agentCommand,
  completionCommand,
  versionCommand,
];
