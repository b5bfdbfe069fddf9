// GET with watch=true: a stream of events.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
import { resourceExpired } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import type { WatchCache } from "../storage/watch-cache.ts";
import type { ObjectSelector } from "../storage/watch-hub.ts";
import { CacheWatcher, type WatchStart } from "./cache-watcher.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { type ListOptions, parseListOptions, parseSelector } from "./list-options.ts";
import { contentTypes } from "./media-types.ts";
import { outputOf } from "./output.ts";
import { setWarnings } from "./send-error.ts";
import type { ServedResource } from "./served-resource.ts";
import { watchFormat } from "./watch-formats.ts";

/** A watch that names no end is ended after this time, or up to twice it. */
const shortestTimeoutMilliseconds = 1_800_000;

export async function handleWatch(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const { cache } = storageOf(resource);
  const options = parseListOptions(context, resource, true);
  const output = outputOf(context, resource, environment.clock.now());
  await cache.whenReady();
  const start = startOf(options);
  if (options.sendInitialEvents && options.resourceVersion) {
    await storageOf(resource).waitFresh(options.resourceVersion);
  }
  if (context.request.signal.aborted) return;
  setWarnings(context);
  const isProtobuf = output.media.format === "protobuf";
  const type = contentTypes[isProtobuf ? "protobuf" : "json"];
  context.response.setHeader("content-type", isProtobuf ? `${type};stream=watch` : type);
  const watcher = new CacheWatcher({
    stream: context.response.startStream(200),
    cache,
    scope: {
      namespace: namespaceOf(context, resource),
      selector: selectorOf(context, resource, options),
      format: watchFormat(resource, output, () => environment.clock.now()),
    },
    clock: environment.clock,
    wantsBookmarks: options.allowWatchBookmarks,
    gaugeLabels: {
      group: resource.definition.group,
      version: resource.definition.version,
      resource: resource.definition.resource,
    },
  });
  await run(context, { watcher, cache, start, environment, timeout: options.timeoutMilliseconds });
}

interface Watch {
  watcher: CacheWatcher;
  cache: WatchCache;
  start: WatchStart;
  environment: HandlerEnvironment;
  timeout: number;
}

async function run(context: ServerContext, watch: Watch): Promise<void> {
  const { watcher, cache, start, environment } = watch;
  if (start.from === "revision" && start.revision < cache.history.completeAfter) {
    const oldest = cache.history.completeAfter;
    watcher.fail(resourceExpired(`too old resource version: ${start.revision} (${oldest})`).status);
    return;
  }
  const remove = environment.watches.add(watcher);
  // What was missed cannot be told; the client lists again.
  const forget = cache.onReset(() => watcher.end());
  context.request.signal.addEventListener("abort", () => watcher.cut(), { once: true });
  const timeout =
    watch.timeout > 0 ? watch.timeout : shortestTimeoutMilliseconds * (1 + environment.random());
  watcher.begin(start, timeout);
  await watcher.ended;
  forget();
  remove();
}

function startOf(options: ListOptions): WatchStart {
  const { resourceVersion, sendInitialEvents } = options;
  if (sendInitialEvents) return { from: "state", endBookmark: options.allowWatchBookmarks };
  if (resourceVersion) return { from: "revision", revision: resourceVersion };
  return sendInitialEvents === false ? { from: "now" } : { from: "state", endBookmark: false };
}

/** A watch on one object's own path is one by name. */
function selectorOf(
  context: ServerContext,
  resource: ServedResource,
  options: ListOptions,
): ObjectSelector | undefined {
  const { name, query } = context.info;
  if (name === "" || options.selector?.exactValue("metadata.name") === name) {
    return options.selector;
  }
  const fields = [query.get("fieldSelector"), `metadata.name=${name}`].filter(Boolean).join(",");
  return parseSelector(query.get("labelSelector"), fields, resource);
}
