import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import { type FakeControlPlane, startFakeControlPlane } from "../fake-control-plane.ts";

let plane: FakeControlPlane;
const maps = "/api/v1/namespaces/default/configmaps";
const podsPath = "/api/v1/namespaces/default/pods";

before(async () => {
  plane = await startFakeControlPlane();
});
after(() => plane.stop());

function pod(name: string, more: object = {}): unknown {
  return { metadata: { name, ...more }, spec: { containers: [{ name: "c", image: "i" }] } };
}

function versionOf(object: UnstructuredObject): number {
  return Number(object.metadata.resourceVersion);
}

test("create fills in what the server owns and answers with the stored bytes", async () => {
  const body = {
    metadata: {
      name: "one",
      uid: "mine",
      selfLink: "/x",
      deletionTimestamp: "2020-01-01T00:00:00Z",
    },
    data: { a: "b" },
  };
  const created = await plane.request("POST", maps, {
    body,
    headers: { "user-agent": "tester/1.0 (linux)" },
  });
  assert.equal(created.status, 201);
  const { metadata } = created.json;
  assert.match(metadata.uid as string, /^[0-9a-f-]{36}$/);
  assert.equal(metadata.namespace, "default");
  assert.equal(metadata.creationTimestamp, "2023-11-14T22:13:20Z");
  assert.equal(metadata.selfLink, undefined);
  assert.equal(metadata.deletionTimestamp, undefined);
  assert.equal(metadata.managedFields?.[0]?.manager, "tester");
  const got = await plane.request("GET", `${maps}/one`);
  assert.equal(got.text, created.text);
  assert.match(got.headers["audit-id"] as string, /^[0-9a-f-]{36}$/);
  const again = await plane.request("POST", maps, { body: { metadata: { name: "one" } } });
  assert.deepEqual([again.status, again.json.reason], [409, "AlreadyExists"]);
  assert.equal(again.json.message, 'configmaps "one" already exists');
});

test("create makes names from generateName and refuses foreign namespaces and versions", async () => {
  const made = await plane.request("POST", maps, { body: { metadata: { generateName: "x-" } } });
  assert.match(made.json.metadata.name as string, /^x-[a-z0-9]{5}$/);
  const foreign = { metadata: { name: "n", namespace: "other" } };
  const refused = await plane.request("POST", maps, { body: foreign });
  assert.equal(refused.status, 400);
  assert.match(refused.json.message, /does not match the namespace/);
  const versioned = { metadata: { name: "n", resourceVersion: "5" } };
  const answer = await plane.request("POST", maps, { body: versioned });
  assert.equal(answer.json.message, "resourceVersion should not be set on objects to be created");
});

test("dry run leaves no trace", async () => {
  const body = { metadata: { name: "dry" }, data: {} };
  const created = await plane.request("POST", `${maps}?dryRun=All`, { body });
  assert.equal(created.status, 201);
  assert.equal(created.json.metadata.resourceVersion, undefined);
  assert.equal((await plane.request("GET", `${maps}/dry`)).status, 404);
  await plane.request("POST", maps, { body });
  const put = await plane.request("PUT", `${maps}/dry?dryRun=All`, {
    body: { metadata: { name: "dry" }, data: { a: "1" } },
  });
  assert.deepEqual(put.json["data"], { a: "1" });
  await plane.request("DELETE", `${maps}/dry?dryRun=All`);
  assert.equal((await plane.request("GET", `${maps}/dry`)).json["data"], undefined);
  const wrong = await plane.request("POST", `${maps}?dryRun=Some`, { body });
  assert.equal(wrong.status, 422);
});

