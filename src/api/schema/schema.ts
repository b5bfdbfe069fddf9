// The Structs of every built-in kind, by name and by group, version and kind. Looking one up parses
// it the first time (some microseconds); Structs are shared and must not be changed.
import type { Struct } from "#apimachinery/schema";
import { extraSchema } from "./extra.schema.ts";
import { goFieldsSchema } from "./go-fields.schema.ts";
import { kubernetesSchema } from "./kubernetes.schema.ts";
import { SchemaText } from "./parse-schema.ts";

let text: SchemaText | undefined;

function schema(): SchemaText {
  text ??= new SchemaText([kubernetesSchema, extraSchema], goFieldsSchema);
  return text;
}

/** Kinds of meta/v1 that every group and version understands, besides the two meta groups. */
const everywhere = new Set([
  "ApplyOptions",
  "CreateOptions",
  "DeleteOptions",
  "GetOptions",
  "ListOptions",
  "PatchOptions",
  "UpdateOptions",
  "WatchEvent",
]);

/**
 * The Struct of a kind. Option kinds (DeleteOptions ...) are found in every group and version, the
 * other kinds of meta/v1 in "" (Status) and "meta.k8s.io" (Table) v1.
 */
export function structFor(group: string, version: string, kind: string): Struct | undefined {
  const packageName = schema().packageOf(group, version);
  const struct = packageName === undefined ? undefined : kindNamed(`${packageName}.${kind}`);
  if (struct !== undefined) return struct;
  const isMeta = version === "v1" && (group === "" || group === "meta.k8s.io");
  return isMeta || everywhere.has(kind) ? kindNamed(`meta/v1.${kind}`) : undefined;
}

function kindNamed(name: string): Struct | undefined {
  const struct = schema().struct(name);
  return struct?.groupVersionKind === undefined ? undefined : struct;
}

/** By the schema's own name: `structNamed("core/v1.Pod")`, `structNamed("core/v1.PodSpec")`. */
export function structNamed(name: string): Struct | undefined {
  return schema().struct(name);
}

/** Every definition; parses them all (some milliseconds). */
export function allStructs(): readonly Struct[] {
  return schema()
    .names()
    .map((name) => schema().struct(name))
    .filter((struct) => struct !== undefined);
}
