// Structs as JSON schemas, in the dialects of OpenAPI v2 and v3, with the x-kubernetes extensions
// that kubectl reads for explain, apply and diff.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import { atomicStructs } from "../patch/apply/atomic-structs.ts";
import type { Field, FieldType, Scalar, Struct } from "../schema/index.ts";
import type { JsonSchema, OpenApiSources } from "./served-resource.ts";

export type Dialect = "v2" | "v3";

const quantityName = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const intOrStringName = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
const rawName = "io.k8s.apimachinery.pkg.runtime.RawExtension";
const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Scalars that have a definition of their own. */
const namedScalars: Partial<Record<Scalar, string>> = {
  quantity: quantityName,
  intstr: intOrStringName,
  time: `${metaPrefix}Time`,
  microtime: `${metaPrefix}MicroTime`,
  fieldsv1: `${metaPrefix}FieldsV1`,
  raw: rawName,
};

const plainScalars: Partial<Record<Scalar, JsonSchema>> = {
  string: { type: "string" },
  bool: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  double: { type: "number", format: "double" },
  bytes: { type: "string", format: "byte" },
  any: {},
};

/** The schema of each scalar that has a definition. */
function scalarDefinition(name: string, dialect: Dialect): JsonSchema | undefined {
  switch (name) {
    case quantityName:
      if (dialect === "v2") return { type: "string" };
      return { oneOf: [{ type: "string" }, { type: "number" }] };
    case intOrStringName:
      if (dialect === "v2") return { type: "string", format: "int-or-string" };
      return { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] };
    case `${metaPrefix}Time`:
    case `${metaPrefix}MicroTime`:
      return { type: "string", format: "date-time" };
    case `${metaPrefix}FieldsV1`:
    case rawName:
      return { type: "object" };
    default:
      return undefined;
  }
}

export function schemaReference(name: string, dialect: Dialect): JsonSchema {
  return { $ref: `#/${dialect === "v2" ? "definitions" : "components/schemas"}/${name}` };
}

export interface KindReference {
  group: string;
  version: string;
  kind: string;
}

/** Collects definitions: what is asked for, and all that it refers to. */
export class DefinitionBuilder {
  readonly #dialect: Dialect;
  readonly #sources: OpenApiSources;
  readonly #definitions = new Map<string, JsonSchema>();
  /** Where a kind is known by other groups and versions than its own (DeleteOptions). */
  readonly #kindReferences: (struct: Struct) => readonly KindReference[];

  constructor(
    dialect: Dialect,
    sources: OpenApiSources,
    kindReferences: (struct: Struct) => readonly KindReference[],
  ) {
    this.#dialect = dialect;
    this.#sources = sources;
    this.#kindReferences = kindReferences;
  }

  /** A reference to the definition, which is made when it is new. */
  reference(struct: Struct): JsonSchema {
    this.#add(struct);
    return schemaReference(struct.openapiName, this.#dialect);
  }

  /** Adds a definition that is a schema already. */
  addSchema(name: string, schema: JsonSchema): JsonSchema {
    this.#definitions.set(name, schema);
    return schemaReference(name, this.#dialect);
  }

  /** Sorted by name. */
  definitions(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(struct: Struct): void {
    if (this.#definitions.has(struct.openapiName)) return;
    // Set before its fields are followed: definitions refer to themselves.
    this.#definitions.set(struct.openapiName, {});
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const field of struct.fields.values()) {
      properties[field.name] = this.#property(struct, field);
      if (field.required) required.push(field.name);
    }
    const description = this.#sources.describe?.(struct.openapiName);
    const kinds = struct.groupVersionKind === undefined ? [] : this.#kindReferences(struct);
    this.#definitions.set(struct.openapiName, {
      ...(description === undefined ? {} : { description }),
      ...(struct.fields.size > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(isAnything(struct) ? {} : { type: "object" }),
      ...(atomicStructs.has(struct.name) ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(kinds.length > 0 ? { "x-kubernetes-group-version-kind": kinds } : {}),
    });
  }

  #property(struct: Struct, field: Field): JsonSchema {
    const described = field.type.kind === "struct" ? field.type.struct.openapiName : undefined;
    const description =
      this.#sources.describe?.(struct.openapiName, field.name) ??
      (described === undefined ? undefined : this.#sources.describe?.(described));
    const type = this.#type(field.type);
    const isReference = "$ref" in type;
    return {
      ...(description === undefined ? {} : { description }),
      // In v3 nothing may stand beside $ref.
      ...(isReference && this.#dialect === "v3" ? { allOf: [type] } : type),
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(field.enum === undefined ? {} : { enum: field.enum }),
      ...(field.listType === undefined ? {} : { "x-kubernetes-list-type": field.listType }),
      ...(field.listMapKeys === undefined
        ? {}
        : { "x-kubernetes-list-map-keys": field.listMapKeys }),
      ...(field.mapType === undefined ? {} : { "x-kubernetes-map-type": field.mapType }),
      ...(field.patchMergeKey === undefined
        ? {}
        : { "x-kubernetes-patch-merge-key": field.patchMergeKey }),
      ...(field.patchStrategy === undefined
        ? {}
        : { "x-kubernetes-patch-strategy": field.patchStrategy.join(",") }),
    };
  }

  #type(type: FieldType): JsonSchema {
    switch (type.kind) {
      case "struct":
        return this.reference(type.struct);
      case "list":
        return { type: "array", items: this.#item(type.item) };
      case "map":
        return { type: "object", additionalProperties: this.#item(type.value) };
      case "scalar": {
        if (type.struct !== undefined) return this.reference(type.struct);
        const name = namedScalars[type.scalar];
        return name === undefined ? (plainScalars[type.scalar] ?? {}) : this.#scalar(name);
      }
    }
  }

  #item(type: FieldType): JsonSchema {
    const schema = this.#type(type);
    return "$ref" in schema && this.#dialect === "v3" ? { allOf: [schema] } : schema;
  }

  #scalar(name: string): JsonSchema {
    if (!this.#definitions.has(name)) {
      const description = this.#sources.describe?.(name);
      this.#definitions.set(name, {
        ...(description === undefined ? {} : { description }),
        ...scalarDefinition(name, this.#dialect),
      });
    }
    return schemaReference(name, this.#dialect);
  }
}

/** JSON and the like in CRD schemas: every type of value. */
function isAnything(struct: Struct): boolean {
  return struct.fields.size === 0 && /\.JSON(SchemaPropsOr\w+)?$/.test(struct.name);
}
