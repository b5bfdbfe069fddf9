// Turns the compact schema into Structs, one definition at a time and only when it is asked for:
// a server start must not pay for 800 definitions. Format, tab separated:
//   %package  OPENAPI_PREFIX  PROTOBUF_PREFIX  GROUP  VERSION
//   @Kind  [kind: has apiVersion and kind]  [any: its JSON is not an object of these fields]
//   field  PROTOBUF_PATH  TYPE  FLAG...
// PROTOBUF_PATH is the field number, "1.4" when Go inlines a message there, "-" when the field is not
// in protobuf. TYPE is a scalar, "package.Kind", "[]TYPE" or "{}TYPE" (a map from strings). Flags:
//   !  required      list:atomic, list:set, list=KEY,KEY  list type      map:atomic  map type
//   patch=STRATEGY,...  key=MERGE_KEY  enum=A|B  default=JSON or ref(GoConstant)

import type { AnyUnion, Field, FieldType, Scalar, Struct } from "#apimachinery/schema";
import { assert } from "#base";

interface Package {
  name: string;
  openapi: string;
  protobuf: string;
  group: string;
  version: string;
}

interface Definition {
  package: Package;
  text: string;
  /** Where the line "@Kind" begins, without the "@". */
  start: number;
}

/** The constants that defaults of the schema refer to. */
const constants: Readonly<Record<string, string>> = {
  AzureDataDiskCachingReadWrite: "ReadWrite",
  AzureSharedBlobDisk: "Shared",
};

/** Definitions whose JSON is one of several shapes; protobuf has a message for them. */
const unions: Readonly<Record<string, AnyUnion>> = {
  "apiextensions/v1.JSON": "json",
  "apiextensions/v1.JSONSchemaPropsOrArray": "schemaOrArray",
  "apiextensions/v1.JSONSchemaPropsOrBool": "schemaOrBool",
  "apiextensions/v1.JSONSchemaPropsOrStringArray": "schemaOrStringArray",
};

export class SchemaText {
  readonly #definitions = new Map<string, Definition>();
  readonly #packages = new Map<string, Package>();
  readonly #structs = new Map<string, Struct>();

  readonly #goFields: ReadonlyMap<string, string>;

  /** Indexes the texts by definition; nothing is parsed yet. */
  constructor(texts: readonly string[], goFields: string) {
    for (const text of texts) this.#index(text);
    this.#goFields = new Map(
      goFields.split("\n").map((line) => [line.slice(0, line.search(/\t|$/)), line] as const),
    );
  }

  names(): readonly string[] {
    return [...this.#definitions.keys()];
  }

  packageOf(group: string, version: string): string | undefined {
    return this.#packages.get(`${group}/${version}`)?.name;
  }

  struct(name: string): Struct | undefined {
    const known = this.#structs.get(name);
    if (known !== undefined) return known;
    const definition = this.#definitions.get(name);
    if (definition === undefined) return undefined;
    const struct = this.#parse(name, definition);
    this.#structs.set(name, struct);
    return struct;
  }

  #index(text: string): void {
    let current: Package | undefined;
    for (
      let newline = text.indexOf("\n");
      newline >= 0;
      newline = text.indexOf("\n", newline + 1)
    ) {
      const first = text.charCodeAt(newline + 1);
      if (first === 37 /* % */) {
        const [name = "", openapi = "", protobuf = "", group = "", version = ""] = text
          .slice(newline + 2, text.indexOf("\n", newline + 1))
          .split("\t");
        current = { name, openapi, protobuf, group, version };
        if (name !== "meta/v1") this.#packages.set(`${group}/${version}`, current);
      } else if (first === 64 /* @ */) {
        assert(current !== undefined, "A definition of the schema is in no package");
        const start = newline + 2;
        const tab = text.indexOf("\t", start);
        const end = text.indexOf("\n", start);
        const kind = text.slice(start, tab >= 0 && tab < end ? tab : end);
        this.#definitions.set(`${current.name}.${kind}`, { package: current, text, start });
      }
    }
  }

  #parse(name: string, definition: Definition): Struct {
    const { text, start } = definition;
    const rest = text.slice(start);
    const end = rest.search(/\n[@%]/);
    const [head = "", ...lines] = (end < 0 ? rest : rest.slice(0, end)).split("\n");
    const [kind = "", ...marks] = head.split("\t");
    const fields = new Map<string, Field>();
    for (const line of lines) {
      if (line === "") continue;
      const field = this.#parseField(line);
      fields.set(field.name, field);
    }
    applyGoFields(fields, this.#goFields.get(name));
    const { group, version } = definition.package;
    const isKind =
      marks.includes("kind") ||
      (fields.has("apiVersion") && fields.get("kind")?.protobufPath.length === 0);
    return {
      name,
      openapiName: `${definition.package.openapi}.${kind}`,
      protobufName: `${definition.package.protobuf}.${kind}`,
      ...(isKind ? { groupVersionKind: { group, version, kind } } : {}),
      fields,
    };
  }

  #parseField(line: string): Field {
    const [name = "", path = "", type = "", ...flags] = line.split("\t");
    const field: Field = {
      name,
      type: this.#parseType(type),
      protobufPath: path === "-" ? [] : path.split(".").map(Number),
      required: false,
    };
    for (const flag of flags) applyFlag(field, flag);
    return field;
  }

  #parseType(type: string): FieldType {
    if (type.startsWith("[]")) return { kind: "list", item: this.#parseType(type.slice(2)) };
    if (type.startsWith("{}")) return { kind: "map", value: this.#parseType(type.slice(2)) };
    if (!type.includes(".")) return { kind: "scalar", scalar: type as Scalar };
    return new StructType(this, type, unions[type]) as FieldType;
  }
}

