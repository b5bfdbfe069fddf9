import assert from "node:assert/strict";
import { test } from "node:test";
import { unauthorized } from "#apimachinery";
import type { AdmissionRequest } from "./admission/admission-plugin.ts";
import type { Attributes } from "./authorization/authorizer.ts";
import { fakeDefinitions, startFakeControlPlane } from "./fake-control-plane.ts";
import type { ApiRequest, ApiResponse } from "./request-context.ts";

const maps = "/api/v1/namespaces/default/configmaps";
const jane = { name: "jane", groups: ["system:authenticated"], extra: {} };

test("a refusal says who cannot do what", async () => {
  const plane = await startFakeControlPlane({
    authorizers: [
      { name: "None", authorize: () => ({ decision: "no-opinion", reason: "" }) },
      { name: "Why", authorize: async () => ({ decision: "no-opinion", reason: "because" }) },
    ],
  });
  const cases: [string, string, string][] = [
    [
      "GET",
      `${maps}/a`,
      'configmaps "a" is forbidden: User "jane" cannot get resource "configmaps" in API group "" in the namespace "default": because',
    ],
    [
      "GET",
      "/api/v1/namespaces",
      'namespaces is forbidden: User "jane" cannot list resource "namespaces" in API group "" at the cluster scope: because',
    ],
    ["GET", "/metrics", 'forbidden: User "jane" cannot get path "/metrics": because'],
  ];
  for (const [method, path, message] of cases) {
    const answer = await plane.request(method, path, { user: jane });
    assert.deepEqual([answer.status, answer.json.reason], [403, "Forbidden"]);
    assert.equal(answer.json.message, message);
  }
  await plane.stop();
});

test("authorizers see verbs, names and selectors as rules speak of them", async () => {
  const seen: string[] = [];
  const plane = await startFakeControlPlane({
    authorizers: [
      {
        name: "Recorder",
        authorize: (attributes: Attributes) => {
          const { verb, resource, subresource, name, labelSelector } = attributes;
          seen.push([verb, resource, subresource, name, labelSelector].filter(Boolean).join(" "));
          return { decision: "allow", reason: "" };
        },
      },
    ],
  });
  await plane.request("GET", `${maps}?labelSelector=a%3Db`);
  await plane.request("DELETE", maps);
  await plane.request("PATCH", `${maps}/x/status`, { body: {} });
  await plane.request("GET", "/healthz");
  assert.deepEqual(seen, [
    "list configmaps a=b",
    "deletecollection configmaps",
    "patch configmaps status x",
    "get",
  ]);
  await plane.stop();
});

test("impersonation needs the right to it and then counts for everything", async () => {
  const asked: string[] = [];
  const plane = await startFakeControlPlane({
    authorizers: [
      {
        name: "Recorder",
        authorize: ({ user, verb, resource, name, namespace }: Attributes) => {
          asked.push(`${user.name} ${verb} ${resource} ${namespace} ${name}`);
          const allowed = name !== "boss";
          return { decision: allowed ? "allow" : "deny", reason: "" };
        },
      },
    ],
  });
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const answer = await plane.request("POST", path, {
    body: {},
    user: jane,
    headers: {
      "impersonate-user": "system:serviceaccount:ns:robot",
      "impersonate-group": "a,b",
    },
  });
  assert.equal(answer.status, 201, answer.text);
  const { username } = (answer.json["status"] as { userInfo: { username: string } }).userInfo;
  assert.equal(username, "system:serviceaccount:ns:robot");
  assert.deepEqual(asked, [
    "jane impersonate serviceaccounts ns robot",
    "jane impersonate groups  a",
    "jane impersonate groups  b",
    "system:serviceaccount:ns:robot create selfsubjectreviews  ",
  ]);
  const refused = await plane.request("GET", maps, {
    user: jane,
    headers: { "impersonate-user": "boss" },
  });
  assert.equal(refused.status, 403);
  assert.match(refused.json.message, /User "jane" cannot impersonate resource "users"/);
  const incomplete = await plane.request("GET", maps, { headers: { "impersonate-group": "a" } });
  assert.equal(incomplete.status, 400);
  await plane.stop();
});

test("requests beyond the limit are told to come again; administrators are not", async () => {
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const plane = await startFakeControlPlane({
    maxInFlight: { reading: 1, mutating: 1 },
    authorizers: [
      {
        name: "Slow",
        authorize: async () => {
          await gate;
          return { decision: "allow", reason: "" };
        },
      },
    ],
  });
  const first = plane.request("GET", maps, { user: jane });
  const second = await plane.request("GET", maps, { user: jane });
  assert.deepEqual([second.status, second.headers["retry-after"]], [429, "1"]);
  const administrator = plane.request("GET", maps);
  release();
  assert.equal((await first).status, 200);
  assert.equal((await administrator).status, 200);
  assert.equal((await plane.request("GET", maps, { user: jane })).status, 200);
  await plane.stop();
});

