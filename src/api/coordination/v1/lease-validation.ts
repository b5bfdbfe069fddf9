// What a Lease must satisfy.
// https://kubernetes.io/docs/concepts/architecture/leases/
import { type FieldError, FieldPath } from "#apimachinery";
import { validateNonNegative, validatePositive } from "../../meta/v1/index.ts";
import type { Lease } from "./types.generated.ts";

export function validateLease({ spec }: Lease): FieldError[] {
  const path = FieldPath.of("spec");
  return [
    ...validatePositive(spec?.leaseDurationSeconds, path.child("leaseDurationSeconds")),
    ...validateNonNegative(spec?.leaseTransitions, path.child("leaseTransitions")),
  ];
}
