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
