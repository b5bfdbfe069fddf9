// Signs ServiceAccount tokens and publishes the keys that verify them.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
} from "node:crypto";
import { compactVerify, SignJWT } from "jose";
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

const algorithm = "ES256";

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

  async issue(claims: TokenClaims): Promise<IssuedToken> {
    const now = Math.floor(this.#clock.now() / 1000);
    const expires = now + claims.expirationSeconds;
    const bound = claims.bound
      ? { [claims.bound.kind.toLowerCase()]: { name: claims.bound.name, uid: claims.bound.uid } }
      : {};
    const payload = {
      aud: [...claims.audiences],
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
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: algorithm, kid: this.keyId })
      .sign(this.#privateKey);
    return { token, expiresAtMilliseconds: expires * 1000 };
  }

  /** The claims of a token that this key signed; rejects otherwise. Times are not looked at. */
  async verify(token: string): Promise<Record<string, unknown>> {
    const { payload } = await compactVerify(token, this.publicKey, { algorithms: [algorithm] });
    return JSON.parse(Buffer.from(payload).toString("utf8")) as Record<string, unknown>;
  }

  /** For /openid/v1/jwks. */
  keySet(): { keys: Record<string, unknown>[] } {
    return {
      keys: [
        {
          use: "sig",
          alg: algorithm,
          kid: this.keyId,
          ...this.publicKey.export({ format: "jwk" }),
        },
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
      id_token_signing_alg_values_supported: [algorithm],
    };
  }
}
