// What the runtime holds, by pod, kept current from three sides: the kubelet's own calls, the
// runtime's events, and the relist. A container that was seen exited never runs again.
import {
  emptyPodRuntimeStatus,
  type PodRuntimeStatus,
  type RuntimeContainer,
  type RuntimeSandbox,
} from "./runtime-manager/pod-runtime-status.ts";

interface Entry {
  uid: string;
  namespace: string;
  name: string;
  sandboxes: Map<string, RuntimeSandbox>;
  containers: Map<string, RuntimeContainer>;
  sorted: PodRuntimeStatus | undefined;
}

export interface ContainerExit {
  exitCode: number;
  atMilliseconds: number;
  oomKilled: boolean;
}

const maximumEarlyExits = 1000;

export class PodCache {
  readonly #pods = new Map<string, Entry>();
  readonly #podOfId = new Map<string, string>();
  /** Exits and out-of-memory kills of containers that are not known yet. */
  readonly #earlyExits = new Map<string, ContainerExit>();
  readonly #oomKilled = new Set<string>();

  get(uid: string): PodRuntimeStatus | undefined {
    const entry = this.#pods.get(uid);
    if (entry === undefined) return undefined;
    entry.sorted ??= {
      uid: entry.uid,
      namespace: entry.namespace,
      name: entry.name,
      sandboxes: [...entry.sandboxes.values()].sort(newestFirst),
      containers: [...entry.containers.values()].sort(newestFirst),
    };
    return entry.sorted;
  }

  uids(): string[] {
    return [...this.#pods.keys()];
  }

  /** Ids of all sandboxes and containers. */
  ids(): Set<string> {
    return new Set(this.#podOfId.keys());
  }

  podOf(id: string): string | undefined {
    return this.#podOfId.get(id);
  }

  sandbox(id: string): RuntimeSandbox | undefined {
    return this.#pods.get(this.#podOfId.get(id) ?? "")?.sandboxes.get(id);
  }

  container(id: string): RuntimeContainer | undefined {
    return this.#pods.get(this.#podOfId.get(id) ?? "")?.containers.get(id);
  }

  setSandbox(sandbox: RuntimeSandbox): void {
    const entry = this.#entry(sandbox.podUid, sandbox.namespace, sandbox.name);
    const early = this.#earlyExits.get(sandbox.id);
    this.#earlyExits.delete(sandbox.id);
    const old = entry.sandboxes.get(sandbox.id);
    const ready = sandbox.ready && early === undefined && old?.ready !== false;
    entry.sandboxes.set(sandbox.id, { ...sandbox, ready });
    entry.sorted = undefined;
    this.#podOfId.set(sandbox.id, sandbox.podUid);
  }

  setContainer(container: RuntimeContainer): void {
    const entry = this.#entry(container.podUid, "", "");
    const old = entry.containers.get(container.id);
    if (old?.state === "exited" && container.state !== "exited") return;
    const early = this.#earlyExits.get(container.id);
    this.#earlyExits.delete(container.id);
    entry.containers.set(
      container.id,
      early && container.state !== "exited" ? exited(container, early) : container,
    );
    entry.sorted = undefined;
    this.#podOfId.set(container.id, container.podUid);
  }

  /** The container as it is after its exit; undefined when it is not known (yet). */
  recordExit(id: string, exit: { exitCode: number; atMilliseconds: number }): void {
    const complete = { ...exit, oomKilled: this.#oomKilled.delete(id) };
    const container = this.container(id);
    const sandbox = this.sandbox(id);
    if (container) {
      if (container.state !== "exited") this.setContainer(exited(container, complete));
    } else if (sandbox) {
      this.setSandbox({ ...sandbox, ready: false });
    } else {
      this.#earlyExits.set(id, complete);
      const oldest = this.#earlyExits.keys().next();
      if (this.#earlyExits.size > maximumEarlyExits && !oldest.done) {
        this.#earlyExits.delete(oldest.value);
      }
    }
  }

  recordOutOfMemory(id: string): void {
    this.#oomKilled.add(id);
    if (this.#oomKilled.size > maximumEarlyExits) this.#oomKilled.clear();
  }

  /** A sandbox or container that the runtime holds no more. */
  remove(id: string): void {
    const uid = this.#podOfId.get(id);
    const entry = uid === undefined ? undefined : this.#pods.get(uid);
    this.#podOfId.delete(id);
    if (entry === undefined) return;
    entry.sandboxes.delete(id);
    entry.containers.delete(id);
    entry.sorted = undefined;
    if (entry.sandboxes.size === 0 && entry.containers.size === 0) this.#pods.delete(entry.uid);
  }

  #entry(uid: string, namespace: string, name: string): Entry {
    let entry = this.#pods.get(uid);
    if (entry === undefined) {
      const {
        sandboxes: _,
        containers: __,
        ...base
      } = emptyPodRuntimeStatus({
        metadata: { uid, namespace, name },
        spec: { containers: [] },
      });
      entry = { ...base, sandboxes: new Map(), containers: new Map(), sorted: undefined };
      this.#pods.set(uid, entry);
    }
    if (namespace !== "") entry.namespace = namespace;
    if (name !== "") entry.name = name;
    return entry;
  }
}

function exited(container: RuntimeContainer, exit: ContainerExit): RuntimeContainer {
  const reason = exit.oomKilled ? "OOMKilled" : exit.exitCode === 0 ? "Completed" : "Error";
  return {
    ...container,
    state: "exited",
    exitCode: exit.exitCode,
    finishedAtMilliseconds: exit.atMilliseconds,
    reason,
  };
}

interface Aged {
  id: string;
  createdAtMilliseconds: number;
  /** Of a sandbox. */
  attempt?: number;
  /** Of a container. */
  restartCount?: number;
}

function newestFirst(a: Aged, b: Aged): number {
  const instance = (aged: Aged): number => aged.attempt ?? aged.restartCount ?? 0;
  return (
    b.createdAtMilliseconds - a.createdAtMilliseconds ||
    instance(b) - instance(a) ||
    (a.id < b.id ? 1 : -1)
  );
}
