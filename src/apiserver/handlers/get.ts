// GET of one object: from the cache, and without a promise when nothing has to be waited for.
import type { ServerContext } from "../server-context.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { parseResourceVersion } from "./list-options.ts";
import { outputOf, sendEntry } from "./output.ts";
import type { ServedResource } from "./served-resource.ts";

export function handleGet(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> | void {
  const storage = storageOf(resource);
  const revision = context.info.hasQuery
    ? parseResourceVersion(context.info.query.get("resourceVersion"))
    : undefined;
  const filling = storage.cache.whenReady();
  if (filling || (revision !== undefined && revision > storage.cache.revision)) {
    return wait();
  }
  answer();

  async function wait(): Promise<void> {
    await filling;
    if (revision !== undefined) await storage.waitFresh(revision);
    answer();
  }

  function answer(): void {
    const output = outputOf(context, resource, environment.clock.now());
    const entry = storage.find(namespaceOf(context, resource), context.info.name);
    sendEntry(context, resource, { status: 200, entry, output });
  }
}
