import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import type { RequestContext } from "#apiserver";
import type { Dependencies, TokenClaims } from "./dependencies.ts";
import { type FakeServer, fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const user = { name: "alice", uid: "u1", groups: ["dev"], extra: { team: ["a"] } };

function request(name = ""): RequestContext {
  const info = { namespace: "default", name, query: new URLSearchParams() };
  return { user, info } as unknown as RequestContext;
}

async function review(
  resource: string,
  spec: object,
  dependencies: Dependencies = fakeServer().dependencies,
): Promise<unknown> {
  const definition = buildResources(dependencies).find((each) => each.resource === resource);
  const object = { metadata: {}, spec } as unknown as UnstructuredObject;
  return (await definition?.createReview?.(object, request()))?.["status"];
}

test("access reviews ask the authorizer for the user in question", async () => {
  const asked: string[] = [];
  const server = fakeServer();
  server.dependencies.authorizer = {
    name: "fake",
    authorize(attributes) {
      asked.push(
        `${attributes.user.name} ${attributes.verb} ${attributes.resource || attributes.path}`,
      );
      return { decision: attributes.verb === "delete" ? "deny" : "allow", reason: "because" };
    },
  };
  const cases: [string, object, object][] = [
    [
      "selfsubjectaccessreviews",
      { resourceAttributes: { verb: "get", resource: "pods" } },
      { allowed: true, reason: "because" },
    ],
    [
      "subjectaccessreviews",
      { user: "bob", nonResourceAttributes: { verb: "get", path: "/healthz" } },
      { allowed: true, reason: "because" },
    ],
    [
      "localsubjectaccessreviews",
      {
        user: "bob",
        resourceAttributes: { verb: "delete", resource: "pods", namespace: "default" },
      },
      { allowed: false, denied: true, reason: "because" },
    ],
  ];
  for (const [resource, spec, want] of cases) {
    assert.deepEqual(await review(resource, spec, server.dependencies), want, resource);
  }
  assert.deepEqual(asked, ["alice get pods", "bob get /healthz", "bob delete pods"]);
});

test("access reviews refuse incomplete questions", async () => {
  const cases: [string, object, RegExp][] = [
    [
      "subjectaccessreviews",
      { resourceAttributes: {} },
      /at least one of user or group must be specified/,
    ],
    [
      "selfsubjectaccessreviews",
      {},
      /exactly one of nonResourceAttributes or resourceAttributes must be specified/,
    ],
    [
      "localsubjectaccessreviews",
      { user: "bob", resourceAttributes: { namespace: "other" } },
      /must match namespace/,
    ],
    ["selfsubjectrulesreviews", {}, /no namespace on request/],
    ["tokenreviews", {}, /token is required/],
  ];
  for (const [resource, spec, message] of cases)
    await assert.rejects(review(resource, spec), message);
});

test("selfsubjectreviews says who asks", async () => {
  assert.deepEqual(await review("selfsubjectreviews", {}), {
    userInfo: { username: "alice", uid: "u1", groups: ["dev"], extra: { team: ["a"] } },
  });
});

test("tokenreviews knows good, unknown and bad tokens", async () => {
  const server = fakeServer();
  server.dependencies.tokenAuthenticator = {
    async authenticateToken(token, audiences) {
      if (token === "bad") throw new Error("token has expired");
      return token === "good" ? { user, audiences } : undefined;
    },
  };
  const ask = (token: string): Promise<unknown> =>
    review("tokenreviews", { token, audiences: ["vault"] }, server.dependencies);
  assert.deepEqual(await ask("good"), {
    authenticated: true,
    user: { username: "alice", uid: "u1", groups: ["dev"], extra: { team: ["a"] } },
    audiences: ["vault"],
  });
  assert.deepEqual(await ask("strange"), { authenticated: false });
  assert.deepEqual(await ask("bad"), { authenticated: false, error: "token has expired" });
});

async function makeToken(server: FakeServer, spec: object): Promise<void> {
  server.body = { metadata: {}, spec } as unknown as UnstructuredObject;
  const accounts = buildResources(server.dependencies).find(
    ({ resource }) => resource === "serviceaccounts",
  );
  await accounts?.subresources?.["token"]?.handle(
    request("robot"),
    server.store("serviceaccounts"),
  );
}

async function serverWithRobot(): Promise<{ server: FakeServer; issued: TokenClaims[] }> {
  const server = fakeServer();
  const issued: TokenClaims[] = [];
  server.dependencies.tokenIssuer = {
    async issue(claims) {
      issued.push(claims);
      return { token: "signed", expiresAtMilliseconds: 3_600_000 };
    },
  };
  const metadata = { name: "robot", namespace: "default", uid: "s1" };
  await server.store("serviceaccounts").create("default", { metadata });
  await server.store("nodes").create("", { metadata: { name: "n1", uid: "nu" } });
  await server.store("pods").create("default", {
    metadata: { name: "p", namespace: "default", uid: "p1" },
    spec: { serviceAccountName: "robot", nodeName: "n1" },
  });
  return { server, issued };
}

test("serviceaccounts/token issues for the API server's audience and binds to a pod", async () => {
  const { server, issued } = await serverWithRobot();
  await makeToken(server, {});
  await makeToken(server, {
    audiences: ["vault"],
    boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "p" },
  });
  const serviceAccount = { name: "robot", uid: "s1" };
  assert.deepEqual(issued, [
    {
      namespace: "default",
      serviceAccount,
      audiences: ["https://kubernetes.default.svc.cluster.local"],
      expirationSeconds: 3600,
    },
    {
      namespace: "default",
      serviceAccount,
      audiences: ["vault"],
      expirationSeconds: 3600,
      bound: { kind: "Pod", name: "p", uid: "p1" },
      node: { name: "n1", uid: "nu" },
    },
  ]);
  assert.equal(server.written[0]?.httpStatus, 201);
  assert.deepEqual(server.written[0]?.object["status"], {
    token: "signed",
    expirationTimestamp: "1970-01-01T01:00:00Z",
  });
});

test("serviceaccounts/token refuses what it cannot bind", async () => {
  const cases: [object, RegExp][] = [
    [{ expirationSeconds: 5 }, /may not specify a duration less than 10 minutes/],
    [{ boundObjectRef: { kind: "Pod", name: "gone" } }, /not found/],
    [
      { boundObjectRef: { kind: "Pod", name: "p", uid: "other" } },
      /does not match the UID in record/,
    ],
    [{ boundObjectRef: { kind: "Service", name: "x" } }, /cannot bind token to object of type/],
  ];
  for (const [spec, message] of cases) {
    const { server } = await serverWithRobot();
    await assert.rejects(makeToken(server, spec), message);
  }
});
