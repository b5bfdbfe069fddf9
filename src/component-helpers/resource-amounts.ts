// Amounts of resources as plain numbers, for scheduling arithmetic: cpu in millicores, everything
// else in whole units, both rounded up. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/

/** cpu in millicores; memory, storage, devices in whole units. */
export type ResourceAmounts = Record<string, number>;

/** The amount of one resource. Throws a RangeError on text that is no quantity. */
export function resourceAmount(resource: string, quantity: string): number {
  const match = quantityPattern.exec(quantity);
  if (match === null) throw new RangeError(`Cannot parse quantity "${quantity}"`);
  const [, digits = "", suffix = ""] = match;
  const scale = resource === "cpu" ? 1000 : 1;
  return Math.ceil(trimNoise(Number(digits) * factorOf(suffix) * scale));
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

const quantityPattern =
  /^([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;

const factors: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function factorOf(suffix: string): number {
  return factors[suffix] ?? Number(`1${suffix}`);
}

/** 0.29 * 1000 is 290.00000000000006 in binary; that must not round up to 291. */
function trimNoise(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-6 ? rounded : value;
}
