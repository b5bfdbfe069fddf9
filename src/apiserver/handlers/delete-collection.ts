// DELETE of a collection: every object that the selectors match, one after the other, each with its
// own preconditions, admission and finalizers.
import { isNotFound } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { deleteObject, readDeleteOptions } from "./delete.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { readPage } from "./list.ts";
import { parseListOptions } from "./list-options.ts";
import { sendList } from "./list-output.ts";
import { outputOf } from "./output.ts";
import { dryRunOf } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { beginWrite } from "./write-context.ts";

/** Deletes under way at once. */
const parallelDeletes = 16;

export async function handleDeleteCollection(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const storage = storageOf(resource);
  const output = outputOf(context, resource, environment.clock.now());
  const listOptions = parseListOptions(context, resource, false);
  const options = await readDeleteOptions(context);
  const dryRun = dryRunOf(context, options.dryRun);
  await storage.cache.whenReady();
  const page = await readPage(storage, {
    namespace: namespaceOf(context, resource),
    options: listOptions,
  });
  const gone: CacheEntry[] = [];
  const queue = [...page.entries];
  const work = async (): Promise<void> => {
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      const write = beginWrite(context, resource, { environment, dryRun });
      write.writeContext.namespace = entry.namespace;
      try {
        gone.push((await deleteObject(write, entry.name, options)).entry);
      } catch (error) {
        // Somebody else was quicker.
        if (!isNotFound(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: parallelDeletes }, work));
  await sendList(context, resource, {
    page: { entries: gone, revision: storage.cache.revision },
    output,
  });
}
