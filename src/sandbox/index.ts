export { type CleanUpFailure, type CleanUpOptions, cleanUp } from "./clean-up.ts";
export { removeDirectory } from "./clean-up-files.ts";
export { enterCommand, namespacePath } from "./enter.ts";
export { holdProcess } from "./hold-process.ts";
export { type HostListener, openHostListener } from "./host-listener.ts";
export { Ledger, type Trace, type TraceKind } from "./ledger.ts";
export {
  type ClusterNetwork,
  chooseNetworkIndex,
  type Egress,
  ensureNodeSandboxes,
  ForeignTrace,
  type NodeSandbox,
  nodeAddress,
  nodeSandbox,
} from "./node-sandbox.ts";
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
