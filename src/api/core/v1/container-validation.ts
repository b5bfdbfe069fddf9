// What the containers of a pod must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldNotFound,
  forbiddenField,
  invalidBecause,
  invalidValue,
  portNameComplaints,
  portNumberComplaints,
  rangeComplaints,
  required,
} from "#apimachinery";
import { dnsLabelComplaints, validateEnum, validateRequiredEnum } from "../../meta/v1/index.ts";
import { validateEnvironment, validateEnvironmentFrom } from "./environment-validation.ts";
import { validateLifecycle, validateProbe } from "./probe-validation.ts";
import { validateContainerResources } from "./resources-validation.ts";
import { validateSecurityContext } from "./security-context-validation.ts";
import type {
  Container,
  ContainerPort,
  ContainerResizePolicy,
  EphemeralContainer,
  PodSpec,
} from "./types.generated.ts";
import { validateVolumeDevices, validateVolumeMounts } from "./volume-mount-validation.ts";

const probeNames = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** All three lists of containers; their names are unique across them. */
export function validateContainers(spec: PodSpec, path: FieldPath): FieldError[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec;
  const volumeNames = new Set((spec.volumes ?? []).map(({ name }) => name));
  const names = new Set<string>();
  const validate = (container: Container | EphemeralContainer, at: FieldPath): FieldError[] => {
    const errors = validateContainer(container as Container, { spec, volumeNames }, at);
    const { name = "" } = container;
    if (names.has(name)) errors.push(duplicate(at.child("name"), name));
    names.add(name);
    return errors;
  };
  const errors: FieldError[] = [];
  if (containers.length === 0) errors.push(required(path.child("containers")));
  for (const [index, container] of containers.entries()) {
    const at = path.child("containers").index(index);
    errors.push(...validate(container, at), ...validateMainOnly(container, spec, at));
  }
  for (const [index, container] of initContainers.entries()) {
    const at = path.child("initContainers").index(index);
    errors.push(...validate(container, at), ...validateInitOnly(container, spec, at));
  }
  for (const [index, container] of ephemeralContainers.entries()) {
    const at = path.child("ephemeralContainers").index(index);
    errors.push(...validate(container, at), ...validateEphemeralOnly(container, spec, at));
  }
  return [...errors, ...validateHostPorts(spec, path)];
}

interface ContainerSurroundings {
  spec: PodSpec;
  volumeNames: ReadonlySet<string>;
}

function validateContainer(
  container: Container,
  { spec, volumeNames }: ContainerSurroundings,
  path: FieldPath,
): FieldError[] {
  const { name, image = "", securityContext, terminationMessagePolicy } = container;
  const namePath = path.child("name");
  const errors = name
    ? invalidBecause(namePath, name, dnsLabelComplaints(name))
    : [required(namePath)];
  if (image === "") errors.push(required(path.child("image")));
  else if (image.trim() !== image) {
    const detail = "must not have leading or trailing whitespace";
    errors.push(invalidValue(path.child("image"), image, detail));
  }
  return [
    ...errors,
    ...validatePorts(container.ports ?? [], path.child("ports")),
    ...validateEnvironment(container.env ?? [], path.child("env")),
    ...validateEnvironmentFrom(container.envFrom ?? [], path.child("envFrom")),
    ...validateVolumeMounts(container, volumeNames, path.child("volumeMounts")),
    ...validateVolumeDevices(container, volumeNames, path.child("volumeDevices")),
    ...validateRequiredEnum(
      container.imagePullPolicy,
      ["Always", "IfNotPresent", "Never"],
      path.child("imagePullPolicy"),
    ),
    ...validateContainerResources(container.resources ?? {}, path.child("resources")),
    ...validateResizePolicies(container.resizePolicy ?? [], spec, path.child("resizePolicy")),
    ...validateEnum(
      terminationMessagePolicy,
      ["FallbackToLogsOnError", "File"],
      path.child("terminationMessagePolicy"),
    ),
    ...validateEnum(
      container.restartPolicy,
      ["Always", "Never", "OnFailure"],
      path.child("restartPolicy"),
    ),
    ...(securityContext
      ? validateSecurityContext(securityContext, spec, path.child("securityContext"))
      : []),
  ];
}

