// The row that `kubectl get pods` shows. STATUS is the most telling word about the pod: a reason of
// status, what the first unfinished init container does, or what the last container waits for.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import type { Container, ContainerStatus, Pod } from "#api/core/v1";
import { isRestartableInitContainer, podCondition } from "#component-helpers";
import { ageColumn, column, nameColumn, wideColumn } from "../columns.ts";
import type { TypedColumn } from "../define-resource.ts";
import { timeSince } from "../time-since.ts";

export const podColumns: readonly TypedColumn<Pod>[] = [
  nameColumn,
  column("Ready", "Ready containers of all", (pod) => {
    const { ready, total } = summarize(pod);
    return `${ready}/${total}`;
  }),
  column("Status", "What the pod does", (pod) => summarize(pod).status),
  column("Restarts", "How often containers were started anew, and when last", restartsText),
  ageColumn,
  wideColumn(
    "IP",
    "Its address",
    (pod) => pod.status?.podIPs?.[0]?.ip || pod.status?.podIP || "<none>",
  ),
  wideColumn("Node", "The node it runs on", (pod) => pod.spec?.nodeName || "<none>"),
  wideColumn(
    "Nominated Node",
    "The node it will get once others are gone",
    (pod) => pod.status?.nominatedNodeName || "<none>",
  ),
  wideColumn("Readiness Gates", "Gates passed of all", readinessGatesText),
];

interface Summary {
  status: string;
  ready: number;
  total: number;
  restarts: number;
  /** Milliseconds since 1970; 0: never. */
  lastRestart: number;
}

interface Restarts {
  count: number;
  last: number;
}

function summarize(pod: Pod): Summary {
  const containers = pod.spec?.containers ?? [];
  const inits = pod.spec?.initContainers ?? [];
  const sidecars = inits.filter(isRestartableInitContainer).length;
  const total = containers.length + sidecars;
  const start = pod.status?.reason || pod.status?.phase || "";
  const gated = podCondition(pod, "PodScheduled")?.reason === "SchedulingGated";
  const init = summarizeInit(pod, inits);
  const isInitialized = podCondition(pod, "Initialized")?.status === "True";
  let summary: Summary = {
    status: init.status ?? (gated ? "SchedulingGated" : start),
    ready: init.ready,
    total,
    restarts: init.restarts.count,
    lastRestart: init.restarts.last,
  };
  if (init.status === undefined || isInitialized) {
    summary = { ...summary, ...summarizeMain(pod, summary.status, init) };
  }
  return { ...summary, status: deletionStatus(pod, summary.status) };
}

interface InitSummary {
  /** Undefined: all init containers are through. */
  status: string | undefined;
  ready: number;
  restarts: Restarts;
  sidecarRestarts: Restarts;
}

function summarizeInit(pod: Pod, inits: readonly Container[]): InitSummary {
  const byName = new Map(inits.map((container) => [container.name, container]));
  const restarts: Restarts = { count: 0, last: 0 };
  const sidecarRestarts: Restarts = { count: 0, last: 0 };
  let ready = 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const container = byName.get(status.name);
    const isSidecar = container !== undefined && isRestartableInitContainer(container);
    addRestarts(restarts, status);
    if (isSidecar) addRestarts(sidecarRestarts, status);
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar && status.started) {
      if (status.ready) ready++;
      continue;
    }
    let text = `Init:${index}/${inits.length}`;
    if (terminated) text = `Init:${terminatedText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== "PodInitializing")
      text = `Init:${waiting.reason}`;
    return { status: text, ready, restarts, sidecarRestarts };
  }
  return { status: undefined, ready, restarts, sidecarRestarts };
}

function summarizeMain(pod: Pod, before: string, init: InitSummary): Partial<Summary> {
  const restarts = { ...init.sidecarRestarts };
  let { ready } = init;
  let status = before;
  let hasRunning = false;
  for (const each of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    addRestarts(restarts, each);
    const { running, terminated, waiting } = each.state ?? {};
    if (waiting?.reason) status = waiting.reason;
    else if (terminated) status = terminatedText(terminated);
    else if (each.ready && running) {
      hasRunning = true;
      ready++;
    }
  }
  if (status === "Completed" && hasRunning) {
    status = podCondition(pod, "Ready")?.status === "True" ? "Running" : "NotReady";
  }
  return { status, ready, restarts: restarts.count, lastRestart: restarts.last };
}

function terminatedText(terminated: {
  reason?: string;
  signal?: number;
  exitCode: number;
}): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function deletionStatus(pod: Pod, status: string): string {
  if (pod.metadata?.deletionTimestamp === undefined) return status;
  if (pod.status?.reason === "NodeLost") return "Unknown";
  const { phase } = pod.status ?? {};
  return phase === "Succeeded" || phase === "Failed" ? status : "Terminating";
}

function addRestarts(restarts: Restarts, status: ContainerStatus): void {
  restarts.count += status.restartCount ?? 0;
  const finished = Date.parse(status.lastState?.terminated?.finishedAt ?? "");
  if (!Number.isNaN(finished)) restarts.last = Math.max(restarts.last, finished);
}

function restartsText(pod: Pod, now: number): string {
  const { restarts, lastRestart } = summarize(pod);
  if (restarts === 0 || lastRestart === 0) return String(restarts);
  return `${restarts} (${timeSince(new Date(lastRestart).toISOString(), now)} ago)`;
}

function readinessGatesText(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const passed = gates.filter((g) => podCondition(pod, g.conditionType)?.status === "True");
  return `${passed.length}/${gates.length}`;
}
