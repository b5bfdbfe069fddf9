// Prefers nodes on which the used shares of cpu and memory stay close to each other.
// https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins

import { maxNodeScore, type Plugin } from "../framework/plugin.ts";
import type { Resource } from "../framework/resource.ts";
import { skip, success } from "../framework/status.ts";

const name = "NodeResourcesBalancedAllocation";
const nothingRequested = skip(name);

export function nodeResourcesBalancedAllocation(): Plugin {
  return {
    name,
    preScore(_state, { requests }) {
      return requests.cpu === 0 && requests.memory === 0 ? nothingRequested : success;
    },
    score(_state, { requests }, { allocatable, requested }) {
      const cpu = share(allocatable.cpu, requested.cpu + requests.cpu);
      const memory = share(allocatable.memory, requested.memory + requests.memory);
      return Math.floor((1 - deviation(allocatable, cpu, memory)) * maxNodeScore);
    },
  };
}

function share(capacity: number, used: number): number {
  return capacity === 0 ? 0 : Math.min(1, used / capacity);
}

/** The standard deviation of the two shares; 0 when only one resource is there. */
function deviation(allocatable: Resource, cpu: number, memory: number): number {
  if (allocatable.cpu === 0 || allocatable.memory === 0) return 0;
  return Math.abs(cpu - memory) / 2;
}
