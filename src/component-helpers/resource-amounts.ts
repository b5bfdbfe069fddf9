// Amounts of resources as plain numbers, for scheduling arithmetic: cpu in millicores, everything
// else in whole units, both rounded up.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
import { parseQuantity, quantityToInteger, quantityToMilli } from "#apimachinery";

/** cpu in millicores; memory, storage, devices in whole units. */
export type ResourceAmounts = Record<string, number>;

/** The amount of one resource. Throws a QuantityError on text that is no quantity. */
export function resourceAmount(resource: string, text: string): number {
  const quantity = parseQuantity(text);
  return resource === "cpu" ? quantityToMilli(quantity) : quantityToInteger(quantity);
}

/** All amounts of a list such as `requests` or `allocatable`. */
export function resourceAmounts(
  list: Readonly<Record<string, string>> | undefined,
): ResourceAmounts {
  const amounts: ResourceAmounts = {};
  for (const [resource, quantity] of Object.entries(list ?? {})) {
    amounts[resource] = resourceAmount(resource, quantity);
  }
  return amounts;
}

/** Adds `more` to `total`, in place. */
export function addAmounts(total: ResourceAmounts, more: ResourceAmounts): ResourceAmounts {
  for (const resource in more) {
    total[resource] = (total[resource] ?? 0) + (more[resource] ?? 0);
  }
  return total;
}

/** Raises each amount of `total` to that of `other`, in place. */
export function maxAmounts(total: ResourceAmounts, other: ResourceAmounts): ResourceAmounts {
  for (const resource in other) {
    total[resource] = Math.max(total[resource] ?? 0, other[resource] ?? 0);
  }
  return total;
}
