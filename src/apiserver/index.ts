export type { AdmissionPlugin, AdmissionRequest, Operation } from "./admission/admission-plugin.ts";
export { AdmissionChain } from "./admission/chain.ts";
export { ApiServer, type ApiServerOptions, type ListFrom } from "./api-server.ts";
export {
  type Authenticator,
  anonymousUser,
  type UserInfo,
} from "./authentication/authenticator.ts";
export { UnionAuthenticator } from "./authentication/union.ts";
export type {
  Attributes,
  Authorizer,
  Decision,
  ResourceRules,
} from "./authorization/authorizer.ts";
export { UnionAuthorizer } from "./authorization/union.ts";
export type { HealthCheck } from "./discovery/health.ts";
export type { OpenApiProvider, TokenKeysProvider } from "./discovery/non-resource-router.ts";
export { serverVersion, type VersionInfo } from "./discovery/version.ts";
export { defaultMaxInFlight, type MaxInFlightLimits } from "./filters/max-in-flight.ts";
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
export type { RequestHandler, ServerContext } from "./handler-chain.ts";
export type { ObjectReference, ResourceServices } from "./handlers/resource-services.ts";
export type {
  ApiRequest,
  ApiResponse,
  Handler,
  RequestContext,
  RequestInfo,
  ResponseStream,
  Upgrade,
  Verb,
} from "./request-context.ts";
export type { ListenAddress, TlsMaterial } from "./server/http-server.ts";
