// https://kubernetes.io/docs/concepts/architecture/nodes/
import { nodes } from "#api";
import { applyNodeDefaults, type Node, validateNode, validateNodeUpdate } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { labels, nodeAddress, nodeCondition } from "#component-helpers";
import { ageColumn, column, nameColumn, wideColumn } from "../columns.ts";
import { proxySubresource } from "../connect-subresources.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";

export function nodeDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(nodes, {
    applyDefaults: applyNodeDefaults,
    newStatus: () => ({}),
    acceptsStatusOnCreate: true,
    strategy: { validate: validateNode, validateUpdate: validateNodeUpdate },
    subresources: {
      proxy: proxySubresource("NodeProxyOptions", dependencies.connect.nodeProxy),
    },
    columns: nodeColumns,
    selectableFields: {
      "spec.unschedulable": (node) => String(node.spec?.unschedulable ?? false),
    },
  });
}

export const nodeColumns: readonly TypedColumn<Node>[] = [
  nameColumn,
  column("Status", "Whether the node is ready and takes pods", statusText),
  column("Roles", "The roles of the node", rolesText),
  ageColumn,
  column(
    "Version",
    "The version of the kubelet",
    (node) => node.status?.nodeInfo?.kubeletVersion ?? "",
  ),
  wideColumn(
    "Internal-IP",
    "Its address inside",
    (node) => nodeAddress(node, "InternalIP") ?? "<none>",
  ),
  wideColumn(
    "External-IP",
    "Its address outside",
    (node) => nodeAddress(node, "ExternalIP") ?? "<none>",
  ),
  wideColumn(
    "OS-Image",
    "The operating system",
    (node) => node.status?.nodeInfo?.osImage || "<unknown>",
  ),
  wideColumn(
    "Kernel-Version",
    "The version of the kernel",
    (node) => node.status?.nodeInfo?.kernelVersion || "<unknown>",
  ),
  wideColumn(
    "Container-Runtime",
    "The container runtime",
    (node) => node.status?.nodeInfo?.containerRuntimeVersion || "<unknown>",
  ),
];

function statusText(node: Node): string {
  const ready = nodeCondition(node, "Ready");
  const words = [ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady"];
  if (node.spec?.unschedulable) words.push("SchedulingDisabled");
  return words.join(",");
}

function rolesText(node: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(labels.nodeRolePrefix)) {
      const role = key.slice(labels.nodeRolePrefix.length);
      if (role) roles.add(role);
    } else if (key === "kubernetes.io/role" && value) roles.add(value);
  }
  return roles.size ? [...roles].sort().join(",") : "<none>";
}
