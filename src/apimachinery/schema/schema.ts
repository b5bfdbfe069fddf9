// The shape of a kind, as data. Structural decoding, patches, apply, OpenAPI and protobuf read it.
// Built-in kinds come from #api/schema; custom resources will make theirs from their OpenAPI
// schema.

export type Scalar =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "double"
  | "bytes"
  | "quantity"
  | "intstr"
  | "time"
  | "microtime"
  | "fieldsv1"
  | "raw"
  | "any";

/** Shapes of CRD schemas: any JSON; a schema or a list of schemas, a boolean, a list of strings. */
export type AnyUnion = "json" | "schemaOrArray" | "schemaOrBool" | "schemaOrStringArray";

export type FieldType =
  /**
   * `union` (with scalar "any") marks JSON of one of several shapes that has a message in protobuf;
   * `struct` then names that definition and has no fields.
   */
  | { kind: "scalar"; scalar: Scalar; union?: AnyUnion; readonly struct?: Struct }
  | { kind: "list"; item: FieldType }
  | { kind: "map"; value: FieldType }
  /** Structs may refer to themselves (JSONSchemaProps), so `struct` is looked up when asked for. */
  | { kind: "struct"; readonly struct: Struct };

export interface Field {
  name: string;
  type: FieldType;
  /** Protobuf field numbers from the outside in; empty: not in protobuf (apiVersion, kind). */
  protobufPath: readonly number[];
  required: boolean;
  /**
   * Whether Go tells absence from the zero value (pointers, lists, maps). False: 0, "" and false are
   * dropped, structs are never absent. Undefined: not known, as with custom resources.
   */
  nullable?: boolean;
  /** Written to JSON even when it has its zero value. */
  alwaysWritten?: boolean;
  listType?: "atomic" | "set" | "map";
  listMapKeys?: readonly string[];
  mapType?: "atomic" | "granular";
  patchStrategy?: readonly ("merge" | "replace" | "retainKeys")[];
  patchMergeKey?: string;
  enum?: readonly string[];
  default?: unknown;
}

export interface Struct {
  /** "core/v1.Pod". */
  name: string;
  /** "io.k8s.api.core.v1.Pod". */
  openapiName: string;
  /** "k8s.io.api.core.v1.Pod". */
  protobufName: string;
  groupVersionKind?: { group: string; version: string; kind: string };
  fields: ReadonlyMap<string, Field>;
}
