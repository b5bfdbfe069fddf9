// containerd's CRI says RUNNING for some 50 ms after a process's exit was announced. What the event
// said is kept here and laid over the answers, so that who reacts to the event does not read the
// past.
import type * as cri from "../../protocol/messages.generated.ts";
import type { ContainerEvent } from "../../runtime.ts";

interface Exit {
  exitCode: number;
  atNanoseconds: number;
}

const maximalExits = 4096;

export class RecentExits {
  readonly #exits = new Map<string, Exit>();
  readonly #oomKilled = new Set<string>();

  note(event: ContainerEvent): void {
    const { id } = event;
    if (event.type === "oom") addBounded(this.#oomKilled, id);
    if (event.type === "deleted") {
      this.#exits.delete(id);
      this.#oomKilled.delete(id);
    }
    if (event.type !== "stopped" || event.exitCode === undefined) return;
    const { exitCode, atNanoseconds = 0 } = event;
    this.#exits.set(id, { exitCode, atNanoseconds });
    if (this.#exits.size > maximalExits) this.#exits.delete(first(this.#exits.keys()));
  }

  /** The stream was broken: what is remembered stays true, an exit is for good. */
  container(status: cri.ContainerStatus): cri.ContainerStatus {
    const exit = this.#exits.get(status.id ?? "");
    if (!exit || status.state !== "CONTAINER_RUNNING") return status;
    const reason = exit.exitCode === 0 ? "Completed" : "Error";
    return {
      ...status,
      state: "CONTAINER_EXITED",
      exitCode: exit.exitCode,
      finishedAt: exit.atNanoseconds,
      reason: this.#oomKilled.has(status.id ?? "") ? "OOMKilled" : reason,
    };
  }

  listed(container: cri.Container): cri.Container {
    return container.state === "CONTAINER_RUNNING" && this.#exits.has(container.id ?? "")
      ? { ...container, state: "CONTAINER_EXITED" }
      : container;
  }

  sandbox<T extends { id?: string; state?: cri.PodSandboxState }>(sandbox: T): T {
    return sandbox.state === "SANDBOX_READY" && this.#exits.has(sandbox.id ?? "")
      ? { ...sandbox, state: "SANDBOX_NOTREADY" }
      : sandbox;
  }
}

function addBounded(set: Set<string>, id: string): void {
  set.add(id);
  if (set.size > maximalExits) set.delete(first(set));
}

function first(values: Iterable<string>): string {
  for (const value of values) return value;
  return "";
}
