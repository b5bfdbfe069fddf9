import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { allStructs, structFor, structNamed } from "#api/schema";
import type { FieldType, Scalar, Struct } from "../schema/index.ts";
import { StatusError } from "../status-errors/index.ts";
import { coerceObject, decodeObject } from "./decode-structural.ts";
import { decodeProtobuf } from "./protobuf-decode.ts";
import { encodeProtobuf } from "./protobuf-encode.ts";
import {
  encodeProtobufBody,
  encodeProtobufList,
  openEnvelope,
  protobufWatchFrame,
} from "./protobuf-envelope.ts";
import { ProtobufError } from "./protobuf-wire.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const ascii = (text: string): string => Buffer.from(text).toString("hex");

function struct(name: string): Struct {
  const found = structNamed(name);
  assert.ok(found, name);
  return found;
}

test("encodeProtobuf() gives the bytes of a ConfigMap worked out by hand", () => {
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", creationTimestamp: "1970-01-01T00:02:08Z" },
    data: { y: "2", x: "é" },
    binaryData: { b: "AAE=" },
    immutable: false,
  };
  const metadata = `0a01${ascii("a")}4203088001`;
  const expected = [
    `0a08${metadata}`, // 1: ObjectMeta: 1 name, 8 creationTimestamp {1: 128}
    `12070a01${ascii("x")}1202c3a9`, // 2: data entry, keys sorted
    `12060a01${ascii("y")}1201${ascii("2")}`,
    `1a070a01${ascii("b")}12020001`, // 3: binaryData entry
    "2000", // 4: immutable, a pointer: false is written
  ].join("");
  assert.equal(hex(encodeProtobuf(configMap, struct("core/v1.ConfigMap"))), expected);
  const body = encodeProtobufBody(configMap, struct("core/v1.ConfigMap"));
  const length = (expected.length / 2).toString(16).padStart(2, "0");
  assert.equal(
    hex(body),
    `6b3873000a0f0a02${ascii("v1")}1209${ascii("ConfigMap")}12${length}${expected}1a002200`,
  );
});

test("encodeProtobuf() nests what JSON inlines and wraps special scalars", () => {
  const volume = { name: "v", emptyDir: { sizeLimit: "1Gi" } };
  assert.equal(
    hex(encodeProtobuf(volume, struct("core/v1.Volume"))),
    // 1 name; 2 volumeSource { 2 emptyDir { 2 sizeLimit { 1 "1Gi" } } }
    `0a01${ascii("v")}1209120712050a03${ascii("1Gi")}`,
  );
  const action = { port: "http", path: "/" };
  assert.equal(
    hex(encodeProtobuf(action, struct("core/v1.HTTPGetAction"))),
    `0a01${ascii("/")}120a080110001a04${ascii("http")}`,
  );
  const series = { count: -1, lastObservedTime: "1970-01-01T00:00:01.000002Z" };
  assert.equal(
    hex(encodeProtobuf(series, struct("core/v1.EventSeries"))),
    `08ffffffffffffffffff011205080110d00f`,
  );
  const resource = { name: "p", namespaced: true, kind: "P", verbs: ["get"] };
  assert.equal(
    hex(encodeProtobuf(resource, struct("meta/v1.APIResource"))),
    `0a01${ascii("p")}10011a01${ascii("P")}22050a03${ascii("get")}`,
  );
  const user = { extra: { a: ["b"] } };
  assert.equal(
    hex(encodeProtobuf(user, struct("authentication/v1.UserInfo"))),
    `22080a01${ascii("a")}12030a01${ascii("b")}`,
  );
});

