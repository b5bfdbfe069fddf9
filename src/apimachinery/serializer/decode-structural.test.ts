import assert from "node:assert/strict";
import { test } from "node:test";
import { structFor } from "#api/schema";
import { StatusError } from "../status-errors/index.ts";
import { coerceObject, type DecodeOptions, decodeObject } from "./decode-structural.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pod = structFor("", "v1", "Pod");
const deployment = structFor("apps", "v1", "Deployment");
const secret = structFor("", "v1", "Secret");
assert.ok(pod && deployment && secret);

function messageOf(body: string, options: DecodeOptions, format: "json" | "yaml" = "json"): string {
  try {
    decodeObject(bytes(body), format, options);
  } catch (error) {
    assert.ok(error instanceof StatusError, String(error));
    assert.equal(error.code, 400);
    return error.message;
  }
  return assert.fail(`was decoded: ${body}`);
}

test("decodeObject() keeps a good object and fills in what Go always has", () => {
  const { object, warnings } = decodeObject(
    bytes('{"kind":"Deployment","metadata":{"name":"web","labels":{}},"spec":{"replicas":0}}'),
    "json",
    { struct: deployment, fieldValidation: "Strict" },
  );
  assert.deepEqual(warnings, []);
  assert.equal(object.apiVersion, "apps/v1");
  assert.deepEqual(object.metadata, { name: "web" });
  assert.equal((object["spec"] as { replicas: number }).replicas, 0);
  assert.deepEqual(object["status"], {});
});

test("decodeObject() drops zero values and fills in structs as Go does", () => {
  const { object } = decodeObject(
    bytes(`{"metadata":{"name":"a","generateName":"","generation":0},
      "spec":{"hostNetwork":false,"automountServiceAccountToken":false,"nodeName":"",
      "containers":[{"image":"x","terminationMessagePath":""}],"priority":0,
      "volumes":[{"name":"v","persistentVolumeClaim":{"claimName":""}}]}}`),
    "json",
    { struct: pod },
  );
  assert.deepEqual(object, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: "", image: "x", resources: {} }],
      priority: 0,
      volumes: [{ name: "v", persistentVolumeClaim: { claimName: "" } }],
    },
    status: {},
  });
});

test("decodeObject() brings quantities, times, nulls and empty lists to Kubernetes' form", () => {
  const { object } = decodeObject(
    bytes(`{"metadata":{"creationTimestamp":null,"deletionTimestamp":"2026-01-02T03:04:05.678+01:00",
      "finalizers":[],"labels":{"a":null}},
      "spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}},
      "ports":[],"command":null}],"nodeName":null}}`),
    "json",
    { struct: pod },
  );
  assert.deepEqual(object.metadata, {
    deletionTimestamp: "2026-01-02T02:04:05Z",
    labels: { a: "" },
  });
  const spec = object["spec"] as { containers: { resources: unknown; ports?: unknown }[] };
  assert.deepEqual(spec.containers[0]?.resources, { limits: { cpu: "500m", memory: "1Gi" } });
  assert.equal(spec.containers[0]?.ports, undefined);
});

