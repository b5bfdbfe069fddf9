// Removes the traces that a ledger lists, and only those. It works on any half-made or half-removed
// state and may be run again; one trace that resists does not keep the others.
import { type Clock, sleep } from "#base";
import type { Logger } from "#component-base";
import { removeCgroup } from "./clean-up-cgroup.ts";
import { removeCniNetwork } from "./clean-up-cni.ts";
import { endContainers } from "./clean-up-containerd.ts";
import { removeDirectory, unmountBelow } from "./clean-up-files.ts";
import { removeLink, removeNamespace, removeTable, restoreSetting } from "./clean-up-network.ts";
import { holdProcess } from "./hold-process.ts";
import type { Ledger, Trace, TraceKind } from "./ledger.ts";
import { endProcess } from "./process-identity.ts";

export interface CleanUpOptions {
  clock: Clock;
  log: Logger;
  /** Traces to leave, and to go on listing. */
  keep?: (trace: Trace) => boolean;
}

export interface CleanUpFailure {
  trace: Trace;
  error: unknown;
}

// Users of a thing go before the thing: processes, then what they held.
const order: readonly TraceKind[] = [
  "process",
  "containerd",
  "mounts",
  "namespace",
  "link",
  "nft-table",
  "sysctl",
  "cgroup",
  "cni-network",
  "directory",
];

const graceMilliseconds = 10_000;
const attempts = 3;

/** Gives what could not be removed. Where that is nothing, the ledger forgets what is gone. */
export function cleanUp(ledger: Ledger, options: CleanUpOptions): Promise<CleanUpFailure[]> {
  return holdProcess(() => removeTraces(ledger, options));
}

async function removeTraces(ledger: Ledger, options: CleanUpOptions): Promise<CleanUpFailure[]> {
  const failures: CleanUpFailure[] = [];
  const isKept = options.keep ?? (() => false);
  for (const kind of order) {
    const doomed = ledger.of(kind).filter((trace) => !isKept(trace));
    await Promise.all(
      doomed.map(async (trace) => {
        const error = await removeWithRetry(trace, options);
        if (error !== undefined) failures.push({ trace, error });
      }),
    );
  }
  for (const { trace, error } of failures)
    options.log.warn("A trace could not be removed", { trace, error });
  if (failures.length === 0) ledger.forget(isKept);
  return failures;
}

// What a dying process still holds is free a moment later.
async function removeWithRetry(trace: Trace, options: CleanUpOptions): Promise<unknown> {
  let lastError: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await sleep(options.clock, 100 * 2 ** attempt);
    try {
      await removeTrace(trace, options);
      return undefined;
    } catch (error) {
      lastError = error;
    }
  }
  return lastError;
}

async function removeTrace(trace: Trace, { clock }: CleanUpOptions): Promise<void> {
  switch (trace.kind) {
    case "process":
      if (!(await endProcess(trace.identity, { clock, graceMilliseconds })))
        throw new Error(`Process ${trace.identity.pid} (${trace.label}) does not end`);
      return;
    case "containerd":
      return endContainers(trace.directory, clock);
    case "mounts":
      return unmountBelow(trace.directory);
    case "namespace":
      return removeNamespace(trace.name);
    case "link":
      return removeLink(trace.name);
    case "nft-table":
      return removeTable(trace.family, trace.name);
    case "sysctl":
      return restoreSetting(trace.path);
    case "cgroup":
      return removeCgroup(trace.path, clock);
    case "cni-network":
      return removeCniNetwork(trace.name);
    case "directory":
      return removeDirectory(trace.path);
  }
}