test("encodeProtobufList() and protobufWatchFrame() put encoded objects together", () => {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec: { containers: [] } };
  const item = encodeProtobuf(pod, struct("core/v1.Pod"));
  const metadata = encodeProtobuf({ resourceVersion: "7" }, struct("meta/v1.ListMeta"));
  const list = encodeProtobufList({
    apiVersion: "v1",
    kind: "PodList",
    metadata,
    items: [item, item],
  });
  const decoded = decodeObject(list, "protobuf", { struct: struct("core/v1.PodList") });
  assert.equal((decoded.object["items"] as unknown[]).length, 2);
  assert.equal(decoded.object.metadata.resourceVersion, "7");
  const body = encodeProtobufBody(pod, struct("core/v1.Pod"));
  const frame = protobufWatchFrame("ADDED", body);
  assert.equal(new DataView(frame.buffer, frame.byteOffset).getUint32(0), frame.length - 4);
  assert.equal(hex(frame.subarray(4, 11)), `0a05${ascii("ADDED")}`);
  assert.equal(hex(frame).endsWith(hex(body)), true);
  assert.equal(openEnvelope(body).kind, "Pod");
});

const scalarValues: Record<Scalar, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: "grapheme", maxLength: 70 }),
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
  bytes: fc.uint8Array({ maxLength: 20 }).map((b) => Buffer.from(b).toString("base64")),
  quantity: fc.constantFrom("1", "500m", "1Gi", "1536Mi", "0", "-3k", "12e6"),
  intstr: fc.oneof(fc.integer(), fc.string()),
  time: fc
    .integer({ min: -2_000_000_000, max: 4_000_000_000 })
    .map((s) => `${new Date(s * 1000).toISOString().slice(0, 19)}Z`),
  microtime: fc
    .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }))
    .map(
      ([s, us]) => `${new Date(s * 1000).toISOString().slice(0, 19)}.${`${us}`.padStart(6, "0")}Z`,
    ),
  fieldsv1: fc.dictionary(fc.constantFrom("f:a", "f:b", "."), fc.constant({})),
  raw: fc.dictionary(fc.constantFrom("a", "b"), fc.jsonValue({ maxDepth: 2 })).map(plain),
  any: fc.jsonValue({ maxDepth: 2 }).map(plain),
};

