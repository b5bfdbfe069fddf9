import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import { FakeClock } from "#base";
import type { ApiRequest } from "../../request-context.ts";
import { TokenIssuer } from "../token-issuer.ts";
import { ServiceAccountTokenAuthenticator } from "./service-account-token.ts";

function setUp() {
  const clock = new FakeClock();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = new TokenIssuer({
    issuer: "https://kubernetes.default.svc.cluster.local",
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    clock,
  });
  const objects = new Map<string, UnstructuredObject>([
    ["serviceaccounts/n/web", { metadata: { name: "web", uid: "u1" } }],
    ["pods/n/p", { metadata: { name: "p", uid: "u2" } }],
  ]);
  const authenticator = new ServiceAccountTokenAuthenticator({
    issuer,
    clock,
    audiences: ["api"],
    lookup: async (_group, resource, namespace, name) =>
      objects.get(`${resource}/${namespace}/${name}`),
  });
  const ask = (token: string) =>
    authenticator.authenticate({
      headers: { authorization: `Bearer ${token}` },
    } as unknown as ApiRequest);
  const issue = async (change: object = {}) =>
    (
      await issuer.issue({
        namespace: "n",
        serviceAccount: { name: "web", uid: "u1" },
        bound: { kind: "Pod", name: "p", uid: "u2" },
        audiences: ["api"],
        expirationSeconds: 600,
        ...change,
      })
    ).token;
  return { clock, objects, ask, issue };
}

test("authenticate() knows the user, its groups and its pod", async () => {
  const { ask, issue } = setUp();
  const user = await ask(await issue());
  assert.equal(user?.name, "system:serviceaccount:n:web");
  assert.deepEqual(user?.groups, [
    "system:serviceaccounts",
    "system:serviceaccounts:n",
    "system:authenticated",
  ]);
  assert.deepEqual(user?.extra["authentication.kubernetes.io/pod-name"], ["p"]);
});

test("authenticate() refuses expired, foreign, tampered and orphaned tokens", async () => {
  const { ask, issue, clock, objects } = setUp();
  assert.equal(await ask("abc"), undefined);
  await assert.rejects(ask(await issue({ audiences: ["other"] })), /audiences/);
  const token = await issue();
  const [head, body, signature] = token.split(".") as [string, string, string];
  const forged = Buffer.from(
    Buffer.from(body, "base64url").toString().replace('"web"', '"abc"'),
  ).toString("base64url");
  await assert.rejects(ask(`${head}.${forged}.${signature}`), /invalid bearer token/);
  objects.set("pods/n/p", { metadata: { name: "p", uid: "another" } });
  await assert.rejects(ask(token), /pod "p"/);
  objects.set("pods/n/p", { metadata: { name: "p", uid: "u2" } });
  clock.advance(601_000);
  await assert.rejects(ask(token), /expired/);
});
