import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "../status-errors/index.ts";
import { parseMediaTypes } from "./media-type.ts";
import {
  allFormats,
  isMetaTransform,
  negotiateAccept,
  negotiateContentType,
  negotiatePatchType,
  responseContentType,
  streamFormats,
} from "./negotiate.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return `${error.code} ${error.reason}: ${error.message}`;
  }
  return assert.fail("nothing was thrown");
};

test("negotiateAccept() chooses as Kubernetes does", () => {
  const table = { group: "meta.k8s.io", version: "v1", kind: "Table" };
  const cases: [string | undefined, object][] = [
    [undefined, { format: "json", isPretty: false }],
    ["", { format: "json", isPretty: false }],
    ["*/*", { format: "json", isPretty: false }],
    ["application/*", { format: "json", isPretty: false }],
    ["application/yaml", { format: "yaml", isPretty: false }],
    ["text/html, application/xhtml+xml, */*;q=0.8", { format: "json", isPretty: false }],
    ["application/json;q=0.5, application/yaml", { format: "yaml", isPretty: false }],
    ["application/json;pretty=1", { format: "json", isPretty: true }],
    [
      "application/vnd.kubernetes.protobuf,application/json",
      { format: "protobuf", isPretty: false },
    ],
    ["application/vnd.kubernetes.protobuf;type=watch", { format: "protobuf", isPretty: false }],
    ["application/cbor, application/json", { format: "json", isPretty: false }],
    ['application/json; charset="utf-8"', { format: "json", isPretty: false }],
    [
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
      { format: "json", as: table, isPretty: false },
    ],
    [
      "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json",
      { format: "json", isPretty: false },
    ],
    [
      "application/json;as=Foo;v=v1;g=meta.k8s.io,application/yaml",
      { format: "yaml", isPretty: false },
    ],
  ];
  for (const [header, expected] of cases) {
    const options = { formats: allFormats, allowsTransform: isMetaTransform };
    assert.deepEqual(negotiateAccept(header, options), expected, header);
  }
});

test("negotiateAccept() answers 406 when nothing fits", () => {
  assert.equal(
    codeOf(() => negotiateAccept("text/html", { formats: allFormats })),
    "406 NotAcceptable: only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  );
  for (const header of [
    "application/cbor",
    "application/json;q=0",
    "application/json;as=Table;g=meta.k8s.io;v=v1",
    ";;;,,,",
    "application/json;stream=other",
    "a".repeat(10_000),
    `application/x${"; ".repeat(1500)}"`,
    `${"a/b;".repeat(900)}"`,
  ]) {
    assert.match(
      codeOf(() => negotiateAccept(header, { formats: allFormats })),
      /^406/,
      header,
    );
  }
  assert.match(
    codeOf(() => negotiateAccept("application/yaml", { formats: streamFormats })),
    /^406 .*: application\/json, application\/vnd.kubernetes.protobuf$/,
  );
});

test("negotiateContentType() and negotiatePatchType() answer 415 to other bodies", () => {
  assert.equal(negotiateContentType(undefined), "json");
  assert.equal(negotiateContentType("application/json; charset=utf-8"), "json");
  assert.equal(negotiateContentType("Application/YAML"), "yaml");
  assert.equal(negotiateContentType("application/vnd.kubernetes.protobuf"), "protobuf");
  assert.equal(
    codeOf(() => negotiateContentType("application/cbor")),
    "415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  );
  assert.match(
    codeOf(() => negotiateContentType("*/*")),
    /^415/,
  );
  assert.equal(negotiatePatchType("application/apply-patch+yaml"), "apply");
  assert.equal(negotiatePatchType("application/merge-patch+json"), "merge");
  assert.match(
    codeOf(() => negotiatePatchType("application/strategic-merge-patch+json", ["json", "merge"])),
    /include: application\/json-patch\+json, application\/merge-patch\+json$/,
  );
  assert.match(
    codeOf(() => negotiatePatchType(undefined)),
    /^415/,
  );
});

test("responseContentType() names the stream", () => {
  assert.equal(responseContentType("json", true), "application/json");
  assert.equal(
    responseContentType("protobuf", true),
    "application/vnd.kubernetes.protobuf;stream=watch",
  );
  assert.equal(responseContentType("yaml", false), "application/yaml");
});

test("parseMediaTypes() reads quotes, qualities and nonsense", () => {
  const plain = parseMediaTypes('a/b;x="1,2;\\"3";q=0.5, */*, c/d; Y = z').map((type) => ({
    ...type,
    parameters: { ...type.parameters },
  }));
  assert.deepEqual(plain, [
    { type: "c", subtype: "d", parameters: { y: "z" }, quality: 1 },
    { type: "*", subtype: "*", parameters: {}, quality: 1 },
    { type: "a", subtype: "b", parameters: { x: '1,2;"3' }, quality: 0.5 },
  ]);
  assert.deepEqual(parseMediaTypes(",;=,/x,x/,json"), []);
});
