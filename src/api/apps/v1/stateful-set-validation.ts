// What StatefulSets, DaemonSets and ControllerRevisions must satisfy.
// https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
import {
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidValue,
  required,
  validateImmutable,
} from "#apimachinery";
import {
  validateAlwaysRestarting,
  validatePodTemplate,
  validateSelectorFitsTemplate,
  validateWorkloadSelector,
} from "../../core/v1/index.ts";
import {
  semanticEqual,
  validateEnum,
  validateIntOrPercent,
  validateNonNegative,
  validateRequiredEnum,
} from "../../meta/v1/index.ts";
import type {
  ControllerRevision,
  DaemonSet,
  DaemonSetUpdateStrategy,
  StatefulSet,
  StatefulSetSpec,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const template = specPath.child("template");

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  const strategyPath = specPath.child("updateStrategy");
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  const retentionPath = specPath.child("persistentVolumeClaimRetentionPolicy");
  const errors = [
    ...validateRequiredEnum(
      spec.podManagementPolicy,
      ["OrderedReady", "Parallel"],
      specPath.child("podManagementPolicy"),
    ),
    ...validateRequiredEnum(
      spec.updateStrategy?.type,
      ["OnDelete", "RollingUpdate"],
      strategyPath.child("type"),
    ),
    ...validateEnum(
      retention?.whenDeleted,
      ["Delete", "Retain"],
      retentionPath.child("whenDeleted"),
    ),
    ...validateEnum(retention?.whenScaled, ["Delete", "Retain"], retentionPath.child("whenScaled")),
    ...validateNonNegative(spec.replicas, specPath.child("replicas")),
    ...validateNonNegative(spec.minReadySeconds, specPath.child("minReadySeconds")),
    ...validateNonNegative(spec.revisionHistoryLimit, specPath.child("revisionHistoryLimit")),
    ...validateNonNegative(spec.ordinals?.start, specPath.child("ordinals").child("start")),
    ...validateNonNegative(
      spec.updateStrategy?.rollingUpdate?.partition,
      strategyPath.child("rollingUpdate").child("partition"),
    ),
    ...validateWorkloadSelector(spec.selector, "statefulset", specPath.child("selector")),
    ...validateSelectorFitsTemplate(spec.selector, spec.template, specPath),
    ...validatePodTemplate(withClaimVolumes(spec), template),
    ...validateAlwaysRestarting(spec.template, template, "StatefulSet"),
  ];
  if (spec.updateStrategy?.type === "OnDelete" && spec.updateStrategy.rollingUpdate) {
    const detail = "only allowed for updateStrategy 'RollingUpdate'";
    const at = strategyPath.child("rollingUpdate");
    errors.push(invalidValue(at, spec.updateStrategy.rollingUpdate, detail));
  }
  return errors;
}

/** Mounts may name the claims that each pod will get. */
function withClaimVolumes(spec: StatefulSetSpec): StatefulSetSpec["template"] {
  const claims = spec.volumeClaimTemplates ?? [];
  if (claims.length === 0) return spec.template;
  const names = new Set(claims.map(({ metadata }) => metadata?.name ?? ""));
  const podSpec = spec.template?.spec ?? { containers: [] };
  const volumes = (podSpec.volumes ?? []).filter(({ name }) => !names.has(name));
  const claimVolumes = [...names].map((name) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  return { ...spec.template, spec: { ...podSpec, volumes: [...volumes, ...claimVolumes] } };
}

const mutableFields = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
] as const satisfies readonly (keyof StatefulSetSpec)[];

export function validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = validateStatefulSet(set);
  const expected: StatefulSetSpec = { ...old.spec };
  for (const field of mutableFields) {
    if (set.spec[field] === undefined) delete expected[field];
    else Object.assign(expected, { [field]: set.spec[field] });
  }
  if (!semanticEqual(expected, set.spec)) {
    const detail =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', " +
      "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and " +
      "'minReadySeconds' are forbidden";
    errors.push(forbiddenField(specPath, detail));
  }
  return errors;
}

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  return [
    ...validateWorkloadSelector(spec.selector, "daemonset", specPath.child("selector")),
    ...validateSelectorFitsTemplate(spec.selector, spec.template, specPath),
    ...validatePodTemplate(spec.template, template),
    ...validateAlwaysRestarting(spec.template, template, "DaemonSet"),
    ...validateNonNegative(spec.minReadySeconds, specPath.child("minReadySeconds")),
    ...validateNonNegative(spec.revisionHistoryLimit, specPath.child("revisionHistoryLimit")),
    ...validateDaemonSetStrategy(spec.updateStrategy ?? {}, specPath.child("updateStrategy")),
  ];
}

export function validateDaemonSetUpdate(set: DaemonSet, old: DaemonSet): FieldError[] {
  return [
    ...validateDaemonSet(set),
    ...validateImmutable(set.spec.selector, old.spec.selector, specPath.child("selector")),
  ];
}

function validateDaemonSetStrategy(
  strategy: DaemonSetUpdateStrategy,
  path: FieldPath,
): FieldError[] {
  const types = ["OnDelete", "RollingUpdate"];
  const errors = validateRequiredEnum(strategy.type, types, path.child("type"));
  if (strategy.type !== "RollingUpdate") return errors;
  const rolling = path.child("rollingUpdate");
  if (strategy.rollingUpdate === undefined) return [...errors, required(rolling)];
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate;
  errors.push(
    ...validateIntOrPercent(maxUnavailable, rolling.child("maxUnavailable")),
    ...validateIntOrPercent(maxSurge, rolling.child("maxSurge")),
  );
  const hasUnavailable = maxUnavailable !== 0 && maxUnavailable !== "0%";
  const hasSurge = maxSurge !== 0 && maxSurge !== "0%";
  if (hasUnavailable && hasSurge) {
    const detail = "may not be set when maxUnavailable is non-zero";
    errors.push(invalidValue(rolling.child("maxSurge"), maxSurge, detail));
  } else if (!hasUnavailable && !hasSurge) {
    const detail = "cannot be 0 when maxSurge is 0";
    errors.push(invalidValue(rolling.child("maxUnavailable"), maxUnavailable, detail));
  }
  return errors;
}

export function validateControllerRevision(revision: ControllerRevision): FieldError[] {
  const errors: FieldError[] = [];
  if (revision.data === undefined) errors.push(required(FieldPath.of("data"), "data is mandatory"));
  return [...errors, ...validateNonNegative(revision.revision, FieldPath.of("revision"))];
}

export function validateControllerRevisionUpdate(
  revision: ControllerRevision,
  old: ControllerRevision,
): FieldError[] {
  return [
    ...validateControllerRevision(revision),
    ...validateImmutable(revision.data, old.data, FieldPath.of("data")),
  ];
}
