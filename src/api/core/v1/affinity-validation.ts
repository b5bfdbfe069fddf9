// What node and pod affinity, tolerations and spread constraints must satisfy.
// https://kubernetes.io/docs/concepts/scheduling-eviction/
import {
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  labelValueComplaints,
  notSupported,
  qualifiedNameComplaints,
  required,
} from "#apimachinery";
import {
  dnsLabelComplaints,
  validateEnum,
  validateLabelSelector,
  validateOrderedEnum,
} from "../../meta/v1/index.ts";
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from "./types.generated.ts";

export function validateAffinity(affinity: Affinity, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity) {
    const at = path.child("nodeAffinity");
    const hard = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    const terms = at
      .child("requiredDuringSchedulingIgnoredDuringExecution")
      .child("nodeSelectorTerms");
    if (hard && !hard.nodeSelectorTerms?.length) {
      errors.push(required(terms, "must have at least one node selector term"));
    }
    for (const [index, term] of (hard?.nodeSelectorTerms ?? []).entries()) {
      errors.push(...validateNodeSelectorTerm(term, terms.index(index)));
    }
    const soft = nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    for (const [index, { weight, preference }] of soft.entries()) {
      const each = at.child("preferredDuringSchedulingIgnoredDuringExecution").index(index);
      errors.push(
        ...validateWeight(weight, each.child("weight")),
        ...validateNodeSelectorTerm(preference ?? {}, each.child("preference")),
      );
    }
  }
  if (podAffinity) errors.push(...validatePodAffinity(podAffinity, path.child("podAffinity")));
  if (podAntiAffinity) {
    errors.push(...validatePodAffinity(podAntiAffinity, path.child("podAntiAffinity")));
  }
  return errors;
}

export function validateTolerations(
  tolerations: readonly Toleration[],
  path: FieldPath,
): FieldError[] {
  return tolerations.flatMap((toleration, index) => {
    const at = path.index(index);
    const { key, operator = "Equal", value = "", effect, tolerationSeconds } = toleration;
    const errors = key ? invalidBecause(at.child("key"), key, qualifiedNameComplaints(key)) : [];
    const operatorPath = at.child("operator");
    if (!key && operator !== "Exists") {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalidValue(operatorPath, toleration.operator ?? "", detail));
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalidValue(at.child("effect"), effect ?? "", detail));
    }
    if (operator === "Equal") {
      errors.push(...invalidBecause(operatorPath, value, labelValueComplaints(value)));
    } else if (operator === "Exists") {
      if (value !== "") {
        const detail = "value must be empty when `operator` is 'Exists'";
        errors.push(invalidValue(operatorPath, value, detail));
      }
    } else if (operator === "Gt" || operator === "Lt") {
      if (!/^-?(0|[1-9][0-9]*)$/.test(value)) {
        const detail = "value must be a valid integer when `operator` is 'Lt' or 'Gt'";
        errors.push(invalidValue(at.child("value"), value, detail));
      }
    } else errors.push(notSupported(operatorPath, operator, ["Equal", "Exists"]));
    if (!effect) return errors;
    const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    return [...errors, ...validateOrderedEnum(effect, effects, at.child("effect"))];
  });
}

export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[],
  path: FieldPath,
): FieldError[] {
  const pairOf = (each: TopologySpreadConstraint): string =>
    `{${each.topologyKey}, ${each.whenUnsatisfiable}}`;
  return constraints.flatMap((constraint, index) => {
    const at = path.index(index);
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = constraint;
    const errors: FieldError[] = [];
    if (!(maxSkew > 0)) {
      errors.push(invalidValue(at.child("maxSkew"), maxSkew ?? 0, "must be greater than zero"));
    }
    if (!topologyKey) errors.push(required(at.child("topologyKey"), "can not be empty"));
    const actions = ["DoNotSchedule", "ScheduleAnyway"];
    const actionPath = at.child("whenUnsatisfiable");
    if (!actions.includes(whenUnsatisfiable)) {
      errors.push(notSupported(actionPath, whenUnsatisfiable ?? "", actions));
    }
    const pair = pairOf(constraint);
    if (constraints.slice(index + 1).some((each) => pairOf(each) === pair)) {
      errors.push(duplicate(at.child("{topologyKey, whenUnsatisfiable}"), pair));
    }
    if (minDomains !== undefined) {
      const domains = at.child("minDomains");
      if (minDomains <= 0) errors.push(invalidValue(domains, minDomains, "must be greater than 0"));
      if (whenUnsatisfiable !== "DoNotSchedule") {
        const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
        errors.push(invalidValue(domains, minDomains, detail));
      }
    }
    const policies = ["Honor", "Ignore"];
    return [
      ...errors,
      ...validateEnum(constraint.nodeAffinityPolicy, policies, at.child("nodeAffinityPolicy")),
      ...validateEnum(constraint.nodeTaintsPolicy, policies, at.child("nodeTaintsPolicy")),
      ...validateMatchLabelKeys(constraint, at.child("matchLabelKeys")),
      ...validateLabelSelector(constraint.labelSelector, at.child("labelSelector")),
    ];
  });
}

