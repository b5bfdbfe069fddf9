// Join tokens of nodes: `id.secret`, kept in the Secret kube-system/bootstrap-token-<id>.
// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
import { timingSafeEqual } from "node:crypto";
import { unauthorized } from "#apimachinery";
import type { Clock } from "#base";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { ApiRequest } from "../../request-context.ts";
import type { Authenticator } from "../authenticator.ts";
import type { UserInfo } from "../user-info.ts";
import { bearerToken } from "./service-account-token.ts";

const tokenPattern = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;

function decoded(data: Record<string, string> | undefined, key: string): string {
  return Buffer.from(data?.[key] ?? "", "base64").toString("utf8");
}

export class BootstrapTokenAuthenticator implements Authenticator {
  readonly name = "BootstrapToken";
  readonly #lookup: ObjectLookup;
  readonly #clock: Clock;

  constructor(dependencies: { lookup: ObjectLookup; clock: Clock }) {
    this.#lookup = dependencies.lookup;
    this.#clock = dependencies.clock;
  }

  async authenticate(request: ApiRequest): Promise<UserInfo | undefined> {
    const [, id, secret] = tokenPattern.exec(bearerToken(request) ?? "") ?? [];
    if (!id || !secret) return undefined;
    const object = await this.#lookup("", "secrets", "kube-system", `bootstrap-token-${id}`);
    const data = object?.["data"] as Record<string, string> | undefined;
    const stored = Buffer.from(decoded(data, "token-secret"));
    const given = Buffer.from(secret);
    const expiration = decoded(data, "expiration");
    const isGood =
      object !== undefined &&
      object["type"] === "bootstrap.kubernetes.io/token" &&
      !object.metadata.deletionTimestamp &&
      stored.length === given.length &&
      timingSafeEqual(stored, given) &&
      decoded(data, "token-id") === id &&
      decoded(data, "usage-bootstrap-authentication") === "true" &&
      (expiration === "" || Date.parse(expiration) > this.#clock.now());
    if (!isGood) throw unauthorized("invalid bearer token");
    const groups = decoded(data, "auth-extra-groups")
      .split(",")
      .filter((group) => /^system:bootstrappers:[a-z0-9:-]+$/.test(group));
    return {
      name: `system:bootstrap:${id}`,
      groups: ["system:bootstrappers", ...groups, "system:authenticated"],
      extra: {},
    };
  }
}
