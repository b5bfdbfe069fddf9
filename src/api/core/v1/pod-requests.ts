// What the containers of a pod request together: those that run side by side add up, and one that
// runs before them counts only where it needs more.
// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from "#apimachinery";
import type { Container, PodSpec } from "./types.generated.ts";

export function aggregateContainerRequests(spec: PodSpec): Map<string, Quantity> {
  const running = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) add(running, container);
  const sidecars = new Map<string, Quantity>();
  const highest = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === "Always") {
      add(running, container);
      add(sidecars, container);
      raise(highest, sidecars);
    } else {
      const starting = new Map(sidecars);
      add(starting, container);
      raise(highest, starting);
    }
  }
  raise(running, highest);
  return running;
}

function add(sum: Map<string, Quantity>, container: Container): void {
  for (const [name, text] of Object.entries(container.resources?.requests ?? {})) {
    const before = sum.get(name);
    const quantity = parseQuantity(text);
    sum.set(name, before === undefined ? quantity : addQuantities(before, quantity));
  }
}

function raise(highest: Map<string, Quantity>, candidate: ReadonlyMap<string, Quantity>): void {
  for (const [name, quantity] of candidate) {
    const before = highest.get(name);
    if (before === undefined || compareQuantities(quantity, before) > 0) {
      highest.set(name, quantity);
    }
  }
}
