export type { AdmissionPlugin, AdmissionRequest, Operation } from "./admission/admission-plugin.ts";
export {
  type Authenticator,
  anonymousUser,
  type UserInfo,
} from "./authentication/authenticator.ts";
export type {
  Attributes,
  Authorizer,
  Decision,
  ResourceRules,
} from "./authorization/authorizer.ts";
export type { ObjectStore } from "./generic-registry/object-store.ts";
export type {
  Column,
  Conversion,
  ResourceDefinition,
  ScaleMapping,
  Strategy,
  SubresourceHandler,
  UpdateSubresource,
  WriteContext,
} from "./generic-registry/resource-definition.ts";
export type {
  ApiRequest,
  ApiResponse,
  Handler,
  RequestContext,
  RequestInfo,
  ResponseStream,
  Verb,
} from "./request-context.ts";
