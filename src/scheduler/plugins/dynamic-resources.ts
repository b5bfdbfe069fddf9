// Resource claims: not yet supported, and said so.
// https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
import type { Plugin } from "../framework/plugin.ts";
import { skip, success, unresolvable, unschedulable } from "../framework/status.ts";

const name = "DynamicResources";
const withoutClaims = { status: skip(name) };
const nothingToDeallocate = { status: unschedulable(name, "no new claims to deallocate") };

export function dynamicResources(): Plugin {
  return {
    name,
    eventsToRegister: () => [],
    preFilter(_state, { pod }) {
      const [claim] = pod.spec.resourceClaims ?? [];
      if (!claim) return withoutClaims;
      const reason = `resource claim "${claim.name}" cannot be used: resource claims are not supported yet`;
      return { status: unresolvable(name, reason) };
    },
    filter: () => success,
    postFilter: async () => nothingToDeallocate,
  };
}
