import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import type { Client } from "#client";
import { requiredAttributes } from "./authorization.ts";
import { subjectAccessReviews, tokenReviews } from "./delegated-reviews.ts";

const paths: [method: string, path: string, rights: string[]][] = [
  ["GET", "/pods", ["get nodes/pods", "get nodes/proxy"]],
  ["GET", "/healthz", ["get nodes/healthz", "get nodes/proxy"]],
  ["GET", "/metrics/cadvisor", ["get nodes/metrics"]],
  ["GET", "/stats/summary", ["get nodes/stats"]],
  ["GET", "/logs/", ["get nodes/log"]],
  ["GET", "/containerLogs/a/b/c", ["get nodes/proxy"]],
  ["POST", "/run/a/b/c", ["create nodes/proxy"]],
  ["POST", "/exec/a/b/c", ["create nodes/proxy"]],
  ["GET", "/exec/a/b/c", ["create nodes/proxy"]],
  ["GET", "/attach/a/b/c", ["create nodes/proxy"]],
  ["GET", "/portForward/a/b", ["create nodes/proxy"]],
  ["GET", "/constructor", ["get nodes/proxy"]],
];
for (const [method, path, rights] of paths) {
  test(`requiredAttributes() for ${method} ${path} is ${rights.join(" or ")}`, () => {
    const found = requiredAttributes(method, path, "node-1");
    assert.deepEqual(
      found.map(({ verb, subresource }) => `${verb} nodes/${subresource}`),
      rights,
    );
  });
}

function answering(answers: unknown[]): { client: Client; asked: unknown[] } {
  const asked: unknown[] = [];
  const json = async (request: { body?: { spec: unknown } }): Promise<unknown> => {
    asked.push(request.body?.spec);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { status: answer };
  };
  return { client: { json } as unknown as Client, asked };
}

test("subjectAccessReviews() remembers a yes for five minutes and a no for half of one", async () => {
  const clock = new FakeClock();
  const { client, asked } = answering([
    { allowed: true },
    { allowed: false, reason: "no rule" },
    { allowed: true },
  ]);
  const authorize = subjectAccessReviews(client, clock);
  const attributes = { verb: "get", subresource: "proxy", nodeName: "node-1" };
  const user = { name: "jane", groups: ["dev"] };
  assert.deepEqual(await Promise.all([authorize(user, attributes), authorize(user, attributes)]), [
    { allowed: true, reason: "" },
    { allowed: true, reason: "" },
  ]);
  clock.advance(299_000);
  await authorize(user, attributes);
  assert.equal(asked.length, 1);
  clock.advance(2_000);
  assert.deepEqual(await authorize(user, attributes), { allowed: false, reason: "no rule" });
  clock.advance(29_000);
  await authorize(user, attributes);
  assert.equal(asked.length, 2);
  clock.advance(2_000);
  assert.equal((await authorize(user, attributes)).allowed, true);
  assert.deepEqual(asked[0], {
    user: "jane",
    groups: ["dev"],
    resourceAttributes: {
      verb: "get",
      version: "v1",
      resource: "nodes",
      subresource: "proxy",
      name: "node-1",
    },
  });
});

test("tokenReviews() asks again after a failure and forgets nobody's token", async () => {
  const { client, asked } = answering([
    new Error("unreachable"),
    { authenticated: true, user: { username: "jane", groups: ["dev"] } },
    { authenticated: false },
  ]);
  const authenticate = tokenReviews(client, new FakeClock());
  await assert.rejects(authenticate("good"), /unreachable/);
  assert.deepEqual(await authenticate("good"), { name: "jane", groups: ["dev"] });
  assert.deepEqual(await authenticate("good"), { name: "jane", groups: ["dev"] });
  assert.equal(await authenticate("bad"), undefined);
  assert.equal(asked.length, 3);
});
