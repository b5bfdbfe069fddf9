// Every `cox` command, in the order that help shows them: from starting a cluster to looking things
// up. A command's file is loaded when the command is named, so that the small ones are instant.
import type { CliCommand } from "./command.ts";

export interface CommandEntry {
  name: string;
  load(): Promise<CliCommand>;
}

export const commandEntries: readonly CommandEntry[] = [
  { name: "up", load: async () => (await import("./up.ts")).upCommand },
  { name: "down", load: async () => (await import("./down.ts")).downCommand },
  { name: "delete", load: async () => (await import("./delete.ts")).deleteCommand },
  { name: "ls", load: async () => (await import("./ls.ts")).lsCommand },
  { name: "status", load: async () => (await import("./status.ts")).statusCommand },
  { name: "load", load: async () => (await import("./load.ts")).loadCommand },
  { name: "kubectl", load: async () => (await import("./kubectl.ts")).kubectlCommand },
  { name: "helm", load: async () => (await import("./kubectl.ts")).helmCommand },
  { name: "kubeconfig", load: async () => (await import("./kubeconfig.ts")).kubeconfigCommand },
  { name: "doctor", load: async () => (await import("./doctor.ts")).doctorCommand },
  { name: "server", load: async () => (await import("./server.ts")).serverCommand },
  { name: "agent", load: async () => (await import("./server.ts")).agentCommand },
  { name: "completion", load: async () => (await import("./completion.ts")).completionCommand },
  { name: "version", load: async () => (await import("./version.ts")).versionCommand },
];

/** The command of that name alone; all of them for any other word (help, a mistake, a flag). */
export function loadCommands(name?: string): Promise<CliCommand[]> {
  const named = commandEntries.filter((entry) => entry.name === name);
  return Promise.all((named.length > 0 ? named : commandEntries).map((entry) => entry.load()));
}
