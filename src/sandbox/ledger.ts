// The ledger of a cluster: every trace it leaves on the host, written down before the trace is
// made. Clean-up removes exactly what the ledger lists, also when creation was interrupted
// half-way.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { ProcessIdentity } from "./process-identity.ts";

export type Trace =
  /** A named network namespace. */
  | { kind: "namespace"; name: string }
  /** A network interface of the host. */
  | { kind: "link"; name: string }
  | { kind: "nft-table"; family: "ip" | "ip6" | "inet"; name: string }
  /** A kernel setting that was changed for clusters; "net/ipv4/ip_forward". */
  | { kind: "sysctl"; path: string }
  /** A daemon of ours; `label` says which. */
  | { kind: "process"; label: string; identity: ProcessIdentity }
  /** The shims, containers and runtime sockets of the containerd with this directory. */
  | { kind: "containerd"; directory: string }
  /** Everything mounted at or below a directory. */
  | { kind: "mounts"; directory: string }
  /** A control group with all below it, in every hierarchy; "/cox-dev-1". */
  | { kind: "cgroup"; path: string }
  /** What the CNI library remembers of a network, by its name. */
  | { kind: "cni-network"; name: string }
  /** A directory with all that is in it. */
  | { kind: "directory"; path: string };

export type TraceKind = Trace["kind"];

/** Several processes may add to one file at the same time. */
export class Ledger {
  readonly file: string;
  readonly #known = new Map<string, Trace>();

  /** Reads what is there; the file is made at the first entry. */
  constructor(file: string) {
    this.file = file;
    for (const trace of readTraces(file)) this.#known.set(JSON.stringify(trace), trace);
  }

  get traces(): readonly Trace[] {
    return [...this.#known.values()];
  }

  of<K extends TraceKind>(kind: K): Extract<Trace, { kind: K }>[] {
    return this.traces.filter((trace): trace is Extract<Trace, { kind: K }> => trace.kind === kind);
  }

  /** Returns when the entries are on the disk. Entries that are there already cost nothing. */
  add(...traces: readonly Trace[]): void {
    const fresh = traces.filter((trace) => !this.#known.has(JSON.stringify(trace)));
    if (fresh.length === 0) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const descriptor = openSync(this.file, "a", 0o600);
    try {
      // The newline before ends a line that another process may not have finished.
      writeSync(descriptor, fresh.map((trace) => `\n${JSON.stringify(trace)}\n`).join(""));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    for (const trace of fresh) this.#known.set(JSON.stringify(trace), trace);
  }

  has(trace: Trace): boolean {
    return this.#known.has(JSON.stringify(trace));
  }

  /** Forgets all but what is to be kept; for after the clean-up. Without any, the file goes too. */
  forget(isKept: (trace: Trace) => boolean): void {
    const kept = this.traces.filter(isKept);
    this.#known.clear();
    if (kept.length === 0) {
      rmSync(this.file, { force: true });
      return;
    }
    const temporary = `${this.file}.new`;
    writeFileSync(temporary, kept.map((trace) => `${JSON.stringify(trace)}\n`).join(""), {
      mode: 0o600,
      flush: true,
    });
    renameSync(temporary, this.file);
    for (const trace of kept) this.#known.set(JSON.stringify(trace), trace);
  }
}

function readTraces(file: string): Trace[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  // A line that cannot be read was being written when the machine stopped: its trace was not made.
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as Trace];
    } catch {
      return [];
    }
  });
}
