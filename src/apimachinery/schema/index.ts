export type { Field, FieldType, Scalar, Struct } from "./schema.ts";
