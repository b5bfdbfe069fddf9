// What server-side apply needs to know of a type: what is owned whole, what is owned in parts, and
// how the items of a list are told apart. Made from a Struct, one level at a time, and kept.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import { isRecord } from "#base";
import type { Field, FieldType, Struct } from "../../schema/schema.ts";
import { atomicStructs } from "./atomic-structs.ts";
import { valueElement } from "./path-element.ts";

export type Shape =
  /** Owned whole: scalars and everything atomic. */
  | { kind: "leaf" }
  | StructShape
  | { kind: "map"; value: Shape }
  | { kind: "set" }
  | ListShape
  /** Of unknown type: objects are owned in parts, everything else whole. */
  | { kind: "untyped" };

export interface ListShape {
  kind: "list";
  item: Shape;
  /** Sorted by name, as the stored form has them. */
  keys: readonly { name: string; prefix: string; default: unknown }[];
}

export interface FieldShape {
  /** "f:name". */
  element: string;
  shape: Shape;
  /** Go always has a value here, so adding it is no change of ownership of the field itself. */
  isImplied: boolean;
}

const leafShape: Shape = { kind: "leaf" };
export const untypedShape: Shape = { kind: "untyped" };

export class StructShape {
  readonly kind = "struct";
  readonly struct: Struct;
  readonly #ignored: ReadonlySet<string>;
  readonly #fields = new Map<string, FieldShape | undefined>();

  constructor(struct: Struct, ignored: readonly string[] = []) {
    this.struct = struct;
    this.#ignored = new Set(ignored);
  }

  /** True for fields that no manager ever owns. */
  isIgnored(name: string): boolean {
    return this.#ignored.has(name);
  }

  /** Undefined when the struct does not have the field. */
  field(name: string): FieldShape | undefined {
    const known = this.#fields.get(name);
    if (known || this.#fields.has(name)) return known;
    const field = this.struct.fields.get(name);
    if (!field) return undefined;
    const made = makeField(field);
    this.#fields.set(name, made);
    return made;
  }
}

/** Fields of metadata that the server alone sets. */
const ignoredMetadata = [
  "name",
  "namespace",
  "creationTimestamp",
  "selfLink",
  "uid",
  "clusterName",
  "generation",
  "managedFields",
  "resourceVersion",
];

const kinds = new WeakMap<Struct, StructShape>();
const structs = new WeakMap<Struct, StructShape>();
const objectMetas = new WeakMap<Struct, StructShape>();

/** The shape of a whole object of this kind, without what is never tracked. */
export function shapeOfKind(struct: Struct): StructShape {
  return cached(kinds, struct, () => new KindShape(struct));
}

class KindShape extends StructShape {
  #metadata: FieldShape | undefined;

  constructor(struct: Struct) {
    super(struct, ["apiVersion", "kind"]);
  }

  override field(name: string): FieldShape | undefined {
    if (name !== "metadata") return super.field(name);
    const type = this.struct.fields.get("metadata")?.type;
    if (type?.kind !== "struct") return super.field(name);
    this.#metadata ??= {
      element: "f:metadata",
      shape: cached(objectMetas, type.struct, () => new StructShape(type.struct, ignoredMetadata)),
      isImplied: true,
    };
    return this.#metadata;
  }
}

function cached(
  cache: WeakMap<Struct, StructShape>,
  struct: Struct,
  make: () => StructShape,
): StructShape {
  const known = cache.get(struct);
  if (known) return known;
  const made = make();
  cache.set(struct, made);
  return made;
}

function makeField(field: Field): FieldShape {
  const isPlainStruct = field.type.kind === "struct" && !field.nullable;
  const isWrittenCollection = field.type.kind !== "scalar" && (field.alwaysWritten ?? false);
  return {
    element: `f:${field.name}`,
    shape: shapeOfType(field.type, field),
    isImplied: isPlainStruct || isWrittenCollection,
  };
}

function shapeOfType(type: FieldType, field: Field | undefined): Shape {
  if (type.kind === "struct") {
    if (field?.mapType === "atomic" || atomicStructs.has(type.struct.name)) return leafShape;
    return cached(structs, type.struct, () => new StructShape(type.struct));
  }
  if (type.kind === "map") {
    if (field?.mapType === "atomic") return leafShape;
    return { kind: "map", value: shapeOfType(type.value, undefined) };
  }
  if (type.kind === "scalar") return leafShape;
  if (field?.listType === "set") return { kind: "set" };
  return field?.listType === "map" ? shapeOfList(type.item, field) : leafShape;
}

function shapeOfList(item: FieldType, field: Field): Shape {
  const itemFields = item.kind === "struct" ? item.struct.fields : new Map<string, Field>();
  const keys = [...(field.listMapKeys ?? [])].sort();
  return {
    kind: "list",
    item: shapeOfType(item, undefined),
    keys: keys.map((name, index) => ({
      name,
      prefix: `${index === 0 ? "k:{" : ","}${JSON.stringify(name)}:`,
      default: itemFields.get(name)?.default,
    })),
  };
}

/** The path element of an item; undefined when it lacks a key that has no default. */
export function itemElement(shape: ListShape | { kind: "set" }, item: unknown): string | undefined {
  if (shape.kind === "set") return valueElement(item);
  if (!isRecord(item)) return undefined;
  let element = "";
  for (const key of shape.keys) {
    const value = item[key.name] ?? key.default;
    if (value === undefined) return undefined;
    element += key.prefix + JSON.stringify(value);
  }
  return `${element}}`;
}
