// Asks the API server who a token belongs to and what a user may do, and remembers the answers for
// as long as Kubernetes' kubelet does.
// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
import { createHash } from "node:crypto";
import type { Clock } from "#base";
import type { Client } from "#client";
import type { AuthenticateToken, AuthorizeUser, KubeletUser } from "./authorization.ts";

const tokenMilliseconds = 2 * 60_000;
const allowedMilliseconds = 5 * 60_000;
const deniedMilliseconds = 30_000;
const maxEntries = 1_000;

/** By TokenReview. */
export function tokenReviews(client: Client, clock: Clock): AuthenticateToken {
  const cache = new ExpiringMap<Promise<KubeletUser | undefined>>(clock);
  return (token) => {
    const key = createHash("sha256").update(token).digest("base64");
    return cache.getOrMake(key, async () => {
      const { status } = await client.json<{
        status?: { authenticated?: boolean; user?: ReviewedUser };
      }>({
        method: "POST",
        path: "/apis/authentication.k8s.io/v1/tokenreviews",
        headers: { "content-type": "application/json" },
        body: {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenReview",
          spec: { token },
        },
      });
      const user = status?.authenticated ? userOf(status.user) : undefined;
      return { value: user, milliseconds: user ? tokenMilliseconds : deniedMilliseconds };
    });
  };
}

/** By SubjectAccessReview. */
export function subjectAccessReviews(client: Client, clock: Clock): AuthorizeUser {
  const cache = new ExpiringMap<Promise<{ allowed: boolean; reason: string }>>(clock);
  return (user, attributes) =>
    cache.getOrMake(JSON.stringify([user, attributes]), async () => {
      const { status } = await client.json<{ status?: { allowed?: boolean; reason?: string } }>({
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        headers: { "content-type": "application/json" },
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: {
            user: user.name,
            groups: user.groups,
            ...(user.uid ? { uid: user.uid } : {}),
            ...(user.extra ? { extra: user.extra } : {}),
            resourceAttributes: {
              verb: attributes.verb,
              version: "v1",
              resource: "nodes",
              subresource: attributes.subresource,
              name: attributes.nodeName,
            },
          },
        },
      });
      const allowed = status?.allowed === true;
      return {
        value: { allowed, reason: status?.reason ?? "" },
        milliseconds: allowed ? allowedMilliseconds : deniedMilliseconds,
      };
    });
}

interface ReviewedUser {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

function userOf(user: ReviewedUser | undefined): KubeletUser | undefined {
  if (!user?.username) return undefined;
  return {
    name: user.username,
    groups: user.groups ?? [],
    ...(user.uid ? { uid: user.uid } : {}),
    ...(user.extra ? { extra: user.extra } : {}),
  };
}

/** Remembers promises; a question that is being asked is not asked again. The oldest go first. */
class ExpiringMap<V extends Promise<unknown>> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { value: V; untilMilliseconds: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  getOrMake(
    key: string,
    make: () => Promise<{ value: Awaited<V>; milliseconds: number }>,
  ): Promise<Awaited<V>> {
    const known = this.#entries.get(key);
    if (known && known.untilMilliseconds > this.#clock.monotonic()) {
      return known.value as Promise<Awaited<V>>;
    }
    const entry = { value: undefined as unknown as V, untilMilliseconds: Number.POSITIVE_INFINITY };
    const answer = make().then(
      ({ value, milliseconds }) => {
        entry.untilMilliseconds = this.#clock.monotonic() + milliseconds;
        return value;
      },
      (error) => {
        // What could not be asked is asked again.
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        throw error;
      },
    );
    entry.value = answer as unknown as V;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxEntries && !oldest.done) this.#entries.delete(oldest.value);
    return answer;
  }
}
