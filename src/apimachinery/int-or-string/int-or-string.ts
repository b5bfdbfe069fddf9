// Fields that hold a number or a percentage: `maxSurge: 1` or `maxSurge: 25%`.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/

export type IntOrString = number | string;

/**
 * The whole number that the value means for a total: itself, or its percentage of the total,
 * rounded up or down. Throws an IntOrStringError when the text is no percentage.
 */
export function scaledValue(value: IntOrString, total: number, rounding: "up" | "down"): number {
  if (typeof value === "number") return value;
  const match = /^([+-]?[0-9]+)%$/.exec(value);
  if (!match) {
    throw new IntOrStringError(
      "invalid value for IntOrString: invalid type: string is not a percentage",
    );
  }
  const product = Number(match[1]) * total;
  return rounding === "up" ? Math.ceil(product / 100) : Math.floor(product / 100);
}

export class IntOrStringError extends Error {
  override name = "IntOrStringError";
}
