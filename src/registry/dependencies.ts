// What the definitions need from the running server. Kinds whose create is an answer, and
// subresources with code of their own, get their helpers from here.
import type { DeleteOptions } from "#api/meta/v1";
import type { GroupVersionKind, UnstructuredObject } from "#apimachinery";
import type {
  Authorizer,
  ObjectStore,
  RequestContext,
  SubresourceHandler,
  UserInfo,
} from "#apiserver";
import type { Clock, Random } from "#base";

/** Reads and writes objects on the wire for subresource handlers, in the client's media types. */
export interface ObjectExchange {
  /** The decoded body. Throws a 400 StatusError when it is not of that kind. */
  readObject(context: RequestContext, kind: GroupVersionKind): Promise<UnstructuredObject>;
  writeObject(
    context: RequestContext,
    httpStatus: number,
    object: UnstructuredObject,
  ): void | Promise<void>;
}

export interface ObjectReference {
  group: string;
  resource: string;
  namespace: string;
  name: string;
}

/** What a ServiceAccount token says. */
export interface TokenClaims {
  namespace: string;
  serviceAccount: { name: string; uid: string };
  /** The object whose end also ends the token. */
  bound?: { kind: "Pod" | "Secret" | "Node"; name: string; uid: string };
  /** The node of a bound pod. */
  node?: { name: string; uid?: string };
  audiences: readonly string[];
  expirationSeconds: number;
}

export interface TokenIssuer {
  issue(claims: TokenClaims): Promise<{ token: string; expiresAtMilliseconds: number }>;
}

export interface TokenAuthenticator {
  /** Undefined: nobody knows the token. Throws when it is known to be bad. */
  authenticateToken(
    token: string,
    audiences: readonly string[],
  ): Promise<{ user: UserInfo; audiences: readonly string[] } | undefined>;
}

/** Subresources that hold a connection to a node or a pod. */
export interface ConnectHandlers {
  podLog: SubresourceHandler["handle"];
  podExec: SubresourceHandler["handle"];
  podAttach: SubresourceHandler["handle"];
  podPortForward: SubresourceHandler["handle"];
  podProxy: SubresourceHandler["handle"];
  serviceProxy: SubresourceHandler["handle"];
  nodeProxy: SubresourceHandler["handle"];
}

export interface Dependencies {
  clock: Clock;
  random: Random;
  exchange: ObjectExchange;
  storeOf(group: string, resource: string): ObjectStore;
  /** A delete as the delete verb does it: grace period, preconditions, finalizers. */
  deleteObject(
    context: RequestContext,
    reference: ObjectReference,
    options: DeleteOptions,
  ): Promise<void>;
  authorizer: Authorizer;
  tokenAuthenticator: TokenAuthenticator;
  tokenIssuer: TokenIssuer;
  /** The audiences of tokens that name none: those the API server itself accepts. */
  apiAudiences: readonly string[];
  connect: ConnectHandlers;
  /** The range from which cluster IPs are taken: "10.96.0.0/16". */
  serviceClusterIpRange: string;
  /** The ports a node listens on for Services, both ends included. */
  serviceNodePortRange: { first: number; last: number };
}
