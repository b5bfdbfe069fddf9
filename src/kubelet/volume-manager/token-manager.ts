// Tokens of pods' service accounts: one request a pod, audience and lifetime, renewed at 80 % of it.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken

import { serviceAccounts } from "#api";
import type { Pod } from "#api/core/v1";
import type { Clock } from "#base";
import type { Client } from "#client";

interface TokenStatus {
  status: { token: string; expirationTimestamp: string };
}

export interface PodToken {
  token: string;
  renewAtMilliseconds: number;
}

const renewAfter = 0.8;

export class TokenManager {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, PodToken>();

  constructor(dependencies: { client: Client; clock: Clock }) {
    this.#client = dependencies.client;
    this.#clock = dependencies.clock;
  }

  async token(pod: Pod, audience: string, expirationSeconds: number): Promise<PodToken> {
    const { uid = "", namespace = "", name = "" } = pod.metadata;
    const key = `${uid}|${audience}|${expirationSeconds}`;
    const known = this.#tokens.get(key);
    if (known && known.renewAtMilliseconds > this.#clock.now()) return known;
    const account = pod.spec.serviceAccountName ?? "default";
    const answer = await this.#client
      .resource(serviceAccounts)
      .createSubresource<TokenStatus>(namespace, account, "token", {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: {
          audiences: audience === "" ? [] : [audience],
          expirationSeconds,
          boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
        },
      });
    const expiresAtMilliseconds = Date.parse(answer.status.expirationTimestamp);
    const now = this.#clock.now();
    const token = {
      token: answer.status.token,
      renewAtMilliseconds: now + (expiresAtMilliseconds - now) * renewAfter,
    };
    this.#tokens.set(key, token);
    return token;
  }

  release(podUid: string): void {
    for (const key of this.#tokens.keys())
      if (key.startsWith(`${podUid}|`)) this.#tokens.delete(key);
  }
}
