// Signs ServiceAccount tokens and publishes the keys that verify them.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
  sign,
} from "node:crypto";
import type { Clock } from "#base";

/** What a token is bound to besides its ServiceAccount. */
export interface BoundObject {
  kind: "Pod" | "Secret" | "Node";
  name: string;
  uid: string;
}

export interface TokenClaims {
  namespace: string;
  serviceAccount: { name: string; uid: string };
  bound?: BoundObject;
  /** The node of a bound pod. */
  node?: { name: string; uid?: string };
  audiences: readonly string[];
  expirationSeconds: number;
}

export interface IssuedToken {
  token: string;
  expiresAtMilliseconds: number;
}

const base64url = (data: Buffer | string): string => Buffer.from(data).toString("base64url");

export class TokenIssuer {
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly keyId: string;
  readonly #privateKey: KeyObject;
  readonly #clock: Clock;

  constructor(options: { issuer: string; privatePem: string; clock: Clock }) {
    this.issuer = options.issuer;
    this.#clock = options.clock;
    this.#privateKey = createPrivateKey(options.privatePem);
    this.publicKey = createPublicKey(this.#privateKey);
    this.keyId = createHash("sha256")
      .update(this.publicKey.export({ type: "spki", format: "der" }))
      .digest("base64url");
  }

  issue(claims: TokenClaims): IssuedToken {
    const now = Math.floor(this.#clock.now() / 1000);
    const expires = now + claims.expirationSeconds;
    const bound = claims.bound
      ? { [claims.bound.kind.toLowerCase()]: { name: claims.bound.name, uid: claims.bound.uid } }
      : {};
    const payload = {
      aud: claims.audiences,
      exp: expires,
      iat: now,
      iss: this.issuer,
      jti: randomUUID(),
      "kubernetes.io": {
        namespace: claims.namespace,
        ...(claims.node ? { node: claims.node } : {}),
        ...bound,
        serviceaccount: claims.serviceAccount,
      },
      nbf: now,
      sub: `system:serviceaccount:${claims.namespace}:${claims.serviceAccount.name}`,
    };
    const head = base64url(JSON.stringify({ alg: "ES256", kid: this.keyId }));
    const text = `${head}.${base64url(JSON.stringify(payload))}`;
    const signature = sign("sha256", Buffer.from(text), {
      key: this.#privateKey,
      dsaEncoding: "ieee-p1363",
    });
    return { token: `${text}.${base64url(signature)}`, expiresAtMilliseconds: expires * 1000 };
  }

  /** For /openid/v1/jwks. */
  keySet(): { keys: Record<string, unknown>[] } {
    return {
      keys: [
        { use: "sig", alg: "ES256", kid: this.keyId, ...this.publicKey.export({ format: "jwk" }) },
      ],
    };
  }

  /** For /.well-known/openid-configuration. */
  openidConfiguration(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/openid/v1/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    };
  }
}