test("decodeObject() refuses wrong types in Go's words", () => {
  const in_ = (kind: string, why: string): string =>
    `${kind} in version "v1" cannot be handled as a ${kind}: ${why}`;
  const cases: [DecodeOptions, string, string][] = [
    [
      { struct: deployment },
      '{"spec":{"replicas":"3"}}',
      in_(
        "Deployment",
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
      ),
    ],
    [
      { struct: deployment },
      '{"spec":{"replicas":1.5}}',
      in_(
        "Deployment",
        "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
      ),
    ],
    [
      { struct: deployment },
      '{"spec":[]}',
      in_(
        "Deployment",
        "json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec",
      ),
    ],
    [
      { struct: pod },
      '{"spec":{"containers":[{"name":"a"},{"name":1}]}}',
      in_(
        "Pod",
        "json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string",
      ),
    ],
    [
      { struct: pod },
      '{"spec":{"containers":{}}}',
      in_(
        "Pod",
        "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
      ),
    ],
    [
      { struct: pod },
      '{"metadata":{"labels":{"a":true}}}',
      in_(
        "Pod",
        "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string",
      ),
    ],
    [
      { struct: pod },
      '{"spec":{"containers":[{"resources":{"limits":{"cpu":"one"}}}]}}',
      in_(
        "Pod",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      ),
    ],
    [
      { struct: secret },
      '{"data":{"a":"x*"}}',
      in_("Secret", "illegal base64 data at input byte 1"),
    ],
    [
      { struct: pod },
      '{"metadata":{"creationTimestamp":"today"}}',
      in_(
        "Pod",
        'parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"',
      ),
    ],
    [
      { struct: deployment },
      '{"apiVersion":"apps/v1beta1"}',
      "the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)",
    ],
    [
      { struct: pod },
      "[]",
      'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
    ],
    [
      { struct: pod },
      '{"a":1,}',
      "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string ({\"a\":1,})",
    ],
    [
      { struct: pod },
      "",
      "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
  ];
  for (const [options, body, message] of cases) assert.equal(messageOf(body, options), message);
  assert.match(
    messageOf('{"kind":"Pod","apiVersion":"v1"}', { struct: deployment }),
    /^Pod in version "v1" cannot be handled as a Deployment: no kind "Pod" is registered for version "v1"/,
  );
});

test("decodeObject() reports unknown and duplicate fields as each validation level asks", () => {
  const body = `{"metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}},
    "spec":{"foo":{"bar":[{"baz":1,"baz":2}]},"foo":1,"nodeName":"a","containers":
    [{"name":"\\"a\\":","nmae":"b","image":"c","image":"d"}],"nodeName":"b"},"__proto__":{"x":1}}`;
  const problems = [
    'duplicate field "metadata.name"',
    'duplicate field "metadata.labels.x"',
    'unknown field "spec.foo"',
    'unknown field "spec.containers[0].nmae"',
    'duplicate field "spec.containers[0].image"',
    'duplicate field "spec.nodeName"',
    'unknown field "__proto__"',
  ];
  assert.equal(
    messageOf(body.replace("__proto__", "_proto_"), { struct: pod, fieldValidation: "Strict" }),
    `Pod in version "v1" cannot be handled as a Pod: strict decoding error: ${problems.join(", ").replace("__proto__", "_proto_")}`,
  );
  const warned = decodeObject(bytes(body), "json", { struct: pod, fieldValidation: "Warn" });
  assert.deepEqual(warned.warnings, problems);
  assert.deepEqual(warned.object.metadata, { name: "b", labels: { x: "2" } });
  assert.equal(Object.hasOwn(warned.object, "__proto__"), false);
  const ignored = decodeObject(bytes(body), "json", { struct: pod, fieldValidation: "Ignore" });
  assert.deepEqual(ignored.warnings, []);
  assert.deepEqual(ignored.object, warned.object);
});

test("decodeObject() lets no key reach a prototype", () => {
  for (const body of [
    '{"metadata":{"labels":{"__proto__":"x"}}}',
    '{"metadata":{"managedFields":[{"fieldsV1":{"__proto__":{"x":1}}}]}}',
  ]) {
    assert.match(messageOf(body, { struct: pod }), /"__proto__" is not supported/);
    assert.match(
      messageOf(body, { expected: { group: "", version: "v1", kind: "Pod" } }),
      /__proto/,
    );
  }
  const { object } = decodeObject(
    bytes('{"constructor":{"prototype":{"x":1}},"metadata":{"labels":{"constructor":"a"}}}'),
    "json",
    { struct: pod },
  );
  assert.equal(object.metadata.labels?.["constructor"], "a");
  assert.equal(({} as { x?: number }).x, undefined);
});

test("decodeObject() refuses what is nested too deeply", () => {
  const deep = (n: number): string =>
    `{"metadata":{"managedFields":[{"fieldsV1":${'{"f:a":'.repeat(n)}{}${"}".repeat(n)}}]}}`;
  assert.match(messageOf(deep(100_000), { struct: pod }), /exceeded max depth/);
  assert.match(
    messageOf("[".repeat(100_000), { struct: pod }),
    /exceeded max depth|unexpected end/,
  );
  assert.match(messageOf(`a: ${"[".repeat(50_000)}`, { struct: pod }, "yaml"), /max depth/);
  decodeObject(bytes(deep(500)), "json", { struct: pod });
});

test("decodeObject() reads YAML as Kubernetes does", () => {
  const { object, warnings } = decodeObject(
    bytes(`apiVersion: v1
kind: Pod
metadata:
  name: a
  creationTimestamp: 2026-01-02T03:04:05Z
  annotations: {a: "yes", b: 12:30:45}
spec:
  hostNetwork: yes
  securityContext: {fsGroup: 0777}
  containers:
  - name: a
    image: x
    name: b
`),
    "yaml",
    { struct: pod, fieldValidation: "Warn" },
  );
  assert.equal(object.metadata.creationTimestamp, "2026-01-02T03:04:05Z");
  assert.deepEqual(object.metadata.annotations, { a: "yes", b: "12:30:45" });
  const spec = object["spec"] as Record<string, unknown>;
  assert.equal(spec["hostNetwork"], true);
  assert.deepEqual(spec["securityContext"], { fsGroup: 511 });
  assert.deepEqual(warnings, ['yaml: unmarshal errors:\n  line 13: key "name" already set in map']);
  const shared = decodeObject(
    bytes(
      "spec: {containers: [{name: a, resources: &r {limits: {cpu: 1}}}, {name: b, resources: *r}]}",
    ),
    "yaml",
    { struct: pod },
  );
  const { containers } = shared.object["spec"] as { containers: { resources: object }[] };
  assert.deepEqual(containers[1]?.resources, { limits: { cpu: "1" } });
  assert.notEqual(containers[0]?.resources, containers[1]?.resources);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
    .split("")
    .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(",")}]`)
    .join("\n")}\n`;
  assert.match(messageOf(bomb, { struct: pod }, "yaml"), /excessive aliasing/);
  assert.match(
    messageOf("a: [", { struct: pod }, "yaml"),
    /error converting YAML to JSON: yaml: line/,
  );
  assert.match(
    messageOf("spec: {containers: [{env: [{name: a, value: yes}]}]}", { struct: pod }, "yaml"),
    /cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string/,
  );
});

