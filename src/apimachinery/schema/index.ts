export type { AnyUnion, Field, FieldType, Scalar, Struct } from "./schema.ts";
