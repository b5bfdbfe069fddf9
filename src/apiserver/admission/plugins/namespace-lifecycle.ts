// Refuses to create objects in namespaces that are absent or terminating, and to delete the
// namespaces that the system needs.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle
import { forbidden, notFound, StatusError } from "#apimachinery";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const immortal = new Set(["default", "kube-system", "kube-public"]);

export class NamespaceLifecycle implements AdmissionPlugin {
  readonly name = "NamespaceLifecycle";
  readonly #lookup: ObjectLookup;

  constructor(dependencies: { lookup: ObjectLookup }) {
    this.#lookup = dependencies.lookup;
  }

  handles(request: AdmissionRequest): boolean {
    if (isNamespace(request)) return request.operation === "DELETE";
    return (
      request.operation === "CREATE" &&
      request.namespace !== "" &&
      request.group !== "authorization.k8s.io"
    );
  }

  async admit(request: AdmissionRequest): Promise<void> {
    if (isNamespace(request)) {
      if (immortal.has(request.name))
        throw forbidden(request, request.name, "this namespace may not be deleted");
      return;
    }
    const namespace = await this.#lookup("", "namespaces", "", request.namespace);
    if (!namespace) throw notFound({ group: "", resource: "namespaces" }, request.namespace);
    if (!isTerminating(namespace)) return;
    const error = forbidden(
      request,
      request.name,
      `unable to create new content in namespace ${request.namespace} because it is being terminated`,
    );
    const causes = [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${request.namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ];
    throw new StatusError({ ...error.status, details: { ...error.status.details, causes } });
  }
}

function isNamespace(request: AdmissionRequest): boolean {
  return request.group === "" && request.resource === "namespaces" && request.subresource === "";
}

function isTerminating(namespace: Record<string, unknown>): boolean {
  return (namespace["status"] as { phase?: string } | undefined)?.phase === "Terminating";
}
