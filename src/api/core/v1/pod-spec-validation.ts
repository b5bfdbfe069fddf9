// What the spec of a pod or of a pod template must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import {
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  qualifiedNameComplaints,
  rangeComplaints,
  required,
  validateLabels,
} from "#apimachinery";
import { validateEnum, validateOrderedEnum } from "../../meta/v1/index.ts";
import {
  validateAffinity,
  validateTolerations,
  validateTopologySpread,
} from "./affinity-validation.ts";
import { validateContainers } from "./container-validation.ts";
import { validatePodDns } from "./pod-dns-validation.ts";
import { validatePodResources } from "./resources-validation.ts";
import { validatePodSecurityContext } from "./security-context-validation.ts";
import type { PodSpec } from "./types.generated.ts";
import { validateVolumes } from "./volume-validation.ts";

const highestDeadlineSeconds = 2 ** 31 - 1;

export function validatePodSpec(spec: PodSpec, path: FieldPath): FieldError[] {
  const policies = ["Always", "OnFailure", "Never"];
  return [
    ...validateVolumes(spec.volumes ?? [], path.child("volumes")),
    ...validateContainers(spec, path),
    ...(spec.restartPolicy
      ? validateOrderedEnum(spec.restartPolicy, policies, path.child("restartPolicy"))
      : [required(path.child("restartPolicy"))]),
    ...validatePodDns(spec, path),
    ...validateLabels(spec.nodeSelector, path.child("nodeSelector")),
    ...validatePodSecurityContext(spec.securityContext ?? {}, spec, path.child("securityContext")),
    ...validateNames(spec, path),
    ...validateDeadlines(spec, path),
    ...(spec.affinity ? validateAffinity(spec.affinity, path.child("affinity")) : []),
    ...validateTolerations(spec.tolerations ?? [], path.child("tolerations")),
    ...validateTopologySpread(
      spec.topologySpreadConstraints ?? [],
      path.child("topologySpreadConstraints"),
    ),
    ...validateGates(spec, path),
    ...(spec.resources ? validatePodResources(spec, path.child("resources")) : []),
    ...validateEnum(
      spec.preemptionPolicy,
      ["Never", "PreemptLowerPriority"],
      path.child("preemptionPolicy"),
    ),
    ...validateOs(spec, path.child("os")),
  ];
}

function validateOs({ os }: PodSpec, path: FieldPath): FieldError[] {
  if (os === undefined) return [];
  return os.name
    ? validateEnum(os.name, ["linux", "windows"], path)
    : [required(path.child("name"))];
}

/** Names of other objects. */
function validateNames(spec: PodSpec, path: FieldPath): FieldError[] {
  const fields = [
    "serviceAccountName",
    "nodeName",
    "priorityClassName",
    "runtimeClassName",
  ] as const satisfies readonly (keyof PodSpec)[];
  return fields.flatMap((field) => {
    const name = spec[field];
    return name ? invalidBecause(path.child(field), name, dns1123SubdomainComplaints(name)) : [];
  });
}

function validateDeadlines(spec: PodSpec, path: FieldPath): FieldError[] {
  const { activeDeadlineSeconds: deadline } = spec;
  if (deadline === undefined) return [];
  const complaints = rangeComplaints(deadline, 1, highestDeadlineSeconds);
  return invalidBecause(path.child("activeDeadlineSeconds"), deadline, complaints);
}

/** Gates of scheduling and of readiness. */
function validateGates(spec: PodSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, { name }] of (spec.schedulingGates ?? []).entries()) {
    const at = path.child("schedulingGates").index(index);
    errors.push(...invalidBecause(at, name, qualifiedNameComplaints(name ?? "")));
    if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
  }
  if (names.size > 0 && spec.nodeName) {
    const detail = "cannot be set until all schedulingGates have been cleared";
    errors.push(forbiddenField(path.child("nodeName"), detail));
  }
  for (const [index, { conditionType }] of (spec.readinessGates ?? []).entries()) {
    const at = path.child("readinessGates").index(index).child("conditionType");
    const complaints = qualifiedNameComplaints(conditionType ?? "");
    errors.push(...invalidBecause(at, conditionType, complaints));
  }
  const claims = new Set<string>();
  for (const [index, claim] of (spec.resourceClaims ?? []).entries()) {
    const at = path.child("resourceClaims").index(index);
    if (!claim.name) errors.push(required(at.child("name")));
    else if (claims.has(claim.name)) errors.push(duplicate(at.child("name"), claim.name));
    claims.add(claim.name);
    if (claim.resourceClaimName && claim.resourceClaimTemplateName) {
      const detail =
        "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified";
      errors.push(invalidValue(at, claim, detail));
    }
  }
  return errors;
}
