// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/
import { controllerRevisions } from "#api";
import { validateControllerRevision, validateControllerRevisionUpdate } from "#api/apps/v1";
import { parseApiVersion } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { controllerOf } from "#component-helpers";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const controllerRevisionDefinition: ResourceDefinition = defineResource(
  controllerRevisions,
  {
    strategy: {
      validate: validateControllerRevision,
      validateUpdate: validateControllerRevisionUpdate,
    },
    columns: [
      nameColumn,
      column("Controller", "The object it belongs to", (revision) => {
        const owner = revision.metadata ? controllerOf(revision) : undefined;
        if (owner === undefined) return "<none>";
        const { group } = parseApiVersion(owner.apiVersion);
        return `${owner.kind.toLowerCase()}${group ? `.${group}` : ""}/${owner.name}`;
      }),
      integerColumn("Revision", "Its number", (revision) => revision.revision ?? 0),
      ageColumn,
    ],
  },
);
