// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
import { namespaces } from "#api";
import { applyNamespaceDefaults, type Namespace } from "#api/core/v1";
import { dns1123LabelComplaints } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource, keepField } from "../define-resource.ts";

/** Keeps the namespace until the namespace controller has emptied it. */
const kubernetesFinalizer = "kubernetes";

export const namespaceDefinition: ResourceDefinition = defineResource(namespaces, {
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
  nameComplaints: dns1123LabelComplaints,
  applyDefaults: applyNamespaceDefaults,
  newStatus: () => ({ phase: "Active" }),
  strategy: {
    prepareForCreate(namespace) {
      applyNamespaceDefaults(namespace);
      const finalizers = namespace.spec.finalizers ?? [];
      if (!finalizers.includes(kubernetesFinalizer)) {
        namespace.spec.finalizers = [...finalizers, kubernetesFinalizer];
      }
    },
    /** Only the finalize subresource changes spec.finalizers. */
    prepareForUpdate(namespace, old) {
      keepField(namespace.spec, old.spec, "finalizers");
    },
  },
  updateSubresources: {
    finalize: {
      verbs: ["update"],
      strategy: {
        prepareForUpdate(namespace, old) {
          keepField(namespace, old, "status");
        },
      },
    },
  },
  columns: [
    nameColumn,
    column("Status", "Active or Terminating", (namespace) => namespace.status?.phase ?? ""),
    ageColumn,
  ],
  selectableFields: {
    "status.phase": (namespace: Namespace) => namespace.status?.phase ?? "",
  },
});