/** A reference that is looked up when it is first followed. */
class StructType {
  readonly kind: "struct" | "scalar";
  readonly scalar?: Scalar;
  readonly union?: AnyUnion;
  readonly name: string;
  readonly #schema: SchemaText;
  #struct: Struct | undefined;

  constructor(schema: SchemaText, name: string, union: AnyUnion | undefined) {
    this.#schema = schema;
    this.name = name;
    this.kind = union === undefined ? "struct" : "scalar";
    if (union !== undefined) {
      this.scalar = "any";
      this.union = union;
    }
  }

  get struct(): Struct {
    if (this.#struct === undefined) {
      this.#struct = this.#schema.struct(this.name);
      assert(this.#struct !== undefined, `The schema does not define ${this.name}`);
    }
    return this.#struct;
  }
}

function applyGoFields(fields: ReadonlyMap<string, Field>, line: string | undefined): void {
  if (line === undefined) return;
  const [, nullable = [], alwaysWritten = []] = line.split("\t").map((part) => part.split(","));
  for (const field of fields.values()) {
    field.nullable =
      field.type.kind === "list" || field.type.kind === "map" || nullable.includes(field.name);
    if (alwaysWritten.includes(field.name)) field.alwaysWritten = true;
  }
}

function applyFlag(field: Field, flag: string): void {
  const at = flag.search(/[=:]/);
  const value = flag.slice(at + 1);
  switch (at < 0 ? flag : flag.slice(0, at + 1)) {
    case "!":
      field.required = true;
      return;
    case "list:":
      field.listType = value as "atomic" | "set" | "map";
      return;
    case "list=":
      field.listType = "map";
      field.listMapKeys = value.split(",");
      return;
    case "map:":
      field.mapType = value as "atomic" | "granular";
      return;
    case "patch=":
      field.patchStrategy = value.split(",") as ("merge" | "replace" | "retainKeys")[];
      return;
    case "key=":
      field.patchMergeKey = value;
      return;
    case "enum=":
      field.enum = value.split("|");
      return;
    case "default=":
      field.default = value.startsWith("ref(") ? constants[value.slice(4, -1)] : JSON.parse(value);
      return;
    default:
      assert(false, `Unknown flag in the schema: ${flag}`);
  }
}
