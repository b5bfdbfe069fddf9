export { base64Mistake, canonicalQuantity, canonicalTime } from "./canonical-scalars.ts";
export {
  type BodyFormat,
  coerceObject,
  type DecodedObject,
  type DecodeOptions,
  decodeObject,
  type FieldValidation,
} from "./decode-structural.ts";
export { encodeYaml } from "./encode-yaml.ts";
export { type MediaType, parseMediaTypes } from "./media-type.ts";
export {
  type AcceptedFormat,
  type AcceptOptions,
  allFormats,
  isMetaTransform,
  mediaTypes,
  negotiateAccept,
  negotiateContentType,
  negotiatePatchType,
  type PatchType,
  responseContentType,
  streamFormats,
} from "./negotiate.ts";
export { decodeProtobuf } from "./protobuf-decode.ts";
export { encodeProtobuf } from "./protobuf-encode.ts";
export {
  type Envelope,
  encodeProtobufBody,
  encodeProtobufList,
  hasEnvelope,
  type ListParts,
  openEnvelope,
  protobufWatchFrame,
} from "./protobuf-envelope.ts";
export { ProtobufError } from "./protobuf-wire.ts";
export { StructuralError } from "./walk-state.ts";
