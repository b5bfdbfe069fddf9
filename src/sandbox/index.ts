export { enterCommand, namespacePath } from "./enter.ts";
export { type HostListener, openHostListener } from "./host-listener.ts";
export {
  commandLine,
  endProcess,
  identifyProcess,
  isAlive,
  listProcesses,
  type ProcessIdentity,
  type ProcessStat,
  signalProcess,
  waitForExit,
} from "./process-identity.ts";
export {
  CommandFailed,
  type CommandOptions,
  type CommandResult,
  runCommand,
  systemEnvironment,
  tryCommand,
} from "./run-command.ts";
export {
  type DetachedProcess,
  type SpawnDetachedOptions,
  spawnDetached,
} from "./spawn-detached.ts";
