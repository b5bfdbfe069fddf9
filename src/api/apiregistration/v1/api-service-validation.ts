// What an APIService must satisfy.
// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
import { type FieldError, FieldPath, invalidValue, required } from "#apimachinery";
import type { APIService } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateAPIService({ metadata, spec }: APIService): FieldError[] {
  if (spec === undefined) return [required(specPath)];
  const errors: FieldError[] = [];
  const expected = `${spec.version ?? ""}.${spec.group ?? ""}`;
  if (metadata.name !== expected) {
    const detail = 'must be `spec.version+"."+spec.group`';
    errors.push(invalidValue(FieldPath.of("metadata", "name"), metadata.name, detail));
  }
  if (!spec.version) errors.push(required(specPath.child("version")));
  const priorities: readonly ["groupPriorityMinimum" | "versionPriority", number][] = [
    ["groupPriorityMinimum", 20000],
    ["versionPriority", 1000],
  ];
  for (const [field, highest] of priorities) {
    const value = spec[field] ?? 0;
    if (value > 0 && value <= highest) continue;
    const detail = `must be positive and less than ${highest}`;
    errors.push(invalidValue(specPath.child(field), value, detail));
  }
  if (spec.service) {
    const path = specPath.child("service");
    if (!spec.service.namespace) errors.push(required(path.child("namespace")));
    if (!spec.service.name) errors.push(required(path.child("name")));
  }
  return errors;
}
