// What resource requests and limits must satisfy.
// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
import {
  compareQuantities,
  type FieldError,
  type FieldPath,
  forbiddenField,
  formatQuantity,
  invalidBecause,
  invalidValue,
  notSupported,
  parseQuantity,
  qualifiedNameComplaints,
  quantityToNumber,
  required,
} from "#apimachinery";
import { aggregateContainerRequests } from "./pod-requests.ts";
import type { PodSpec, ResourceRequirements } from "./types.generated.ts";

const standardResources: ReadonlySet<string> = new Set(["cpu", "ephemeral-storage", "memory"]);
const podResources = ["cpu", "memory"];

export function validateContainerResources(
  resources: ResourceRequirements,
  path: FieldPath,
): FieldError[] {
  const { limits = {}, requests = {} } = resources;
  const errors = [
    ...validateList(limits, path.child("limits")),
    ...validateList(requests, path.child("requests")),
  ];
  if (errors.length > 0) return errors;
  for (const [name, request] of Object.entries(requests)) {
    errors.push(...validateRequest(name, request, { limit: limits[name], path }));
  }
  const names = new Set([...Object.keys(limits), ...Object.keys(requests)]);
  const hasHugePages = [...names].some((name) => name.startsWith("hugepages-"));
  if (hasHugePages && !names.has("cpu") && !names.has("memory")) {
    errors.push(forbiddenField(path, "HugePages require cpu or memory"));
  }
  return errors;
}

/** Resources of the pod as a whole: only those that its containers can share. */
export function validatePodResources(spec: PodSpec, path: FieldPath): FieldError[] {
  const { resources = {} } = spec;
  const errors = validateContainerResources(resources, path);
  for (const list of ["limits", "requests"] as const) {
    for (const name of Object.keys(resources[list] ?? {})) {
      if (podResources.includes(name) || name.startsWith("hugepages-")) continue;
      errors.push(notSupported(path.child(list).key(name), name, [...podResources, "hugepages-"]));
    }
  }
  return [...errors, ...validateConsistency(spec, path)];
}

/** The containers fit into what the pod has; Kubernetes reports them below the pod's resources. */
function validateConsistency(spec: PodSpec, path: FieldPath): FieldError[] {
  const { limits = {}, requests = {} } = spec.resources ?? {};
  const errors: FieldError[] = [];
  for (const [name, sum] of aggregateContainerRequests(spec)) {
    const request = requests[name];
    if (request === undefined || compareQuantities(sum, parseQuantity(request)) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${formatQuantity(sum)}`;
    errors.push(invalidValue(path.child("requests").key(name), request, detail));
  }
  for (const [index, { resources }] of (spec.containers ?? []).entries()) {
    for (const [name, limit] of Object.entries(resources?.limits ?? {})) {
      const most = limits[name];
      if (most === undefined) continue;
      if (compareQuantities(parseQuantity(limit), parseQuantity(most)) <= 0) continue;
      const at = path.child("containers").index(index).key(name).child("limits");
      errors.push(invalidValue(at, limit, `must be less than or equal to pod limits of ${most}`));
    }
  }
  return errors;
}

/** Not one of Kubernetes' own: it comes in whole units that cannot be shared out twice. */
function isExtended(name: string): boolean {
  return !standardResources.has(name) && !name.startsWith("hugepages-");
}

function validateList(list: Readonly<Record<string, string>>, path: FieldPath): FieldError[] {
  return Object.entries(list).flatMap(([name, quantity]) => {
    const at = path.key(name);
    const errors = invalidBecause(path, name, qualifiedNameComplaints(name));
    if (!name.includes("/") && isExtended(name)) {
      errors.push(invalidValue(at, name, "must be a standard resource type or fully qualified"));
      errors.push(invalidValue(at, name, "must be a standard resource for containers"));
    }
    const value = parseQuantity(quantity);
    if (compareQuantities(value, parseQuantity("0")) < 0) {
      errors.push(invalidValue(at, quantity, "must be greater than or equal to 0"));
    }
    if (isExtended(name) && !Number.isInteger(quantityToNumber(value))) {
      errors.push(invalidValue(at, quantity, "must be an integer"));
    }
    return errors;
  });
}

function validateRequest(
  name: string,
  request: string,
  { limit, path }: { limit: string | undefined; path: FieldPath },
): FieldError[] {
  const isOvercommitable = standardResources.has(name);
  const at = path.child("requests");
  if (limit === undefined) {
    const detail = "Limit must be set for non overcommitable resources";
    return isOvercommitable ? [] : [required(path.child("limits"), detail)];
  }
  const order = compareQuantities(parseQuantity(request), parseQuantity(limit));
  if (order > 0) {
    const detail = `must be less than or equal to ${name} limit of ${limit}`;
    return [invalidValue(at, request, detail)];
  }
  return order < 0 && !isOvercommitable
    ? [invalidValue(at, request, `must be equal to ${name} limit of ${limit}`)]
    : [];
}