function validateMainOnly(container: Container, spec: PodSpec, path: FieldPath): FieldError[] {
  return [
    ...(container.lifecycle
      ? validateLifecycle(
          container.lifecycle,
          spec.terminationGracePeriodSeconds,
          path.child("lifecycle"),
        )
      : []),
    ...probeNames.flatMap((name) => {
      const probe = container[name];
      return probe ? validateProbe(probe, name, path.child(name)) : [];
    }),
  ];
}

/** What runs to its end before the others has no use for hooks and probes. */
function validateInitOnly(container: Container, spec: PodSpec, path: FieldPath): FieldError[] {
  if (container.restartPolicy === "Always") return validateMainOnly(container, spec, path);
  return (["lifecycle", ...probeNames] as const)
    .filter((field) => container[field] !== undefined)
    .map((field) =>
      forbiddenField(
        path.child(field),
        "may not be set for init containers without restartPolicy=Always",
      ),
    );
}

function validateEphemeralOnly(
  container: EphemeralContainer,
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  const forbidden = ["ports", "lifecycle", ...probeNames, "resizePolicy"] as const;
  const errors = forbidden
    .filter((field) => container[field] !== undefined)
    .map((field) => forbiddenField(path.child(field), "cannot be set for an Ephemeral Container"));
  if (Object.keys(container.resources ?? {}).length > 0) {
    errors.push(
      forbiddenField(path.child("resources"), "cannot be set for an Ephemeral Container"),
    );
  }
  const target = container.targetContainerName;
  const known = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
  if (target && !known.includes(target)) {
    errors.push(fieldNotFound(path.child("targetContainerName"), target));
  }
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = path.child("volumeMounts").index(index);
    const detail = "cannot be set for an Ephemeral Container";
    if (mount.subPath) errors.push(forbiddenField(at.child("subPath"), detail));
    if (mount.subPathExpr) errors.push(forbiddenField(at.child("subPathExpr"), detail));
  }
  return errors;
}

/** Kubernetes reports the faults at the list, without an index. */
function validateResizePolicies(
  policies: readonly ContainerResizePolicy[],
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  const names = new Set<string>();
  return policies.flatMap(({ resourceName, restartPolicy }, index) => {
    const errors = names.has(resourceName) ? [duplicate(path.index(index), resourceName)] : [];
    names.add(resourceName);
    if (spec.restartPolicy === "Never" && restartPolicy !== "NotRequired") {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalidValue(path, restartPolicy ?? "", detail));
    }
    return [
      ...errors,
      ...validateRequiredEnum(resourceName, ["cpu", "memory"], path),
      ...validateRequiredEnum(restartPolicy, ["NotRequired", "RestartContainer"], path),
    ];
  });
}

function validatePorts(ports: readonly ContainerPort[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort, hostPort, protocol }, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (name) {
      const complaints = portNameComplaints(name);
      if (complaints.length > 0) errors.push(...invalidBecause(at.child("name"), name, complaints));
      else if (names.has(name)) errors.push(duplicate(at.child("name"), name));
      names.add(name);
    }
    const portPath = at.child("containerPort");
    if (!containerPort) errors.push(required(portPath));
    else {
      errors.push(...invalidBecause(portPath, containerPort, portNumberComplaints(containerPort)));
    }
    if (hostPort) {
      errors.push(
        ...invalidBecause(at.child("hostPort"), hostPort, rangeComplaints(hostPort, 1, 65535)),
      );
    }
    const protocols = ["SCTP", "TCP", "UDP"];
    return [...errors, ...validateRequiredEnum(protocol, protocols, at.child("protocol"))];
  });
}

/** No two containers of a pod can have the same port of the node. */
function validateHostPorts(spec: PodSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { ports = [] }] of (spec.containers ?? []).entries()) {
    for (const [i, port] of ports.entries()) {
      const at = path.child("containers").index(index).child("ports").index(i);
      if (!port.hostPort) continue;
      if (spec.hostNetwork && port.hostPort !== port.containerPort) {
        const detail = "must match `hostPort` when `hostNetwork` is true";
        errors.push(invalidValue(at.child("containerPort"), port.containerPort, detail));
      }
      const key = `${port.protocol}/${port.hostIP ?? ""}/${port.hostPort}`;
      if (seen.has(key)) errors.push(duplicate(at.child("hostPort"), key));
      seen.add(key);
    }
  }
  return errors;
}