test("update checks version and uid, and writes nothing when nothing differs", async () => {
  const created = (await plane.request("POST", maps, { body: { metadata: { name: "up" } } })).json;
  const path = `${maps}/up`;
  const same = await plane.request("PUT", path, { body: created });
  assert.equal(versionOf(same.json), versionOf(created));
  const { managedFields, ...rest } = created.metadata;
  const reordered = { metadata: { managedFields, ...rest }, kind: "ConfigMap" };
  const alike = await plane.request("PUT", path, { body: reordered });
  assert.equal(versionOf(alike.json), versionOf(created));
  const changed = await plane.request("PUT", path, { body: { ...created, data: { a: "1" } } });
  assert.ok(versionOf(changed.json) > versionOf(created));
  const stale = await plane.request("PUT", path, { body: { ...created, data: { a: "2" } } });
  assert.deepEqual([stale.status, stale.json.reason], [409, "Conflict"]);
  assert.match(stale.json.message, /the object has been modified; please apply your changes/);
  const noVersion = { metadata: { name: "up" }, data: { a: "3" } };
  assert.equal((await plane.request("PUT", path, { body: noVersion })).status, 200);
  const otherUid = { metadata: { name: "up", uid: "other" } };
  assert.equal((await plane.request("PUT", path, { body: otherUid })).status, 409);
  const otherName = await plane.request("PUT", path, { body: { metadata: { name: "down" } } });
  assert.equal(
    otherName.json.message,
    "the name of the object (down) does not match the name on the URL (up)",
  );
});

