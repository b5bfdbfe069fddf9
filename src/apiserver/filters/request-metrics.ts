// Counts and times requests, under Kubernetes' metric names.
// https://kubernetes.io/docs/reference/instrumentation/metrics/
import type { Clock } from "#base";
import type { Counter, Gauge, Histogram, Metrics } from "#component-base";
import type { ServerContext } from "../server-context.ts";
import { type InFlight, isLongRunning } from "./max-in-flight.ts";

const durationBuckets = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 60,
];
/** Combinations of labels beyond this are not counted: clients make some of them up. */
const seriesLimit = 10_000;

interface Series {
  total: ReturnType<Counter<string>["labels"]>;
  duration: ReturnType<Histogram<string>["labels"]> | undefined;
}

export class RequestMetrics {
  readonly watchers: Gauge<string>;
  readonly #clock: Clock;
  readonly #total: Counter<string>;
  readonly #duration: Histogram<string>;
  readonly #series = new Map<string, Series>();

  constructor(metrics: Metrics, clock: Clock, inFlight: InFlight) {
    this.#clock = clock;
    this.#total = metrics.counter(
      "apiserver_request_total",
      "Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.",
      [
        "verb",
        "dry_run",
        "group",
        "version",
        "resource",
        "subresource",
        "scope",
        "component",
        "code",
      ],
    );
    this.#duration = metrics.histogram(
      "apiserver_request_duration_seconds",
      "Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.",
      durationBuckets,
      ["verb", "group", "version", "resource", "subresource", "scope", "component"],
    );
    this.watchers = metrics.gauge(
      "apiserver_registered_watchers",
      "Number of currently registered watchers for a given resource",
      ["group", "version", "resource"],
    );
    const current = metrics.gauge(
      "apiserver_current_inflight_requests",
      "Maximal number of currently used inflight request limit of this apiserver per request kind in last second.",
      ["request_kind"],
    );
    const longRunning = metrics.gauge(
      "apiserver_longrunning_requests",
      "Gauge of all active long-running apiserver requests.",
    );
    collectWhenPrinted(current, () => {
      current.set({ request_kind: "readOnly" }, inFlight.reading);
      current.set({ request_kind: "mutating" }, inFlight.mutating);
    });
    collectWhenPrinted(longRunning, () => longRunning.set(inFlight.longRunning));
  }

  finished(context: ServerContext): void {
    const { info, response } = context;
    const code = response.status ?? 0;
    const key = `${code} ${info.verb} ${info.version} ${info.group} ${info.resource} ${info.subresource} ${scopeOf(context)}`;
    let series = this.#series.get(key);
    if (!series) {
      if (this.#series.size >= seriesLimit) return;
      series = this.#makeSeries(context, code);
      this.#series.set(key, series);
    }
    series.total.inc();
    series.duration?.observe((this.#clock.monotonic() - context.startMilliseconds) / 1000);
  }

  #makeSeries(context: ServerContext, code: number): Series {
    const { info } = context;
    const labels = {
      verb: info.verb.toUpperCase(),
      group: info.group,
      version: info.version,
      resource: info.resource,
      subresource: info.subresource || (info.isResourceRequest ? "" : info.path.slice(0, 64)),
      scope: scopeOf(context),
      component: "apiserver",
    };
    // What was not found may be anything that a client made up.
    const known = code === 404 ? { ...labels, resource: "", subresource: "", group: "" } : labels;
    return {
      total: this.#total.labels({ ...known, dry_run: "", code: String(code) }),
      duration: isLongRunning(context) ? undefined : this.#duration.labels(known),
    };
  }
}

function scopeOf({ info }: ServerContext): string {
  if (!info.isResourceRequest) return "";
  if (info.name !== "") return "resource";
  return info.namespace === "" ? "cluster" : "namespace";
}

/** Sets gauges only when somebody reads them. */
function collectWhenPrinted(gauge: Gauge<string>, set: () => void): void {
  (gauge as unknown as { collect: () => void }).collect = set;
}
