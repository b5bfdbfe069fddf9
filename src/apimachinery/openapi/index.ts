export { type DescriptionTable, descriptionLookup } from "./descriptions.ts";
export {
  OpenApiDocument,
  OpenApiDocuments,
  type OpenApiDocumentsOptions,
  openApiV2Format,
} from "./openapi-documents.ts";
export { buildOpenApiV2 } from "./openapi-v2.ts";
export { encodeOpenApiV2, openApiV2ProtobufType } from "./openapi-v2-protobuf.ts";
export { buildOpenApiV3, buildOpenApiV3Index } from "./openapi-v3.ts";
export type {
  JsonSchema,
  OpenApiSources,
  ServedResource,
  ServedSubresource,
} from "./served-resource.ts";
