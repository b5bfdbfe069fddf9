// Amounts of resources in the shape the scheduler adds and compares most.
import type { Pod } from "#api/core/v1";
import { podRequests, type ResourceAmounts } from "#component-helpers";

/** cpu in millicores, everything else in whole units. */
export interface Resource {
  cpu: number;
  memory: number;
  ephemeralStorage: number;
  allowedPods: number;
  /** Extended resources, huge pages, attachable volumes; undefined when there are none. */
  scalars: Map<string, number> | undefined;
}

/** What a container without requests counts as, in scores only. */
const missingRequests: ResourceAmounts = { cpu: 100, memory: 200 * 1024 * 1024 };

export function emptyResource(): Resource {
  return { cpu: 0, memory: 0, ephemeralStorage: 0, allowedPods: 0, scalars: undefined };
}

export function resourceFrom(amounts: ResourceAmounts): Resource {
  const resource = emptyResource();
  for (const name in amounts) {
    const amount = amounts[name] ?? 0;
    if (name === "cpu") resource.cpu = amount;
    else if (name === "memory") resource.memory = amount;
    else if (name === "ephemeral-storage") resource.ephemeralStorage = amount;
    else if (name === "pods") resource.allowedPods = amount;
    else {
      resource.scalars ??= new Map();
      resource.scalars.set(name, amount);
    }
  }
  return resource;
}

/** Adds `more` to `total`, or takes it away with `sign` -1. Pod counts stay as they are. */
export function addResource(total: Resource, more: Resource, sign: 1 | -1): void {
  total.cpu += sign * more.cpu;
  total.memory += sign * more.memory;
  total.ephemeralStorage += sign * more.ephemeralStorage;
  if (!more.scalars) return;
  total.scalars ??= new Map();
  for (const [name, amount] of more.scalars) {
    total.scalars.set(name, (total.scalars.get(name) ?? 0) + sign * amount);
  }
}

export function cloneResource(resource: Resource): Resource {
  return { ...resource, scalars: resource.scalars && new Map(resource.scalars) };
}

export function podResource(pod: Pod): Resource {
  return resourceFrom(podRequests(pod));
}

/** cpu and memory with the defaults for containers that request none. */
export function podNonZeroRequests(pod: Pod): { cpu: number; memory: number } {
  const amounts = podRequests(pod, { missingRequests });
  return { cpu: amounts["cpu"] ?? 0, memory: amounts["memory"] ?? 0 };
}
