// Optimistic concurrency: read, change, write if nobody wrote in between, else again from the new
// state. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import { StatusError } from "#apimachinery";
import type { CacheEntry } from "./cache-entry.ts";
import type { Change, ResourceStorage } from "./resource-storage.ts";

/** Writers of one object that meet each other at most so often before one gives up. */
const attemptLimit = 64;

export interface GuaranteedUpdateOptions {
  namespace: string;
  name: string;
  /** Gives the new object (a copy). Rejections end the update. */
  change(current: CacheEntry, attempt: number): Change | Promise<Change>;
  /** Nothing is written; the result is what would be. */
  dryRun?: boolean;
}

export interface UpdateResult {
  entry: CacheEntry;
  previous: CacheEntry;
  /** "unchanged": nothing was written as nothing differs. */
  outcome: "written" | "unchanged" | "deleted";
}

export async function guaranteedUpdate(
  storage: ResourceStorage,
  options: GuaranteedUpdateOptions,
): Promise<UpdateResult> {
  const { namespace, name } = options;
  for (let attempt = 0; attempt < attemptLimit; attempt++) {
    const current = await storage.get(namespace, name);
    const change = await options.change(current, attempt);
    if (change === undefined) return { entry: current, previous: current, outcome: "unchanged" };
    if (change === "delete") {
      const gone = options.dryRun ? current : await storage.remove(current);
      if (gone) return { entry: gone, previous: current, outcome: "deleted" };
      continue;
    }
    const bytes = storage.codec.encodeStored(change);
    if (storage.isSame(current, change, bytes)) {
      return { entry: current, previous: current, outcome: "unchanged" };
    }
    if (options.dryRun) {
      const entry = storage.pretend(namespace, change, current.revision);
      return { entry, previous: current, outcome: "written" };
    }
    const entry = await storage.replace(current, change, bytes);
    if (entry) return { entry, previous: current, outcome: "written" };
  }
  throw new StatusError({
    code: 409,
    reason: "Conflict",
    message: `The object "${name}" is written by others too often`,
  });
}
