// What may change in a Pod, by which door. Nearly nothing: containers run with what they got.
// https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement
import { type FieldError, FieldPath, forbiddenField, invalidValue, required } from "#apimachinery";
import { semanticEqual } from "../../meta/v1/index.ts";
import { validatePodSpec } from "./pod-spec-validation.ts";
import type {
  Container,
  ContainerStatus,
  Pod,
  PodSpec,
  ResourceRequirements,
  Toleration,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const longestDeadlineSeconds = 2 ** 31 - 1;

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, specPath);
  if (pod.spec.containers.length !== old.spec.containers.length) {
    const path = specPath.child("containers");
    return [...errors, forbiddenField(path, "pod updates may not add or remove containers")];
  }
  if ((pod.spec.initContainers?.length ?? 0) !== (old.spec.initContainers?.length ?? 0)) {
    const path = specPath.child("initContainers");
    return [...errors, forbiddenField(path, "pod updates may not add or remove containers")];
  }
  errors.push(
    ...validateImages(pod.spec.containers, specPath.child("containers")),
    ...validateImages(pod.spec.initContainers ?? [], specPath.child("initContainers")),
    ...validateDeadlineChange(pod.spec, old.spec),
    ...validateTolerationChange(pod.spec.tolerations ?? [], old.spec.tolerations ?? []),
    ...validateGateRemoval(pod.spec, old.spec),
  );
  if (!semanticEqual(withoutMutableFields(pod.spec, old.spec), old.spec)) {
    const detail =
      "pod updates may not change fields other than `spec.containers[*].image`," +
      "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` " +
      "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` " +
      "(allow it to be set to 1 if it was previously negative)";
    errors.push(forbiddenField(specPath, detail));
  }
  return errors;
}

/** The new spec, with the old values in the places that may change. */
function withoutMutableFields(spec: PodSpec, old: PodSpec): PodSpec {
  const masked: PodSpec = {
    ...spec,
    containers: withOldImages(spec.containers, old.containers),
    ...(spec.initContainers
      ? { initContainers: withOldImages(spec.initContainers, old.initContainers ?? []) }
      : {}),
  };
  const isGated = (old.schedulingGates?.length ?? 0) > 0;
  const restore = (field: keyof PodSpec): void => {
    if (old[field] === undefined) delete masked[field];
    else Object.assign(masked, { [field]: old[field] });
  };
  restore("activeDeadlineSeconds");
  restore("tolerations");
  restore("schedulingGates");
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1) {
    restore("terminationGracePeriodSeconds");
  }
  // While a gate holds the pod, where it may go can be narrowed.
  if (isGated && narrowsNodes(spec, old)) {
    restore("nodeSelector");
    restore("affinity");
  }
  return masked;
}

function withOldImages(containers: readonly Container[], old: readonly Container[]): Container[] {
  return containers.map((container, index) => {
    const before = old[index];
    if (before === undefined) return container;
    const masked = { ...container };
    if (before.image === undefined) delete masked.image;
    else masked.image = before.image;
    return masked;
  });
}

function narrowsNodes(spec: PodSpec, old: PodSpec): boolean {
  const keepsSelector = Object.entries(old.nodeSelector ?? {}).every(
    ([key, value]) => spec.nodeSelector?.[key] === value,
  );
  const terms = old.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const newTerms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!keepsSelector) return false;
  if (
    !semanticEqual(spec.affinity?.podAffinity, old.affinity?.podAffinity) ||
    !semanticEqual(spec.affinity?.podAntiAffinity, old.affinity?.podAntiAffinity)
  ) {
    return false;
  }
  if (terms === undefined) return true;
  return (
    newTerms?.nodeSelectorTerms.length === terms.nodeSelectorTerms.length &&
    terms.nodeSelectorTerms.every((term, index) => {
      const next = newTerms.nodeSelectorTerms[index];
      return (["matchExpressions", "matchFields"] as const).every((field) =>
        (term[field] ?? []).every((requirement, i) =>
          semanticEqual(requirement, next?.[field]?.[i]),
        ),
      );
    })
  );
}

function validateImages(containers: readonly Container[], path: FieldPath): FieldError[] {
  return containers.flatMap(({ image = "" }, index) => {
    const at = path.index(index).child("image");
    if (image === "") return [required(at)];
    return image.trim() === image
      ? []
      : [invalidValue(at, image, "must not have leading or trailing whitespace")];
  });
}

