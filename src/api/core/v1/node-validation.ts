// What a Node must satisfy.
// https://kubernetes.io/docs/concepts/architecture/nodes/
import {
  cidrComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  labelValueComplaints,
  qualifiedNameComplaints,
} from "#apimachinery";
import { semanticEqual, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { Node, Taint } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateNode(node: Node): FieldError[] {
  return [
    ...validateTaints(node.spec?.taints ?? [], specPath.child("taints")),
    ...(node.spec?.podCIDRs ?? []).flatMap((cidr, index) =>
      invalidBecause(specPath.child("podCIDRs").index(index), cidr, cidrComplaints(cidr)),
    ),
  ];
}

export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateNode(node);
  const changes = (field: "podCIDRs" | "providerID"): boolean =>
    Boolean(old.spec?.[field]?.length) && !semanticEqual(node.spec?.[field], old.spec?.[field]);
  if (changes("podCIDRs")) {
    const detail = 'node updates may not change podCIDR except from "" to valid';
    errors.push(forbiddenField(specPath.child("podCIDRs"), detail));
  }
  if (changes("providerID")) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(forbiddenField(specPath.child("providerID"), detail));
  }
  return errors;
}

function validateTaints(taints: readonly Taint[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const at = path.index(index);
    errors.push(
      ...invalidBecause(at.child("key"), taint.key, qualifiedNameComplaints(taint.key ?? "")),
      ...invalidBecause(at.child("value"), taint.value, labelValueComplaints(taint.value ?? "")),
      ...validateRequiredEnum(
        taint.effect,
        ["NoSchedule", "PreferNoSchedule", "NoExecute"],
        at.child("effect"),
      ),
    );
    const identity = `${taint.key}:${taint.effect}`;
    if (seen.has(identity)) errors.push(duplicate(at, taint));
    seen.add(identity);
  }
  return errors;
}
