export type { AdmissionPlugin, AdmissionRequest, Operation } from "./admission/admission-plugin.ts";
export { AdmissionChain } from "./admission/chain.ts";
export { type AdmissionDependencies, admissionPlugins } from "./admission/plugins/registry.ts";
export { ApiServer, type ApiServerOptions, type ListFrom } from "./api-server.ts";
export {
  type Authenticator,
  anonymousUser,
  type UserInfo,
} from "./authentication/authenticator.ts";
export { BootstrapTokenAuthenticator } from "./authentication/authenticators/bootstrap-token.ts";
export { ClientCertificateAuthenticator } from "./authentication/authenticators/client-certificate.ts";
export { ServiceAccountTokenAuthenticator } from "./authentication/authenticators/service-account-token.ts";
export { serviceAccountUser } from "./authentication/service-account-user.ts";
export { TokenIssuer } from "./authentication/token-issuer.ts";
export { UnionAuthenticator } from "./authentication/union.ts";
export type {
  Attributes,
  Authorizer,
  Decision,
  ResourceRules,
} from "./authorization/authorizer.ts";
export { NodeAuthorizer } from "./authorization/authorizers/node.ts";
export { RbacAuthorizer } from "./authorization/authorizers/rbac.ts";
export { RbacIndex } from "./authorization/authorizers/rbac-index.ts";
export { SuperUserAuthorizer } from "./authorization/authorizers/super-user.ts";
export { UnionAuthorizer } from "./authorization/union.ts";
export type { HealthCheck } from "./discovery/health.ts";
export type { TokenKeysProvider } from "./discovery/non-resource-router.ts";
export type { Describe } from "./discovery/openapi-handler.ts";
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

export type { ObjectReference, ResourceServices } from "./handlers/resource-services.ts";
export type { ObjectLister, ObjectLookup } from "./object-lookup.ts";
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
export type { RequestHandler, ServerContext } from "./server-context.ts";
export {
  type ConnectDependencies,
  type ConnectHandlers,
  connectHandlers,
} from "./streaming/connect-handlers.ts";
export type { KubeletTls } from "./streaming/kubelet-connections.ts";