function validateDeadlineChange(spec: PodSpec, old: PodSpec): FieldError[] {
  const path = specPath.child("activeDeadlineSeconds");
  const { activeDeadlineSeconds: next } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (next !== undefined) {
    if (next < 0 || next > longestDeadlineSeconds) {
      const detail = `must be between 0 and ${longestDeadlineSeconds}, inclusive`;
      return [invalidValue(path, next, detail)];
    }
    return before !== undefined && before < next
      ? [invalidValue(path, next, "must be less than or equal to previous value")]
      : [];
  }
  return before === undefined
    ? []
    : [invalidValue(path, null, "must not update from a positive integer to nil value")];
}

function validateTolerationChange(
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
): FieldError[] {
  const path = specPath.child("tolerations");
  const withoutSeconds = ({ tolerationSeconds: _, ...rest }: Toleration): object => rest;
  const areKept = old.every((before) =>
    tolerations.some((each) =>
      before.effect === "NoExecute"
        ? semanticEqual(withoutSeconds(each), withoutSeconds(before))
        : semanticEqual(each, before),
    ),
  );
  return areKept
    ? []
    : [
        forbiddenField(
          path,
          "existing toleration can not be modified except its tolerationSeconds",
        ),
      ];
}

function validateGateRemoval(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) => {
    if (before.has(name)) return [];
    const path = specPath.child("schedulingGates").index(index).child("name");
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbiddenField(path, detail)];
  });
}

/** A container that has ended for good does not come back to life. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const { restartPolicy } = pod.spec;
  if (restartPolicy === "Always") return [];
  const path = FieldPath.of("status", "containerStatuses");
  const errors: FieldError[] = [];
  for (const before of old.status?.containerStatuses ?? []) {
    const { terminated } = before.state ?? {};
    if (terminated === undefined) continue;
    if (terminated.exitCode !== 0 && restartPolicy === "OnFailure") continue;
    if (hasOwnRestartRules(pod, before.name)) continue;
    const statuses = pod.status?.containerStatuses ?? [];
    const index = statuses.findIndex(({ name }) => name === before.name);
    const next: ContainerStatus | undefined = statuses[index];
    if (next !== undefined && next.state?.terminated === undefined) {
      const at = path.index(index).child("state");
      errors.push(forbiddenField(at, "may not be transitioned to non-terminated state"));
    }
  }
  return errors;
}

function hasOwnRestartRules(pod: Pod, name: string): boolean {
  const container = pod.spec.containers.find((each) => each.name === name);
  return container?.restartPolicy !== undefined || Boolean(container?.restartPolicyRules?.length);
}

export function validatePodEphemeralContainersUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, specPath);
  const path = specPath.child("ephemeralContainers");
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined) {
    const detail = "static pods do not support ephemeral containers";
    errors.push(forbiddenField(FieldPath.root, detail));
  }
  for (const before of old.spec.ephemeralContainers ?? []) {
    const next = pod.spec.ephemeralContainers?.find(({ name }) => name === before.name);
    if (next === undefined) {
      const detail = `existing ephemeral containers "${before.name}" may not be removed\n`;
      errors.push(forbiddenField(path, detail));
    } else if (!semanticEqual(next, before)) {
      const detail = `existing ephemeral containers "${before.name}" may not be changed\n`;
      errors.push(forbiddenField(path, detail));
    }
  }
  return errors;
}

export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, specPath);
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined) {
    errors.push(forbiddenField(FieldPath.root, "static pods cannot be resized"));
  }
  const lists = ["containers", "initContainers"] as const;
  for (const list of lists) {
    for (const [index, container] of (pod.spec[list] ?? []).entries()) {
      const before = old.spec[list]?.[index];
      const path = specPath.child(list).index(index).child("resources");
      errors.push(...validateResources(container.resources, before?.resources, path));
    }
  }
  return errors;
}

/** cpu and memory may change; what was set stays set. */
function validateResources(
  next: ResourceRequirements = {},
  old: ResourceRequirements = {},
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["limits", "requests"] as const) {
    const names = new Set([...Object.keys(next[list] ?? {}), ...Object.keys(old[list] ?? {})]);
    for (const name of names) {
      const isMutable = name === "cpu" || name === "memory";
      const before = old[list]?.[name];
      const now = next[list]?.[name];
      if (before === now) continue;
      if (!isMutable) {
        errors.push(forbiddenField(specPath, "only cpu and memory resources are mutable"));
      } else if (now === undefined) {
        errors.push(forbiddenField(path.child(list), `resource ${list} cannot be removed`));
      }
    }
  }
  if (!semanticEqual(next.claims, old.claims)) {
    errors.push(forbiddenField(specPath, "only cpu and memory resources are mutable"));
  }
  return errors;
}
