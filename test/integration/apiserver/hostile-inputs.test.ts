// Whatever is sent, the server answers with a Status, stays up, and stores nothing that it refused.
// Inputs are generated; the seed of a failure is printed by fast-check.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Transport } from "#client";
import { startTestApiServer, type TestApiServer, testAdministrator } from "#testing";

let plane: TestApiServer;
let transport: Transport;

before(async () => {
  plane = await startTestApiServer();
  transport = plane.transportFor(testAdministrator);
});
after(() => plane.stop());

interface Answer {
  status: number;
  text: string;
}

async function send(
  method: string,
  path: string,
  body?: Uint8Array,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<Answer> {
  const response = await transport.request({
    method: method as "GET",
    path,
    headers,
    ...(body ? { body } : {}),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk);
    // A watch that was opened by chance goes on for ever.
    if (response.status === 200 && path.includes("watch")) break;
  }
  return { status: response.status, text: Buffer.concat(chunks).toString() };
}

function assertRefusal({ status, text }: Answer, what: string): void {
  assert.ok(status >= 400 && status < 500, `${what}: ${status} ${text}`);
  const answer = JSON.parse(text) as { kind: string; status: string; code: number };
  assert.equal(answer.kind, "Status", what);
  assert.equal(answer.status, "Failure", what);
  assert.equal(answer.code, status, what);
}

const storedKeys = async (): Promise<number> =>
  (await plane.backend.range({ start: "/registry/", end: "/registry0", countOnly: true })).count;

const magic = Buffer.from("k8s\0");
const maps = "/api/v1/namespaces/default/configmaps";
const contentTypes = fc.constantFrom(
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
);

test("bodies that are no objects are refused and leave nothing", async () => {
  const before = await storedKeys();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.concat([magic, bytes])),
      ),
      contentTypes,
      async (body, type) => {
        const answer = await send("POST", maps, body, { "content-type": type });
        assertRefusal(answer, `${type} ${Buffer.from(body).toString("base64")}`);
      },
    ),
    { numRuns: 1_500 },
  );
  assert.equal(await storedKeys(), before);
});

const anyValue = fc.anything({
  withNullPrototype: false,
  withBigInt: false,
  maxDepth: 3,
  key: fc.constantFrom("name", "__proto__", "constructor", "labels", "spec", "a", "prototype"),
});

test("objects with values of any kind in any field are stored whole or refused", async () => {
  const paths = [
    maps,
    "/api/v1/namespaces/default/pods",
    "/apis/apps/v1/namespaces/default/deployments",
    "/api/v1/namespaces/default/services",
    "/api/v1/nodes",
  ];
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.dictionary(fc.constantFrom("metadata", "spec", "status", "data", "kind"), anyValue),
      fc.option(fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("valid", "as-well"))),
      async (path, object, name) => {
        const body = Buffer.from(
          JSON.stringify(name === null ? object : { ...object, metadata: { name } }),
        );
        const answer = await send("POST", path, body);
        if (answer.status === 201) {
          accepted++;
          const { metadata } = JSON.parse(answer.text) as { metadata: { name: string } };
          assert.match(metadata.name, /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
          await send("DELETE", `${path}/${metadata.name}?gracePeriodSeconds=0`);
        } else assertRefusal(answer, body.toString());
      },
    ),
    { numRuns: 1_500 },
  );
  assert.ok(accepted > 10, `Only ${accepted} objects were accepted`);
  assert.equal(({} as Record<string, unknown>)["name"], undefined);
});

