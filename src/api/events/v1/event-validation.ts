// What an Event of the newer form must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import {
  byteLength,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  qualifiedNameComplaints,
  required,
  validateImmutable,
} from "#apimachinery";
import type { Event } from "./types.generated.ts";

/** Bytes of action, reason and reportingInstance; note may have eight times as many. */
const wordLimit = 128;
const noteLimit = 1024;

export function validateEvent(event: Event): FieldError[] {
  const errors: FieldError[] = [];
  if (!event.eventTime) errors.push(required(FieldPath.of("eventTime")));
  // What older clients wrote through the core form has none of the newer fields.
  if (!event.eventTime) return errors;
  const { reportingController = "", reportingInstance, action, reason, type, note = "" } = event;
  const controllerPath = FieldPath.of("reportingController");
  if (reportingController === "") errors.push(required(controllerPath));
  else {
    const complaints = qualifiedNameComplaints(reportingController);
    errors.push(...invalidBecause(controllerPath, reportingController, complaints));
  }
  for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
    if (!value) errors.push(required(FieldPath.of(field)));
    else if (byteLength(value) > wordLimit) {
      const detail = `can have at most ${wordLimit} characters`;
      errors.push(invalidValue(FieldPath.of(field), "", detail));
    }
  }
  if (byteLength(note) > noteLimit) {
    const detail = `can have at most ${noteLimit} characters`;
    errors.push(invalidValue(FieldPath.of("note"), "", detail));
  }
  if (type !== "Normal" && type !== "Warning") {
    errors.push(invalidValue(FieldPath.of("type"), type ?? "", "has invalid value: "));
  }
  return [...errors, ...validateNamespace(event)];
}

export function validateEventUpdate(event: Event, old: Event): FieldError[] {
  const fixed = [
    "regarding",
    "reportingController",
    "reportingInstance",
    "action",
    "reason",
    "type",
    "note",
    "eventTime",
    "related",
  ] as const satisfies readonly (keyof Event)[];
  const errors = fixed.flatMap((f) => validateImmutable(event[f], old[f], FieldPath.of(f)));
  return [...errors, ...validateNamespace(event)];
}

function validateNamespace(event: Event): FieldError[] {
  const about = event.regarding?.namespace ?? "";
  const { namespace } = event.metadata;
  const isFine = about === "" ? namespace === "default" : about === namespace;
  const path = FieldPath.of("regarding", "namespace");
  return isFine || (about === "" && namespace === "kube-system")
    ? []
    : [invalidValue(path, about, "does not match event.namespace")];
}
