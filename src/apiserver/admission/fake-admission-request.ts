// Admission requests for tests of plugins.
import type { UnstructuredObject } from "#apimachinery";
import type { ObjectLookup } from "../object-lookup.ts";
import type { AdmissionRequest } from "./admission-plugin.ts";

/** A create of a pod by a user without groups, unless told otherwise. */
export function admissionRequest(change: Partial<AdmissionRequest>): AdmissionRequest {
  return {
    operation: "CREATE",
    group: "",
    version: "v1",
    resource: "pods",
    subresource: "",
    kind: "Pod",
    namespace: "n",
    name: "",
    user: { name: "u", groups: [], extra: {} },
    dryRun: false,
    object: undefined,
    oldObject: undefined,
    options: undefined,
    warn: () => {},
    ...change,
  };
}

/** Finds objects by "resource/namespace/name". */
export function lookupIn(objects: Record<string, object>): ObjectLookup {
  return async (_group, resource, namespace, name) =>
    objects[`${resource}/${namespace}/${name}`] as UnstructuredObject | undefined;
}

export function podOf(spec: object, metadata: object = {}): UnstructuredObject {
  return {
    metadata: { name: "p", namespace: "n", ...metadata },
    spec: { containers: [], ...spec },
  };
}
