// Prefers nodes that have the pod's images already; the more so the larger these are.
// https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
import type { Pod } from "#api/core/v1";
import type { NodeInfo } from "../framework/node-info.ts";
import { maxNodeScore, type Plugin, type PluginHandle } from "../framework/plugin.ts";
import { skip, success } from "../framework/status.ts";

const name = "ImageLocality";
const nothingToScore = skip(name);
const megabyte = 1024 * 1024;
/** Less than this on a node is not worth a score. */
const minimumBytes = 23 * megabyte;
/** For each container; more does not count. */
const maximumContainerBytes = 1000 * megabyte;

export function imageLocality(handle: PluginHandle): Plugin {
  return {
    name,
    preScore(_state, _info, nodes) {
      return nodes.some((node) => node.imageStates.size > 0) ? success : nothingToScore;
    },
    score(_state, { pod }, node) {
      const bytes = imageBytes(pod, node, handle.nodes.all.length);
      const { containers, initContainers = [] } = pod.spec;
      const maximum = maximumContainerBytes * (containers.length + initContainers.length);
      const bounded = Math.min(Math.max(bytes, minimumBytes), maximum);
      return Math.floor((maxNodeScore * (bounded - minimumBytes)) / (maximum - minimumBytes));
    },
  };
}

/** An image that few nodes have counts less, so that not all pods run to the node that has it. */
function imageBytes(pod: Pod, node: NodeInfo, nodeCount: number): number {
  if (node.imageStates.size === 0) return 0;
  let bytes = 0;
  for (const { image = "" } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const state = node.imageStates.get(normalizedImageName(image));
    if (state) bytes += Math.floor((state.sizeBytes * state.nodes.size) / nodeCount);
  }
  return bytes;
}

/** Nodes report images with their tag. */
function normalizedImageName(name: string): string {
  return name.lastIndexOf(":") <= name.lastIndexOf("/") ? `${name}:latest` : name;
}
