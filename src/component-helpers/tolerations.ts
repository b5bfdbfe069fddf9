// Which taints a pod puts up with.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
import type { Taint, Toleration } from "#api/core/v1";

export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? "Equal") {
    case "Exists":
      return true;
    case "Equal":
      return Boolean(toleration.key) && (toleration.value ?? "") === (taint.value ?? "");
    case "Gt":
      return compareIntegers(taint.value, toleration.value, (t, limit) => t > limit);
    case "Lt":
      return compareIntegers(taint.value, toleration.value, (t, limit) => t < limit);
  }
}

/** The first toleration that takes the taint. */
export function findMatchingToleration(
  tolerations: readonly Toleration[] | undefined,
  taint: Taint,
): Toleration | undefined {
  return tolerations?.find((toleration) => toleratesTaint(toleration, taint));
}

/** The first taint, among those with one of the effects, that nothing tolerates. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly Taint["effect"][],
): Taint | undefined {
  return taints?.find(
    (taint) =>
      effects.includes(taint.effect) && findMatchingToleration(tolerations, taint) === undefined,
  );
}

/** Two taints are the same when key and effect are. */
export function isSameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

function compareIntegers(
  taintValue: string | undefined,
  tolerationValue: string | undefined,
  compare: (taint: bigint, toleration: bigint) => boolean,
): boolean {
  const integer = /^-?(0|[1-9][0-9]*)$/;
  if (!integer.test(taintValue ?? "") || !integer.test(tolerationValue ?? "")) return false;
  return compare(BigInt(taintValue ?? ""), BigInt(tolerationValue ?? ""));
}
