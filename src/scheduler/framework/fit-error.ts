// Why a pod found no node, counted and put into Kubernetes' words.
import type { NodeStatuses } from "./plugin.ts";
import { isRejected, type Status } from "./status.ts";

export interface Diagnosis {
  allNodes: number;
  statuses: NodeStatuses;
  /** The plugins that refused the pod; only their events bring it back. */
  unschedulablePlugins: Set<string>;
  /** Those that said Pending: their events bring it back without back-off. */
  pendingPlugins: Set<string>;
  /** Set when PreFilter refused the pod everywhere. */
  preFilterMessage: string;
  postFilterMessage: string;
}

/** Remembers who refused. */
export function blame(diagnosis: Diagnosis, status: Status): void {
  if (!status.plugin || !isRejected(status)) return;
  if (status.code === "Pending") diagnosis.pendingPlugins.add(status.plugin);
  else diagnosis.unschedulablePlugins.add(status.plugin);
}

/** "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: ..." */
export function fitErrorMessage(diagnosis: Diagnosis): string {
  const { allNodes, statuses, preFilterMessage, postFilterMessage } = diagnosis;
  let message = `0/${allNodes} nodes are available:`;
  const reasons = preFilterMessage || countReasons(allNodes, statuses).join(", ");
  if (reasons) message += ` ${reasons}.`;
  if (postFilterMessage) message += ` ${postFilterMessage}`;
  return message;
}

function countReasons(allNodes: number, statuses: NodeStatuses): string[] {
  const counts = new Map<string, number>();
  const count = (status: Status, nodes: number): void => {
    for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  };
  for (const status of statuses.byNode.values()) count(status, 1);
  const absentNodes = allNodes - statuses.byNode.size;
  if (absentNodes > 0) count(statuses.absent, absentNodes);
  return [...counts]
    .map(([reason, nodes]) => `${nodes} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