test("patch works in all four ways", async () => {
  await plane.request("POST", podsPath, { body: pod("patched") });
  const patch = async (type: string, body: unknown, query = ""): Promise<UnstructuredObject> => {
    const answer = await plane.request("PATCH", `${podsPath}/patched${query}`, {
      body,
      headers: { "content-type": type },
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  await patch("application/json-patch+json", [
    { op: "add", path: "/metadata/labels", value: { a: "1" } },
  ]);
  await patch("application/merge-patch+json", { metadata: { labels: { b: "2" } } });
  const merged = await patch("application/strategic-merge-patch+json", {
    spec: { containers: [{ name: "d", image: "j" }] },
  });
  assert.deepEqual(merged.metadata.labels, { a: "1", b: "2" });
  const names = (merged["spec"] as { containers: { name: string }[] }).containers.map(
    (c) => c.name,
  );
  assert.deepEqual(names.sort(), ["c", "d"]);
  const applied = await patch(
    "application/apply-patch+yaml",
    { apiVersion: "v1", kind: "Pod", metadata: { name: "patched", labels: { c: "3" } } },
    "?fieldManager=me",
  );
  assert.deepEqual(applied.metadata.labels, { a: "1", b: "2", c: "3" });
  const unknown = await plane.request("PATCH", `${podsPath}/patched`, {
    body: {},
    headers: { "content-type": "text/plain" },
  });
  assert.equal(unknown.status, 415);
});

test("apply creates, keeps its version when nothing changes, and names conflicts", async () => {
  const path = `${maps}/applied`;
  const apply = (manager: string, data: object, query = "") =>
    plane.request("PATCH", `${path}?fieldManager=${manager}${query}`, {
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied" }, data },
      headers: { "content-type": "application/apply-patch+yaml" },
    });
  const first = await apply("me", { a: "1" });
  assert.equal(first.status, 201);
  const second = await apply("me", { a: "1" });
  assert.equal(second.status, 200);
  assert.equal(second.json.metadata.resourceVersion, first.json.metadata.resourceVersion);
  const other = await apply("you", { a: "2" });
  assert.deepEqual([other.status, other.json.reason], [409, "Conflict"]);
  assert.equal((await apply("you", { a: "2" }, "&force=true")).status, 200);
  const nobody = await apply("", { a: "1" });
  assert.equal(nobody.status, 422);
  assert.match(nobody.json.message, /fieldManager: Required value/);
});

test("concurrent patches all arrive", async () => {
  await plane.request("POST", maps, { body: { metadata: { name: "busy" } } });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      plane.request("PATCH", `${maps}/busy`, {
        body: { data: { [`k${index}`]: "v" } },
        headers: { "content-type": "application/merge-patch+json" },
      }),
    ),
  );
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
  const data = (await plane.request("GET", `${maps}/busy`)).json["data"];
  assert.equal(Object.keys(data as object).length, 20);
});

test("delete honours preconditions, finalizers and grace", async () => {
  await plane.request("POST", maps, { body: { metadata: { name: "gone", finalizers: ["x/y"] } } });
  const path = `${maps}/gone`;
  const wrong = await plane.request("DELETE", path, { body: { preconditions: { uid: "other" } } });
  assert.equal(wrong.status, 409);
  assert.match(wrong.json.message, /Precondition failed: UID in precondition: other/);
  const marked = await plane.request("DELETE", path);
  assert.ok(marked.json.metadata.deletionTimestamp);
  const freed = await plane.request("PATCH", path, {
    body: { metadata: { finalizers: null } },
    headers: { "content-type": "application/merge-patch+json" },
  });
  assert.equal(freed.status, 200);
  assert.equal((await plane.request("GET", path)).status, 404);

  await plane.request("POST", podsPath, { body: pod("slow") });
  const slow = await plane.request("DELETE", `${podsPath}/slow`);
  assert.equal(slow.json.metadata.deletionGracePeriodSeconds, 30);
  const now = await plane.request("DELETE", `${podsPath}/slow?gracePeriodSeconds=0`);
  assert.deepEqual([now.status, (now.json as { kind?: string }).kind], [200, "Status"]);
  assert.equal((await plane.request("DELETE", `${podsPath}/slow`)).status, 404);
});

test("deletecollection takes what the selector matches", async () => {
  for (const name of ["c1", "c2", "c3"]) {
    const labels = { group: name === "c3" ? "no" : "yes" };
    await plane.request("POST", maps, { body: { metadata: { name, labels } } });
  }
  const answer = await plane.request("DELETE", `${maps}?labelSelector=group%3Dyes`);
  assert.deepEqual(answer.json.items.map((item) => item.metadata.name).sort(), ["c1", "c2"]);
  assert.equal((await plane.request("GET", `${maps}/c1`)).status, 404);
  assert.equal((await plane.request("GET", `${maps}/c3`)).status, 200);
});

test("status is written apart from the rest", async () => {
  await plane.request("POST", podsPath, { body: pod("stat") });
  const body = { metadata: { name: "stat" }, spec: {}, status: { phase: "Running" } };
  const status = await plane.request("PUT", `${podsPath}/stat/status`, { body });
  assert.equal((status.json["status"] as { phase: string }).phase, "Running");
  assert.equal((status.json["spec"] as { containers: object[] }).containers.length, 1);
  assert.equal((await plane.request("GET", `${podsPath}/stat/status`)).status, 200);
  assert.equal((await plane.request("POST", `${podsPath}/stat/status`, { body })).status, 405);
  assert.equal((await plane.request("GET", `${podsPath}/stat/nothing`)).status, 404);
});

test("scale reads and writes replicas", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const body = { metadata: { name: "web" }, spec: { replicas: 2, selector: {}, template: {} } };
  await plane.request("POST", path, { body });
  const scale = (await plane.request("GET", `${path}/web/scale`)).json;
  assert.deepEqual(scale["spec"], { replicas: 2 });
  const put = await plane.request("PUT", `${path}/web/scale`, {
    body: { ...scale, spec: { replicas: 5 } },
  });
  assert.deepEqual(put.json["spec"], { replicas: 5 });
  const stale = await plane.request("PUT", `${path}/web/scale`, { body: scale });
  assert.equal(stale.status, 409);
  const patched = await plane.request("PATCH", `${path}/web/scale`, {
    body: { spec: { replicas: 7 } },
    headers: { "content-type": "application/merge-patch+json" },
  });
  assert.deepEqual(patched.json["spec"], { replicas: 7 });
  const negative = { metadata: { name: "web" }, spec: { replicas: -1 } };
  assert.equal((await plane.request("PUT", `${path}/web/scale`, { body: negative })).status, 422);
});