function validateMatchLabelKeys(
  { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
  path: FieldPath,
): FieldError[] {
  if (matchLabelKeys.length === 0) return [];
  const detail = "must not be specified when labelSelector is not set";
  return [
    ...(labelSelector === undefined ? [forbiddenField(path, detail)] : []),
    ...matchLabelKeys.flatMap((key, index) =>
      invalidBecause(path.index(index), key, qualifiedNameComplaints(key)),
    ),
  ];
}

function validatePodAffinity(affinity: PodAffinity, path: FieldPath): FieldError[] {
  const hard = path.child("requiredDuringSchedulingIgnoredDuringExecution");
  const soft = path.child("preferredDuringSchedulingIgnoredDuringExecution");
  return [
    ...(affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, index) =>
      validatePodAffinityTerm(term, hard.index(index)),
    ),
    ...(affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((each, index) => [
      ...validateWeight(each.weight, soft.index(index).child("weight")),
      ...validatePodAffinityTerm(
        each.podAffinityTerm ?? { topologyKey: "" },
        soft.index(index).child("podAffinityTerm"),
      ),
    ]),
  ];
}

function validatePodAffinityTerm(term: PodAffinityTerm, path: FieldPath): FieldError[] {
  return [
    ...validateLabelSelector(term.labelSelector, path.child("labelSelector")),
    ...validateLabelSelector(term.namespaceSelector, path.child("namespaceSelector")),
    ...(term.namespaces ?? []).flatMap((name) =>
      invalidBecause(path.child("namespace"), name, dnsLabelComplaints(name)),
    ),
    ...validateTopologyKey(term.topologyKey, path.child("topologyKey")),
  ];
}

function validateTopologyKey(key: string | undefined, path: FieldPath): FieldError[] {
  return [
    ...(key ? [] : [required(path, "can not be empty")]),
    ...invalidBecause(path, key ?? "", qualifiedNameComplaints(key ?? "")),
  ];
}

function validateWeight(weight: number, path: FieldPath): FieldError[] {
  return weight >= 1 && weight <= 100
    ? []
    : [invalidValue(path, weight ?? 0, "must be in the range 1-100")];
}

function validateNodeSelectorTerm(term: NodeSelectorTerm, path: FieldPath): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, index) =>
      validateExpression(requirement, path.child("matchExpressions").index(index)),
    ),
    ...(term.matchFields ?? []).flatMap((requirement, index) =>
      validateField(requirement, path.child("matchFields").index(index)),
    ),
  ];
}

function validateExpression(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child("values");
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) {
        errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(forbiddenField(at, detail));
      }
      break;
    case "Gt":
    case "Lt":
      if (values.length !== 1) {
        const detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(required(at, detail));
      }
      break;
    default:
      errors.push(
        invalidValue(path.child("operator"), operator ?? "", "not a valid selector operator"),
      );
  }
  return [
    ...errors,
    ...invalidBecause(path.child("key"), key, qualifiedNameComplaints(key ?? "")),
    ...values.flatMap((value, index) =>
      invalidBecause(at.index(index), value, labelValueComplaints(value)),
    ),
  ];
}

function validateField(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    errors.push(
      invalidValue(path.child("operator"), operator ?? "", "not a valid selector operator"),
    );
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child("values"), detail));
  }
  if (key !== "metadata.name") {
    return [
      ...errors,
      invalidValue(path.child("key"), key ?? "", "not a valid field selector key"),
    ];
  }
  for (const [index, value] of values.entries()) {
    const at = path.child("values").index(index);
    errors.push(...invalidBecause(at, value, dns1123SubdomainComplaints(value)));
  }
  return errors;
}
