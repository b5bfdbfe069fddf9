// What a strategic merge patch needs to know of a field: its type, strategies and merge key.
import type { Field, FieldType, Struct } from "../../schema/schema.ts";

/** The type of a map; undefined when the schema does not know it. */
export type PatchShape = FieldType | undefined;

export interface PatchField {
  /** The type of the value, or of an item when the value is a list. */
  shape: PatchShape;
  strategy: "merge" | "replace" | undefined;
  mergeKey: string | undefined;
}

const unknownField: PatchField = { shape: undefined, strategy: undefined, mergeKey: undefined };

export function shapeOfStruct(struct: Struct | undefined): PatchShape {
  return struct && { kind: "struct", struct };
}

export function patchFieldOf(shape: PatchShape, name: string): PatchField {
  if (shape?.kind === "map") return { ...unknownField, shape: itemOf(shape.value) };
  const field = shape?.kind === "struct" ? shape.struct.fields.get(name) : undefined;
  if (!field) return unknownField;
  return { shape: itemOf(field.type), strategy: strategyOf(field), mergeKey: field.patchMergeKey };
}

function itemOf(type: FieldType): FieldType {
  return type.kind === "list" ? type.item : type;
}

function strategyOf(field: Field): "merge" | "replace" | undefined {
  if (field.patchStrategy?.includes("replace")) return "replace";
  return field.patchStrategy?.includes("merge") ? "merge" : undefined;
}
