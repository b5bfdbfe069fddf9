// Bearer tokens of ServiceAccounts: the signature is checked once a token, existence of the account
// and of what the token is bound to at every request.
import { decodeJwt } from "jose";
import { type UnstructuredObject, unauthorized } from "#apimachinery";
import type { Clock } from "#base";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { ApiRequest } from "../../request-context.ts";
import type { Authenticator } from "../authenticator.ts";
import { serviceAccountUser } from "../service-account-user.ts";
import type { TokenIssuer } from "../token-issuer.ts";
import type { UserInfo } from "../user-info.ts";

interface NamedReference {
  name: string;
  uid: string;
}

interface VerifiedToken {
  audiences: string[];
  expiresAtSeconds: number;
  notBeforeSeconds: number;
  namespace: string;
  serviceAccount: NamedReference;
  pod?: NamedReference;
  secret?: NamedReference;
  node?: { name: string; uid?: string };
  id?: string;
}

const cacheLimit = 4096;
/** Clocks of clients and server may differ by so much. */
const leewaySeconds = 60;

export function bearerToken(request: ApiRequest): string | undefined {
  const header = request.headers["authorization"];
  return header && /^bearer /i.test(header) ? header.slice(7).trim() : undefined;
}

export class ServiceAccountTokenAuthenticator implements Authenticator {
  readonly name = "ServiceAccountToken";
  readonly #issuer: TokenIssuer;
  readonly #lookup: ObjectLookup;
  readonly #clock: Clock;
  readonly #audiences: readonly string[];
  readonly #verified = new Map<string, VerifiedToken>();

  constructor(dependencies: {
    issuer: TokenIssuer;
    lookup: ObjectLookup;
    clock: Clock;
    audiences: readonly string[];
  }) {
    this.#issuer = dependencies.issuer;
    this.#lookup = dependencies.lookup;
    this.#clock = dependencies.clock;
    this.#audiences = dependencies.audiences;
  }

  async authenticate(request: ApiRequest): Promise<UserInfo | undefined> {
    const token = bearerToken(request);
    if (token === undefined || token.split(".").length !== 3) return undefined;
    return (await this.authenticateToken(token, this.#audiences))?.user;
  }

  /** For TokenReview. Undefined when the token is not one of ours; throws a 401 when it is bad. */
  async authenticateToken(
    token: string,
    audiences: readonly string[],
  ): Promise<{ user: UserInfo; audiences: string[] } | undefined> {
    const verified = await this.#verify(token);
    if (!verified) return undefined;
    const now = this.#clock.now() / 1000;
    if (now > verified.expiresAtSeconds || now + leewaySeconds < verified.notBeforeSeconds) {
      throw unauthorized("service account token has expired");
    }
    const matching = verified.audiences.filter((audience) => audiences.includes(audience));
    if (matching.length === 0)
      throw unauthorized("token audiences are invalid for the target audiences");
    await this.#checkObjects(verified);
    return { user: userOf(verified), audiences: matching };
  }

  async #verify(token: string): Promise<VerifiedToken | undefined> {
    const known = this.#verified.get(token);
    if (known) return known;
    const parsed = await parseToken(token, this.#issuer);
    if (!parsed) return undefined;
    if (this.#verified.size >= cacheLimit)
      this.#verified.delete(this.#verified.keys().next().value as string);
    this.#verified.set(token, parsed);
    return parsed;
  }

  async #checkObjects(token: VerifiedToken): Promise<void> {
    const { namespace } = token;
    const account = await this.#lookup("", "serviceaccounts", namespace, token.serviceAccount.name);
    checkReference(account, token.serviceAccount, "service account");
    if (token.pod)
      checkReference(await this.#lookup("", "pods", namespace, token.pod.name), token.pod, "pod");
    if (token.secret)
      checkReference(
        await this.#lookup("", "secrets", namespace, token.secret.name),
        token.secret,
        "secret",
      );
  }
}

function checkReference(
  object: UnstructuredObject | undefined,
  reference: NamedReference,
  what: string,
): void {
  if (object?.metadata.uid !== reference.uid)
    throw unauthorized(`${what} "${reference.name}" of the token does not exist (any more)`);
}

/** Undefined for what is no token of this issuer; throws a 401 when its signature is wrong. */
async function parseToken(token: string, issuer: TokenIssuer): Promise<VerifiedToken | undefined> {
  try {
    if (decodeJwt(token).iss !== issuer.issuer) return undefined;
  } catch {
    return undefined;
  }
  const claims = await issuer.verify(token).catch(() => {
    throw unauthorized("invalid bearer token");
  });
  const own = claims["kubernetes.io"] as Omit<VerifiedToken, "serviceAccount"> & {
    serviceaccount: NamedReference;
  };
  const audience = claims["aud"];
  return {
    audiences: Array.isArray(audience) ? (audience as string[]) : [audience as string],
    expiresAtSeconds: claims["exp"] as number,
    notBeforeSeconds: (claims["nbf"] as number | undefined) ?? 0,
    namespace: own.namespace,
    serviceAccount: own.serviceaccount,
    ...(own.pod ? { pod: own.pod } : {}),
    ...(own.secret ? { secret: own.secret } : {}),
    ...(own.node ? { node: own.node } : {}),
    ...(claims["jti"] ? { id: claims["jti"] as string } : {}),
  };
}

function userOf(token: VerifiedToken): UserInfo {
  const extra: Record<string, string[]> = {};
  if (token.id) extra["authentication.kubernetes.io/credential-id"] = [`JTI=${token.id}`];
  if (token.pod) {
    extra["authentication.kubernetes.io/pod-name"] = [token.pod.name];
    extra["authentication.kubernetes.io/pod-uid"] = [token.pod.uid];
  }
  if (token.node) {
    extra["authentication.kubernetes.io/node-name"] = [token.node.name];
    if (token.node.uid) extra["authentication.kubernetes.io/node-uid"] = [token.node.uid];
  }
  return serviceAccountUser(token.namespace, token.serviceAccount.name, {
    uid: token.serviceAccount.uid,
    extra,
  });
}
