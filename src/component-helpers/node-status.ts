// What a node says of itself.
// https://kubernetes.io/docs/reference/node/node-status/
import type { Node, NodeCondition } from "#api/core/v1";

export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

export function isNodeReady(node: Node): boolean {
  return nodeCondition(node, "Ready")?.status === "True";
}

/** The first address of that type: InternalIP, Hostname, ExternalIP ... */
export function nodeAddress(node: Node, type: string): string | undefined {
  return node.status?.addresses?.find((address) => address.type === type)?.address;
}
