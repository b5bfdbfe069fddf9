// What a pod asks for as a whole: main containers, init containers in turn, sidecars beside them,
// overhead.
// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
import type { Container, Pod, PodSpec } from "#api/core/v1";
import { isRestartableInitContainer } from "./pod-status.ts";
import {
  addAmounts,
  maxAmounts,
  type ResourceAmounts,
  resourceAmounts,
} from "./resource-amounts.ts";

export interface PodResourcesOptions {
  /** Leaves spec.overhead out. */
  excludeOverhead?: boolean;
  /** What a container counts as for each of these resources when it requests none. */
  missingRequests?: Readonly<ResourceAmounts>;
}

/** The requests the scheduler reserves and quota counts. */
export function podRequests(pod: Pod, options: PodResourcesOptions = {}): ResourceAmounts {
  const amounts = sumOverContainers(pod.spec, "requests", options.missingRequests);
  Object.assign(amounts, resourceAmounts(pod.spec.resources?.requests));
  if (!options.excludeOverhead) addAmounts(amounts, resourceAmounts(pod.spec.overhead));
  return amounts;
}

/** The limits; a resource that some container leaves open is listed with what the others set. */
export function podLimits(pod: Pod, options: PodResourcesOptions = {}): ResourceAmounts {
  const amounts = sumOverContainers(pod.spec, "limits");
  Object.assign(amounts, resourceAmounts(pod.spec.resources?.limits));
  if (!options.excludeOverhead) {
    const overhead = resourceAmounts(pod.spec.overhead);
    for (const resource in overhead) {
      const limit = amounts[resource];
      if (limit !== undefined) amounts[resource] = limit + (overhead[resource] ?? 0);
    }
  }
  return amounts;
}

/**
 * Sidecars started so far run beside each later init container and beside the main ones, so the
 * peak is the larger of (main + all sidecars) and (each init container + the sidecars before it).
 */
function sumOverContainers(
  spec: PodSpec,
  list: "requests" | "limits",
  missing?: Readonly<ResourceAmounts>,
): ResourceAmounts {
  const main: ResourceAmounts = {};
  for (const container of spec.containers) addAmounts(main, amountsOf(container, list, missing));
  const sidecars: ResourceAmounts = {};
  const initPeak: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOf(container, list, missing);
    if (isRestartableInitContainer(container)) {
      addAmounts(sidecars, amounts);
      maxAmounts(initPeak, sidecars);
    } else {
      maxAmounts(initPeak, addAmounts({ ...sidecars }, amounts));
    }
  }
  return maxAmounts(addAmounts(main, sidecars), initPeak);
}

function amountsOf(
  container: Container,
  list: "requests" | "limits",
  missing?: Readonly<ResourceAmounts>,
): ResourceAmounts {
  const amounts = resourceAmounts(container.resources?.[list]);
  return missing ? { ...missing, ...amounts } : amounts;
}
