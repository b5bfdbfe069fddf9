// What ResourceQuotas and LimitRanges must satisfy.
// https://kubernetes.io/docs/concepts/policy/
import {
  compareQuantities,
  duplicate,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  parseQuantity,
  qualifiedNameComplaints,
  required,
  validateImmutable,
} from "#apimachinery";
import type { LimitRange, LimitRangeItem, ResourceQuota } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

const quotaResources: ReadonlySet<string> = new Set([
  "configmaps",
  "cpu",
  "ephemeral-storage",
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "memory",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
  "requests.storage",
  "resourcequotas",
  "secrets",
  "services",
  "services.loadbalancers",
  "services.nodeports",
]);

const scopes: ReadonlySet<string> = new Set([
  "BestEffort",
  "CrossNamespacePodAffinity",
  "NotBestEffort",
  "NotTerminating",
  "PriorityClass",
  "Terminating",
  "VolumeAttributesClass",
]);

export function validateResourceQuota({ spec }: ResourceQuota): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, quantity] of Object.entries(spec.hard ?? {})) {
    const path = specPath.child("hard").key(name);
    errors.push(...invalidBecause(path, name, qualifiedNameComplaints(name)));
    if (!name.includes("/") && !quotaResources.has(name) && !name.includes("hugepages-")) {
      errors.push(invalidValue(path, name, "must be a standard resource for quota"));
    }
    errors.push(...validateNotNegative(quantity, path));
  }
  const scopesPath = specPath.child("scopes");
  const own = spec.scopes ?? [];
  if (own.some((scope) => !scopes.has(scope))) {
    errors.push(invalidValue(scopesPath, own, "unsupported scope"));
  }
  const conflicts = [
    ["BestEffort", "NotBestEffort"],
    ["Terminating", "NotTerminating"],
  ];
  if (conflicts.some((pair) => pair.every((scope) => own.includes(scope)))) {
    errors.push(invalidValue(scopesPath, own, "conflicting scopes"));
  }
  return errors;
}

export function validateResourceQuotaUpdate(
  quota: ResourceQuota,
  old: ResourceQuota,
): FieldError[] {
  const path = specPath.child("scopes");
  return [
    ...validateResourceQuota(quota),
    ...validateImmutable(quota.spec.scopes ?? [], old.spec.scopes ?? [], path),
  ];
}

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>();
  return (spec.limits ?? []).flatMap((item, index) => {
    const path = specPath.child("limits").index(index);
    if (!item.type) return [required(path.child("type"))];
    const errors = validateLimitRangeItem(item, path);
    if (seen.has(item.type)) errors.push(duplicate(path.child("type"), item.type));
    seen.add(item.type);
    return errors;
  });
}

function validateLimitRangeItem(item: LimitRangeItem, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const lists = ["max", "min", "default", "defaultRequest"] as const;
  for (const list of lists) {
    for (const [name, quantity] of Object.entries(item[list] ?? {})) {
      const at = path.child(list).key(name);
      errors.push(...invalidBecause(at, name, qualifiedNameComplaints(name)));
      errors.push(...validateNotNegative(quantity, at));
    }
  }
  if (item.type === "Pod") {
    for (const list of ["default", "defaultRequest"] as const) {
      if (Object.keys(item[list] ?? {}).length === 0) continue;
      const detail = "may not be specified when `type` is 'Pod'";
      errors.push(forbiddenField(path.child(list), detail));
    }
  }
  const ordered: readonly [smaller: List, larger: List, says: string][] = [
    ["min", "max", "min value $1 is greater than max value $2"],
    ["min", "defaultRequest", "min value $1 is greater than default request value $2"],
    ["defaultRequest", "max", "default request value $1 is greater than max value $2"],
    [
      "defaultRequest",
      "default",
      "default request value $1 is greater than default limit value $2",
    ],
    ["min", "default", "min value $1 is greater than default value $2"],
    ["default", "max", "default value $1 is greater than max value $2"],
  ];
  for (const [smaller, larger, says] of ordered) {
    for (const [name, quantity] of Object.entries(item[smaller] ?? {})) {
      const limit = item[larger]?.[name];
      if (limit === undefined || !isGreater(quantity, limit)) continue;
      const field = smaller === "min" && larger !== "max" ? larger : smaller;
      const detail = says.replace("$1", quantity).replace("$2", limit);
      errors.push(invalidValue(path.child(field).key(name), quantity, detail));
    }
  }
  return errors;
}

type List = "default" | "defaultRequest" | "max" | "min";

function isGreater(a: string, b: string): boolean {
  return compareQuantities(parseQuantity(a), parseQuantity(b)) > 0;
}

function validateNotNegative(quantity: string, path: FieldPath): FieldError[] {
  return isGreater("0", quantity)
    ? [invalidValue(path, quantity, "must be greater than or equal to 0")]
    : [];
}
