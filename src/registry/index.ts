export { defaultServiceCIDR } from "./core/service-cluster-ip.ts";
export type {
  ConnectHandlers,
  Dependencies,
  ObjectExchange,
  ObjectReference,
  TokenAuthenticator,
  TokenClaims,
  TokenIssuer,
} from "./dependencies.ts";
export { buildResources } from "./resources.ts";
