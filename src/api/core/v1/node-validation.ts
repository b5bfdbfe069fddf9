// What a Node must satisfy.
// https://kubernetes.io/docs/concepts/architecture/nodes/
import {
  cidrComplaints,
  compareQuantities,
  duplicate,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  isCidr,
  labelValueComplaints,
  parseQuantity,
  qualifiedNameComplaints,
  required,
} from "#apimachinery";
import { semanticEqual, validateOrderedEnum } from "../../meta/v1/index.ts";
import type { Node, Taint } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const statusPath = FieldPath.of("status");

export function validateNode(node: Node): FieldError[] {
  return [
    // Kubernetes reports taints below metadata, where they once were.
    ...validateTaints(node.spec?.taints ?? [], FieldPath.of("metadata", "taints")),
    ...validateQuantities(node.status?.capacity, statusPath.child("capacity")),
    ...validateQuantities(node.status?.allocatable, statusPath.child("allocatable")),
    ...(node.spec?.podCIDRs ?? []).flatMap((cidr, index) =>
      invalidBecause(specPath.child("podCIDRs").index(index), cidr, cidrComplaints(cidr)),
    ),
    ...validatePodCidrFamilies(node.spec?.podCIDRs ?? []),
  ];
}

function validatePodCidrFamilies(cidrs: readonly string[]): FieldError[] {
  if (cidrs.length < 2 || !cidrs.every(isCidr)) return [];
  const families = new Set(cidrs.map((cidr) => cidr.includes(":")));
  if (cidrs.length === 2 && families.size === 2) return [];
  const detail = "may specify no more than one CIDR for each IP family";
  return [invalidValue(specPath.child("podCIDRs"), cidrs, detail)];
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
  const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const at = path.index(index);
    errors.push(
      ...invalidBecause(at.child("key"), taint.key, qualifiedNameComplaints(taint.key ?? "")),
      ...invalidBecause(at.child("value"), taint.value, labelValueComplaints(taint.value ?? "")),
      ...(taint.effect
        ? validateOrderedEnum(taint.effect, effects, at.child("effect"))
        : [required(at.child("effect"))]),
    );
    const identity = `${taint.key}:${taint.effect}`;
    if (seen.has(identity)) errors.push(repeatedTaint(taint, at));
    seen.add(identity);
  }
  return errors;
}

function validateQuantities(
  list: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  return Object.entries(list ?? {}).flatMap(([name, quantity]) =>
    compareQuantities(parseQuantity(quantity), parseQuantity("0")) < 0
      ? [invalidValue(path.child(name), quantity, "must be greater than or equal to 0")]
      : [],
  );
}

/** As Kubernetes prints it: its own type. */
function repeatedTaint({ key, value = "", effect, timeAdded }: Taint, path: FieldPath): FieldError {
  const taint = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
  const error = duplicate(path, taint);
  const detail = "taints must be unique by key and effect pair";
  return { ...error, message: `${error.message}: ${detail}` };
}
