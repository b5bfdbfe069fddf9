// How a fake runtime behaves: what tests and hollow nodes may set. Every field may be changed at
// any time.
import type * as cri from "../../protocol/messages.generated.ts";
import type { ContainerRuntime } from "../../runtime.ts";

export interface FakeCall {
  method: keyof ContainerRuntime;
  argument: string;
}

export interface FakeBehavior {
  createError?: Error;
  createDelayMilliseconds?: number;
  startError?: Error;
  startDelayMilliseconds?: number;
  /** The process ends by itself so long after its start. */
  exit?: { afterMilliseconds: number; code: number };
  /** How long the process takes to obey the stop signal; above the grace time it is killed. */
  stopDelayMilliseconds?: number;
  stopExitCode?: number;
  exec?(command: string[]): {
    exitCode?: number;
    stdout?: string;
    stderr?: string;
    delayMilliseconds?: number;
  };
}

export interface FakeScript {
  /** Images that are there from the start. */
  images?: string[];
  sandboxDelayMilliseconds?: number;
  pullDelayMilliseconds?: number;
  /** Gives the error with which the pull of this image fails. */
  pullError?(image: string): Error | undefined;
  container?(config: cri.ContainerConfig, sandbox: cri.PodSandboxConfig): FakeBehavior | undefined;
  /** True unless set. */
  networkReady?: boolean;
  /** Base of the URLs that exec, attach and portForward give; without it they are refused. */
  streamingURL?: string;
  /** How many calls are remembered. */
  callHistory?: number;
}
