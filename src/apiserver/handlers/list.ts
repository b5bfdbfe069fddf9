// GET of a collection. The bytes that the cache holds are joined; objects are decoded only for
// selectors and tables. A page of an earlier state is read from the store.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#the-resourceversion-parameter
import { badRequest, resourceExpired } from "#apimachinery";
import { prefixEnd, StoreError } from "#store";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import type { ResourceStorage } from "../storage/resource-storage.ts";
import { translateStoreError } from "../storage/store-errors.ts";
import { type ContinuePosition, decodeContinue, encodeContinue } from "./continue-token.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { type ListOptions, parseListOptions } from "./list-options.ts";
import { isPlainJson, type ListPage, sendList } from "./list-output.ts";
import { outputOf } from "./output.ts";
import type { ServedResource } from "./served-resource.ts";

export async function handleList(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const storage = storageOf(resource);
  const options = parseListOptions(context, resource, false);
  const output = outputOf(context, resource, environment.clock.now());
  await storage.cache.whenReady();
  const page = await readPage(storage, {
    namespace: namespaceOf(context, resource),
    options,
    wantsJoined: isPlainJson(output),
  });
  await sendList(context, resource, { page, output });
}

/** The objects that a list or deletecollection is about; the cache must be ready. */
export async function readPage(
  storage: ResourceStorage,
  request: {
    namespace: string;
    options: ListOptions;
    /** The bodies are enough: `entries` may stay empty in favour of `joined`. */
    wantsJoined?: boolean;
  },
): Promise<ListPage> {
  const { namespace, options, wantsJoined = false } = request;
  const prefix = namespace ? `${storage.cache.prefix}${namespace}/` : storage.cache.prefix;
  const scope = { prefix, end: prefixEnd(prefix), options, wantsJoined };
  if (options.continueToken) {
    if (options.resourceVersion) {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    const position = decodeContinue(options.continueToken);
    const start = prefix + position.start;
    if (position.revision < 0) return fromCache(storage, { ...scope, start });
    return atRevision(storage, { ...scope, start }, position);
  }
  const { resourceVersion } = options;
  if (resourceVersion === undefined || resourceVersion === 0) {
    return fromCache(storage, { ...scope, start: prefix });
  }
  await storage.waitFresh(resourceVersion);
  // A limit with a version and no rule for matching means that very version, for old clients.
  const isExact =
    options.resourceVersionMatch === "Exact" ||
    (options.resourceVersionMatch === "" && options.limit > 0);
  if (!isExact) return fromCache(storage, { ...scope, start: prefix });
  return atRevision(storage, { ...scope, start: prefix }, undefined, resourceVersion);
}

interface Scope {
  prefix: string;
  start: string;
  end: string;
  options: ListOptions;
  wantsJoined: boolean;
}

function fromCache(storage: ResourceStorage, scope: Scope): ListPage {
  const { limit, selector } = scope.options;
  if (scope.wantsJoined && limit === 0 && !selector) {
    const joined = storage.cache.joined(scope.start, scope.end);
    return { entries: [], joined, revision: storage.cache.revision };
  }
  const entries: CacheEntry[] = [];
  let more = false;
  storage.cache.forEach(scope.start, scope.end, (entry) => {
    if (selector && !selector.matches(entry)) return true;
    if (limit > 0 && entries.length === limit) {
      more = true;
      return false;
    }
    entries.push(entry);
    return true;
  });
  const { revision } = storage.cache;
  const page: ListPage = { entries, revision };
  if (!more) return page;
  const next = `${(entries[entries.length - 1] as CacheEntry).key}\0`;
  page.continueToken = encodeContinue({ revision, start: next.slice(scope.prefix.length) });
  if (!selector) page.remainingItemCount = storage.cache.count(next, scope.end);
  return page;
}

async function atRevision(
  storage: ResourceStorage,
  scope: Scope,
  position: ContinuePosition | undefined,
  exact = position?.revision ?? 0,
): Promise<ListPage> {
  try {
    if (storage.cache.changeRevision > exact) return await fromBackend(storage, scope, exact);
    // Nothing of this resource has changed since: the cache shows the same state. A state that is
    // forgotten stays forgotten all the same; reading nothing of it tells.
    const { prefix } = scope;
    await storage.backend.range({ start: prefix, end: `${prefix}\0`, limit: 1, revision: exact });
    if (storage.cache.changeRevision > exact) return await fromBackend(storage, scope, exact);
    return withRevision(fromCache(storage, scope), scope, exact);
  } catch (error) {
    if (error instanceof StoreError && error.code === "compacted" && position) {
      throw expiredContinue(position);
    }
    throw translateStoreError(error);
  }
}

function withRevision(page: ListPage, scope: Scope, revision: number): ListPage {
  if (!page.continueToken) return { ...page, revision };
  const last = page.entries[page.entries.length - 1] as CacheEntry;
  const start = `${last.key.slice(scope.prefix.length)}\0`;
  return { ...page, revision, continueToken: encodeContinue({ revision, start }) };
}

const backendPage = 1_000;

async function fromBackend(
  storage: ResourceStorage,
  scope: Scope,
  revision: number,
): Promise<ListPage> {
  const { limit, selector } = scope.options;
  const entries: CacheEntry[] = [];
  let start = scope.start;
  for (;;) {
    const want = limit > 0 && !selector ? limit : backendPage;
    const range = { start, end: scope.end, limit: want, revision };
    const result = await storage.backend.range(range);
    let taken = 0;
    for (const item of result.items) {
      taken++;
      start = `${item.key}\0`;
      const entry = storage.cache.entryOf(item);
      if (selector && !selector.matches(entry)) continue;
      entries.push(entry);
      if (entries.length === limit) break;
    }
    const remaining = result.count - taken;
    if (remaining === 0 || taken === 0) return { entries, revision };
    if (entries.length !== limit) continue;
    const page: ListPage = { entries, revision };
    page.continueToken = encodeContinue({ revision, start: start.slice(scope.prefix.length) });
    if (!selector) page.remainingItemCount = remaining;
    return page;
  }
}

/** Lists on from the same key in the present state, which may differ from what was seen before. */
function expiredContinue(position: ContinuePosition): Error {
  return resourceExpired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    encodeContinue({ revision: -1, start: position.start }),
  );
}