test("patches of any shape change an object into a valid one or are refused", async () => {
  const pods = "/api/v1/namespaces/default/pods";
  const pod = { metadata: { name: "target" }, spec: { containers: [{ name: "c", image: "i" }] } };
  assert.equal((await send("POST", pods, Buffer.from(JSON.stringify(pod)))).status, 201);
  const types = fc.constantFrom(
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
  );
  const pointer = fc
    .array(fc.constantFrom("metadata", "spec", "containers", "0", "-", "~1", "__proto__", "name"))
    .map((parts) => parts.map((part) => `/${part}`).join(""));
  const operation = fc.record({
    op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "nothing"),
    path: pointer,
    from: pointer,
    value: anyValue,
  });
  const patch = fc.oneof(
    fc.array(operation, { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("metadata", "spec", "status", "$patch", "kind"), anyValue),
    anyValue,
  );
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(types, patch, async (type, document) => {
      const body = Buffer.from(JSON.stringify(document) ?? "null");
      const query = "?fieldManager=fuzz&force=true";
      const path = `${pods}/target${type.includes("apply") ? query : ""}`;
      const answer = await send("PATCH", path, body, { "content-type": type });
      if (answer.status === 200) applied++;
      else assertRefusal(answer, `${type} ${body.toString()}`);
      const now = JSON.parse((await send("GET", `${pods}/target`)).text) as typeof pod;
      assert.equal(now.metadata.name, "target");
      assert.ok(now.spec.containers.length > 0);
    }),
    { numRuns: 1_500 },
  );
  assert.ok(applied > 10, `Only ${applied} patches were applied`);
});

test("paths and queries of any shape get an answer", async () => {
  const before = await storedKeys();
  const segment = fc.oneof(
    fc.constantFrom("api", "apis", "v1", "apps", "namespaces", "default", "pods", "configmaps"),
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2f",
      "%00",
      "%",
      "",
      "a%2Fb",
      "status",
      "proxy",
      "watch",
    ),
    fc.string({ maxLength: 10 }),
  );
  const query = fc.dictionary(
    fc.constantFrom(
      "limit",
      "continue",
      "resourceVersion",
      "resourceVersionMatch",
      "labelSelector",
      "fieldSelector",
      "dryRun",
      "pretty",
      "includeObject",
      "gracePeriodSeconds",
      "timeout",
    ),
    fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("1", "0", "true", "a=b", "All")),
    { maxKeys: 3 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "DELETE", "PATCH", "PUT", "POST", "OPTIONS", "HEAD"),
      fc.array(segment, { maxLength: 8 }),
      query,
      async (method, parts, parameters) => {
        const search = new URLSearchParams(parameters).toString();
        const path = `/${parts.join("/")}${search ? `?${search}` : ""}`;
        if (path.includes("watch") || search.includes("resourceVersion=")) return;
        const answer = await send(method, path);
        assert.ok(answer.status >= 200 && answer.status < 500, `${method} ${path} ${answer.text}`);
        if (answer.status >= 400 && method !== "HEAD") assertRefusal(answer, `${method} ${path}`);
      },
    ),
    { numRuns: 2_000 },
  );
  const after = await storedKeys();
  assert.ok(after <= before, "A path has stored something");
});

test("deep and wide bodies are refused or stored, but never fell the server", async () => {
  const deep = (depth: number): Buffer =>
    Buffer.from(
      `{"metadata":{"name":"deep"},"data":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`,
    );
  for (const depth of [100, 10_000, 200_000]) {
    assertRefusal(await send("POST", maps, deep(depth)), `depth ${depth}`);
    const patch = { "content-type": "application/merge-patch+json" };
    const answer = await send("PATCH", `${maps}/none`, deep(depth), patch);
    assertRefusal(answer, `patch of depth ${depth}`);
  }
  const keys = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, "v"]));
  const wide = Buffer.from(JSON.stringify({ metadata: { name: "wide" }, data: keys }));
  assert.equal((await send("POST", maps, wide)).status, 201);
  const aliases = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from(
    { length: 9 },
    (_, i) => `b${i}: &b${i} [${Array(9).fill(`*${i === 0 ? "a" : `b${i - 1}`}`)}]`,
  ).join("\n")}\n`;
  const yaml = await send("POST", maps, Buffer.from(aliases), {
    "content-type": "application/yaml",
  });
  assertRefusal(yaml, "aliases");
  assert.equal((await send("GET", "/healthz")).text, "ok");
});