test("scale is applied, its manager owns the replicas of the object", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const body = { metadata: { name: "ssa" }, spec: { replicas: 2, selector: {}, template: {} } };
  await plane.request("POST", `${path}?fieldManager=author`, { body });
  const scale = (replicas: number): object => ({
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name: "ssa" },
    spec: { replicas },
  });
  const headers = { "content-type": "application/apply-patch+yaml" };
  const apply = (query: string, replicas: number): ReturnType<typeof plane.request> =>
    plane.request("PATCH", `${path}/ssa/scale?${query}`, { body: scale(replicas), headers });
  assert.equal((await apply("", 3)).status, 422);
  const refused = await apply("fieldManager=scaler", 3);
  assert.equal(refused.status, 409);
  assert.match(JSON.stringify(refused.json), /conflict with \\"author\\".*\.spec\.replicas/);
  const forced = await apply("fieldManager=scaler&force=true", 3);
  assert.equal(forced.status, 200);
  assert.equal(forced.json["kind"], "Scale");
  assert.deepEqual(forced.json["spec"], { replicas: 3 });
  const stored = (await plane.request("GET", `${path}/ssa`)).json;
  assert.equal((stored["spec"] as { replicas: number }).replicas, 3);
  const entry = stored.metadata.managedFields?.find((each) => each.manager === "scaler");
  assert.equal(entry?.operation, "Apply");
  assert.equal(entry?.subresource, "scale");
  assert.equal(entry?.apiVersion, "apps/v1");
  assert.deepEqual(entry?.fieldsV1, { "f:spec": { "f:replicas": {} } });
  assert.equal((await apply("fieldManager=scaler", -1)).status, 422);
  const absent = { ...scale(1), metadata: { name: "none" } };
  const missing = await plane.request("PATCH", `${path}/none/scale?fieldManager=x`, {
    body: absent,
    headers,
  });
  assert.equal(missing.status, 404);
});

test("reviews are answered, not stored, and have no table", async () => {
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const review = await plane.request("POST", path, { body: {} });
  assert.equal(review.status, 201);
  assert.deepEqual(review.json["status"], { userInfo: { username: "admin" } });
  assert.equal((await plane.request("GET", path)).status, 405);
  const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
  assert.equal((await plane.request("POST", path, { body: {}, headers })).status, 406);
});

test("fieldValidation decides what becomes of unknown fields", async () => {
  const body = '{"metadata":{"name":"f"},"data":{},"data":{},"nothing":1}';
  const strict = await plane.request("POST", `${maps}?fieldValidation=Strict`, { body });
  assert.equal(strict.status, 400);
  assert.match(strict.json.message, /strict decoding error: .*unknown field "nothing"/);
  assert.match(strict.json.message, /duplicate field "data"/);
  const warned = await plane.request("POST", `${maps}?dryRun=All`, { body });
  assert.match(warned.headers["warning"] as string, /299 - "unknown field \\"nothing\\""/);
  const ignored = await plane.request("POST", `${maps}?dryRun=All&fieldValidation=Ignore`, {
    body,
  });
  assert.equal(ignored.headers["warning"], undefined);
  assert.equal((await plane.request("POST", `${maps}?fieldValidation=No`, { body })).status, 422);
});

test("paths and methods that are not served get Kubernetes' answers", async () => {
  const cases: [string, string, number, string][] = [
    ["GET", "/api/v1/nothings", 404, "the server could not find the requested resource"],
    ["GET", "/apis/apps/v1/pods", 404, "the server could not find the requested resource"],
    ["GET", "/api/v1/namespaces/x/namespaces/y", 404, 'namespaces "y" not found'],
    ["POST", "/api/v1/pods", 405, 'create is not supported on resources of kind "pods"'],
    ["GET", "/nothing", 404, "the server could not find the requested resource"],
    ["GET", `${maps}/absent`, 404, 'configmaps "absent" not found'],
  ];
  for (const [method, path, status, message] of cases) {
    const answer = await plane.request(method, path, method === "POST" ? { body: {} } : {});
    assert.deepEqual([answer.status, answer.json.message], [status, message], path);
    assert.equal((answer.json as { kind?: string }).kind, "Status");
  }
});