test("decodeObject() takes DeleteOptions of every group and version", () => {
  const struct = structFor("", "v1", "DeleteOptions");
  assert.ok(struct);
  for (const apiVersion of ["v1", "meta.k8s.io/v1", "apps/v1", ""]) {
    const body = JSON.stringify({ apiVersion, kind: "DeleteOptions", gracePeriodSeconds: 0 });
    const { object } = decodeObject(bytes(body), "json", { struct, fieldValidation: "Strict" });
    assert.equal(object["gracePeriodSeconds"], 0);
  }
  assert.match(messageOf('{"kind":"Pod"}', { struct }), /cannot be handled as a DeleteOptions/);
});

test("decodeObject() without a Struct keeps every field", () => {
  const { object, warnings } = decodeObject(
    bytes('{"apiVersion":"x/v1","kind":"Foo","metadata":{"name":"a"},"spec":{"a":null}}'),
    "json",
    { fieldValidation: "Strict" },
  );
  assert.deepEqual(object["spec"], { a: null });
  assert.deepEqual(warnings, []);
  assert.match(messageOf("{}", {}), /^Object 'Kind' is missing in '{}'/);
});

test("decodeObject() follows JSON schemas into each other", () => {
  const struct = structFor("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
  assert.ok(struct);
  const body = (schema: string): string =>
    `{"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":${schema}}}]}}`;
  const { object } = decodeObject(
    bytes(
      body(
        '{"properties":{"a":{"items":{"type":"string","typo":1,"enum":[]}}},"default":{"x":null}}',
      ),
    ),
    "json",
    { struct, fieldValidation: "Strict" },
  );
  const spec = object["spec"] as { versions: { schema: { openAPIV3Schema: object } }[] };
  assert.deepEqual(spec.versions[0]?.schema.openAPIV3Schema, {
    properties: { a: { items: { type: "string" } } },
    default: { x: null },
  });
  for (const schema of [
    '{"items":5}',
    '{"items":true}',
    '{"additionalProperties":"no"}',
    '{"items":[{"type":1}]}',
    '{"dependencies":{"a":[1]}}',
  ]) {
    assert.match(messageOf(body(schema), { struct }), /cannot unmarshal/, schema);
  }
});

test("coerceObject() walks an object that is already parsed", () => {
  const patched = { metadata: { name: "a", foo: 1 }, spec: { containers: [] } };
  assert.throws(
    () => coerceObject(structuredClone(patched), { struct: pod, fieldValidation: "Strict" }),
    /strict decoding error: unknown field "metadata.foo"/,
  );
  const { object, warnings } = coerceObject(patched, { struct: pod, fieldValidation: "Warn" });
  assert.deepEqual(warnings, ['unknown field "metadata.foo"']);
  assert.deepEqual(object.metadata, { name: "a" });
});
