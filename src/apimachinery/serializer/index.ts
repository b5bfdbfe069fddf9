export { base64Mistake, canonicalQuantity, canonicalTime } from "./canonical-scalars.ts";
export {
  coerceObject,
  type DecodedObject,
  type DecodeOptions,
  decodeObject,
  type FieldValidation,
} from "./decode-structural.ts";
export { StructuralError } from "./walk-state.ts";
