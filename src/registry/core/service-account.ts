// https://kubernetes.io/docs/concepts/security/service-accounts/
import { serviceAccounts } from "#api";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import { tokenSubresource } from "./service-account-token.ts";

export function serviceAccountDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(serviceAccounts, {
    subresources: { token: tokenSubresource(dependencies) },
    columns: [
      nameColumn,
      integerColumn("Secrets", "How many secrets it names", (a) => a.secrets?.length ?? 0),
      ageColumn,
    ],
  });
}