/** JSON has no -0 and no "__proto__" that we take. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto"));
}

function arbitraryOf(type: FieldType, depth: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "list":
      return fc.array(arbitraryOf(type.item, depth), { maxLength: 3 });
    case "map":
      return fc.dictionary(
        fc.string({ maxLength: 5 }).filter((k) => k !== "__proto__"),
        arbitraryOf(type.value, depth),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      );
    case "struct":
      return depth <= 0 ? fc.constant({}) : objectOf(type.struct, depth - 1);
    case "scalar":
      if (type.union === "schemaOrBool") return fc.oneof(fc.boolean(), fc.constant({ type: "a" }));
      if (type.union === "schemaOrArray") {
        return fc.constantFrom({ type: "a" }, [{ type: "a" }, { title: "b" }]);
      }
      if (type.union === "schemaOrStringArray") return fc.constantFrom({ type: "a" }, ["a", "b"]);
      return scalarValues[type.scalar];
  }
}

function objectOf(type: Struct, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of type.fields.values()) {
    if (field.protobufPath.length > 0) model[field.name] = arbitraryOf(field.type, depth);
  }
  const names = Object.keys(model);
  return fc.subarray(names, { maxLength: Math.min(6, names.length) }).chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((n) => [n, model[n] as fc.Arbitrary<unknown>])), {
      noNullPrototype: true,
    }),
  );
}

const kinds = allStructs().filter(
  (s) => s.groupVersionKind !== undefined && s.fields.has("metadata") && s.name !== "meta/v1.Table",
);

test("decodeProtobuf() gives back what encodeProtobuf() was given, for every kind", () => {
  for (const kind of kinds) {
    void fc.assert(
      fc.property(objectOf(kind, 5), (object) => {
        const walked = coerceObject(structuredClone(object), { struct: kind }).object;
        const body = encodeProtobufBody(walked, kind);
        const { object: decoded } = decodeObject(body, "protobuf", { struct: kind });
        assert.deepEqual(decoded, walked);
        assert.deepEqual(encodeProtobufBody(decoded, kind), body);
      }),
      { numRuns: 12 },
    );
  }
});

test("decodeProtobuf() refuses hostile bytes with BadRequest and never crashes", () => {
  const pod = structFor("", "v1", "Pod");
  assert.ok(pod);
  const cases: [string, RegExp][] = [
    ["", /expected prefix/],
    ["6b387300", /^$/],
    ["6b38730012ffffffff0f", /unexpected EOF/],
    ["6b38730012ffffffffffffffffff7f", /integer overflow/],
    ["6b387300120403000000", /illegal tag|illegal wireType/],
    ["6b38730012070a050a03fffefd", /invalid UTF-8/],
    ["6b387300120208", /unexpected EOF/],
    ["6b38730012020801", /wrong wireType = 0/],
    [`6b38730012100a0e5a0c0a09${ascii("__proto__")}`, /unexpected EOF|__proto__/],
  ];
  for (const [bytes, message] of cases) {
    try {
      decodeObject(Buffer.from(bytes, "hex"), "protobuf", { struct: pod });
      assert.equal(message.source, "^$", bytes);
    } catch (error) {
      assert.ok(error instanceof StatusError, String(error));
      assert.equal(error.code, 400);
      assert.match(error.message, message);
    }
  }
  const valid = encodeProtobufBody(
    { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { a: "b" } }, spec: {} },
    pod,
  );
  void fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.uint8Array({ maxLength: 30 }),
      (changes, extra) => {
        const bytes = Uint8Array.from([...valid, ...extra]);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          decodeObject(bytes, "protobuf", { struct: pod });
        } catch (error) {
          assert.ok(error instanceof StatusError, String((error as Error).stack));
        }
        assert.equal(Object.keys(Object.prototype).length, 0);
      },
    ),
    { numRuns: 3000 },
  );
});

test("decodeProtobuf() refuses messages nested without end", () => {
  const schema = struct("apiextensions/v1.JSONSchemaProps");
  let not = "";
  const number = (schema.fields.get("not")?.protobufPath[0] ?? 0) * 8 + 2;
  const varint = (n: number): string => {
    let text = "";
    let rest = n;
    while (rest >= 0x80) {
      text += ((rest & 0x7f) | 0x80).toString(16);
      rest >>>= 7;
    }
    return text + rest.toString(16).padStart(2, "0");
  };
  for (let i = 0; i < 2000; i++) not = varint(number) + varint(not.length / 2) + not;
  assert.throws(() => decodeProtobuf(Buffer.from(not, "hex"), schema), ProtobufError);
});

test("decodeObject() survives hostile JSON and YAML", () => {
  const pod = structFor("", "v1", "Pod");
  assert.ok(pod);
  const key = fc.constantFrom("metadata", "spec", "__proto__", "constructor", "name", "containers");
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie("node")), { maxLength: 4 }).map((pairs) => ({ pairs })),
    ),
  })).node;
  const write = (node: unknown): string => {
    if (Array.isArray(node)) return `[${node.map(write).join(",")}]`;
    const pairs = (node as { pairs?: [string, unknown][] } | null)?.pairs;
    if (!Array.isArray(pairs)) return JSON.stringify(node) ?? "null";
    return `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${write(v)}`).join(",")}}`;
  };
  const check = (text: string, format: "json" | "yaml"): void => {
    try {
      decodeObject(Buffer.from(text), format, { struct: pod, fieldValidation: "Warn" });
    } catch (error) {
      assert.ok(error instanceof StatusError, `${text}: ${(error as Error).stack}`);
    }
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    assert.equal(Object.keys(Object.prototype).length, 0);
  };
  void fc.assert(
    fc.property(tree, fc.string({ maxLength: 3 }), fc.nat(60), (node, noise, at) => {
      const text = write(node);
      check(text, "json");
      const broken = text.slice(0, at) + noise + text.slice(at);
      check(broken, "json");
      check(broken, "yaml");
    }),
    { numRuns: 1500 },
  );
});
