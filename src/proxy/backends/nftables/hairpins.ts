// The pairs of the set hairpin-endpoints. Several Services may have one endpoint, so users are
// counted; the counts follow only transactions that the kernel took.
import type { RuleChange } from "./table.ts";
import { tableName } from "./table.ts";

export class Hairpins {
  #users = new Map<string, number>();

  /** The commands for the changes, and what to call when they have been applied. */
  plan(changes: readonly RuleChange[]): { lines: string[]; commit: () => void } {
    const next = new Map<string, number>();
    const count = (address: string): number => next.get(address) ?? this.#users.get(address) ?? 0;
    for (const { before, after } of changes) {
      for (const address of after.hairpins)
        if (!before?.hairpins.has(address)) next.set(address, count(address) + 1);
      for (const address of before?.hairpins ?? [])
        if (!after.hairpins.has(address)) next.set(address, count(address) - 1);
    }
    const lines: string[] = [];
    for (const [address, users] of next) {
      const had = this.#users.has(address);
      if (users > 0 && !had) lines.push(elementCommand("add", address));
      if (users === 0 && had) lines.push(elementCommand("delete", address));
    }
    const commit = (): void => {
      for (const [address, users] of next) {
        if (users > 0) this.#users.set(address, users);
        else this.#users.delete(address);
      }
    };
    return { lines, commit };
  }
}

function elementCommand(verb: "add" | "delete", address: string): string {
  return `${verb} element ${tableName} hairpin-endpoints { ${address} . ${address} }`;
}
