// The refusal of an apply that would change what others own, as kubectl prints it.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
import { StatusError } from "../../status-errors/status-error.ts";
import { quote } from "../../validation/field-errors.ts";
import { type FieldTree, membersOf } from "./field-tree.ts";
import type { Owner } from "./managed-fields.ts";
import { printPath } from "./path-element.ts";

export interface Conflict {
  owner: Owner;
  fields: FieldTree;
}

export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const paths = conflicts
    .map(({ owner, fields }) => ({
      manager: printManager(owner),
      paths: [...membersOf(fields)].map(printPath),
    }))
    .sort((a, b) => (a.manager < b.manager ? -1 : 1));
  const causes = paths.flatMap((conflict) =>
    conflict.paths.map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${conflict.manager}`,
      field,
    })),
  );
  const lines = paths.flatMap((conflict) => [
    `conflicts with ${conflict.manager}:`,
    ...conflict.paths.map((path) => `- ${path}`),
  ]);
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${causes[0]?.message}: ${causes[0]?.field}`
      : `Apply failed with ${causes.length} conflicts: ${lines.join("\n")}`;
  return new StatusError({ code: 409, reason: "Conflict", message, details: { causes } });
}

function printManager(owner: Owner): string {
  let text = quote(owner.manager);
  if (owner.subresource) text += ` with subresource ${quote(owner.subresource)}`;
  return owner.operation === "Update" ? `${text} using ${owner.apiVersion}` : text;
}
