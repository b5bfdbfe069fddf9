// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
import { customResourceDefinitions } from "#api";
import {
  applyCustomResourceDefinitionDefaults,
  type CustomResourceDefinition,
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionUpdate,
} from "#api/apiextensions/v1";
import type { ResourceDefinition } from "#apiserver";
import { createdAtColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const customResourceDefinitionDefinition: ResourceDefinition = defineResource(
  customResourceDefinitions,
  {
    hasGeneration: true,
    applyDefaults: applyCustomResourceDefinitionDefaults,
    newStatus: () => ({ acceptedNames: { kind: "", plural: "" }, storedVersions: [] }),
    strategy: {
      allowUnconditionalUpdate: false,
      prepareForCreate: addStoredVersion,
      prepareForUpdate: addStoredVersion,
      validate: validateCustomResourceDefinition,
      validateUpdate: validateCustomResourceDefinitionUpdate,
    },
    columns: [nameColumn, createdAtColumn],
  },
);

/** Objects may exist in every version that ever was the stored one. */
function addStoredVersion(definition: CustomResourceDefinition): void {
  const stored = definition.spec?.versions?.find(({ storage }) => storage)?.name;
  definition.status ??= {};
  const { status } = definition;
  status.storedVersions ??= [];
  if (stored && !status.storedVersions.includes(stored)) {
    status.storedVersions = [...status.storedVersions, stored];
  }
}