test("a request that takes too long is answered", async () => {
  const plane = await startFakeControlPlane({
    admissionPlugins: [
      { name: "Never", handles: () => true, admit: () => new Promise<void>(() => {}) },
    ],
  });
  const answer = plane.request("POST", maps, { body: { metadata: { name: "a" } } });
  await plane.clock.advanceAsync(61_000, 5_000);
  assert.deepEqual([(await answer).status, (await answer).json.reason], [504, "Timeout"]);
  const sooner = plane.request("POST", `${maps}?timeout=2s`, { body: { metadata: { name: "a" } } });
  await plane.clock.advanceAsync(3_000, 500);
  assert.equal((await sooner).status, 504);
  await plane.stop();
});

test("admission changes, then checks, and can refuse", async () => {
  const calls: string[] = [];
  const record = (name: string, more: object = {}) => ({
    name,
    handles: ({ resource }: AdmissionRequest) => resource === "configmaps",
    admit: ({ operation, object }: AdmissionRequest) => {
      calls.push(`${name} admit ${operation}`);
      if (object) object.metadata.labels = { ...object.metadata.labels, [name]: "yes" };
    },
    validate: ({ operation, oldObject }: AdmissionRequest) => {
      calls.push(`${name} validate ${operation}${oldObject ? " old" : ""}`);
    },
    ...more,
  });
  const plane = await startFakeControlPlane({ admissionPlugins: [record("One"), record("Two")] });
  const created = await plane.request("POST", maps, { body: { metadata: { name: "a" } } });
  assert.deepEqual(created.json.metadata.labels, { One: "yes", Two: "yes" });
  await plane.request("PUT", `${maps}/a`, { body: { metadata: { name: "a" } } });
  await plane.request("DELETE", `${maps}/a`);
  assert.deepEqual(calls, [
    "One admit CREATE",
    "Two admit CREATE",
    "One validate CREATE",
    "Two validate CREATE",
    "One admit UPDATE",
    "Two admit UPDATE",
    "One validate UPDATE old",
    "Two validate UPDATE old",
    "One admit DELETE",
    "Two admit DELETE",
    "One validate DELETE old",
    "Two validate DELETE old",
  ]);
  await plane.stop();
});

test("what a handler throws by mistake becomes a Status and the server goes on", async () => {
  const plane = await startFakeControlPlane({
    resources: () =>
      fakeDefinitions().map((definition) =>
        definition.resource === "configmaps"
          ? {
              ...definition,
              strategy: {
                prepareForCreate: () => {
                  throw new TypeError("a bug");
                },
              },
            }
          : definition,
      ),
  });
  const answer = await plane.request("POST", maps, { body: { metadata: { name: "a" } } });
  assert.deepEqual([answer.status, answer.json.reason], [500, "InternalError"]);
  assert.doesNotMatch(answer.text, /a bug/);
  assert.equal((await plane.request("GET", maps)).status, 200);
  await plane.stop();
});

test("bad credentials are refused, none are anonymous", async () => {
  const plane = await startFakeControlPlane({
    authenticators: [
      {
        name: "Token",
        authenticate: async ({ headers }: ApiRequest) => {
          if (!headers["authorization"]) return undefined;
          if (headers["authorization"] === "Bearer good") return jane;
          if (headers["authorization"] === "Bearer unknown") return undefined;
          throw unauthorized("the signature is wrong");
        },
      },
    ],
    extraPaths: {
      "/who": (context) => context.response.send(200, context.user.name),
    },
  });
  const ask = (authorization?: string): Promise<string> =>
    new Promise((resolve) => {
      const request = {
        method: "GET",
        url: "/who",
        headers: authorization ? { authorization } : {},
        readBody: async () => new Uint8Array(0),
        signal: new AbortController().signal,
        remoteAddress: "",
      };
      const response: ApiResponse = {
        headersSent: false,
        setHeader: () => {},
        send: (status, body) =>
          resolve(`${status} ${status === 200 ? body : JSON.parse(String(body)).message}`),
        startStream: () => {
          throw new Error("no stream");
        },
      };
      plane.server.handle(request, response);
    });
  assert.equal(await ask(), "200 system:anonymous");
  assert.equal(await ask("Bearer good"), "200 jane");
  assert.equal(await ask("Bearer bad"), "401 Unauthorized");
  assert.equal(await ask("Bearer unknown"), "401 Unauthorized");
  await plane.stop();
});
