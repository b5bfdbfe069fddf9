import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cidrComplaints,
  configMapKeyComplaints,
  dns1035LabelComplaints,
  dns1123LabelComplaints,
  dns1123SubdomainComplaints,
  duplicate,
  environmentVariableNameComplaints,
  FieldPath,
  invalidValue,
  ipComplaints,
  isIp,
  labelValueComplaints,
  notSupported,
  pathSegmentNameComplaints,
  portNameComplaints,
  qualifiedNameComplaints,
  required,
  tooLong,
  tooMany,
  validateAnnotations,
  validateFieldManager,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "./index.ts";

const complaints: [string, (value: string) => string[], string, string[]][] = [
  ["dns1123LabelComplaints", dns1123LabelComplaints, "web-1", []],
  [
    "dns1123LabelComplaints",
    dns1123LabelComplaints,
    "Web",
    [
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
  ],
  [
    "dns1123LabelComplaints",
    dns1123LabelComplaints,
    "a".repeat(64),
    ["must be no more than 63 bytes"],
  ],
  ["dns1123SubdomainComplaints", dns1123SubdomainComplaints, "a.b-c.d", []],
  [
    "dns1123SubdomainComplaints",
    dns1123SubdomainComplaints,
    "a..b",
    [
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    "dns1035LabelComplaints",
    dns1035LabelComplaints,
    "1web",
    [
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  ],
  ["qualifiedNameComplaints", qualifiedNameComplaints, "app.kubernetes.io/name", []],
  ["qualifiedNameComplaints", qualifiedNameComplaints, "/name", ["prefix part must be non-empty"]],
  [
    "qualifiedNameComplaints",
    qualifiedNameComplaints,
    "a/",
    [
      "name part must be non-empty",
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  ],
  [
    "qualifiedNameComplaints",
    qualifiedNameComplaints,
    "a/b/c",
    [
      "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ],
  ],
  ["labelValueComplaints", labelValueComplaints, "", []],
  [
    "labelValueComplaints",
    labelValueComplaints,
    "-a",
    [
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ],
  ["configMapKeyComplaints", configMapKeyComplaints, "..data", ["must not start with '..'"]],
  ["environmentVariableNameComplaints", environmentVariableNameComplaints, "my.env-1 x", []],
  [
    "environmentVariableNameComplaints",
    environmentVariableNameComplaints,
    "a=b",
    [
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ],
  ],
  ["pathSegmentNameComplaints", pathSegmentNameComplaints, "system:a", []],
  ["pathSegmentNameComplaints", pathSegmentNameComplaints, "a/b", ["may not contain '/'"]],
  ["portNameComplaints", portNameComplaints, "http-2", []],
  ["portNameComplaints", portNameComplaints, "80", ["must contain at least one letter (a-z)"]],
  [
    "ipComplaints",
    ipComplaints,
    "10.0.0.01",
    ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"],
  ],
  ["cidrComplaints", cidrComplaints, "10.96.0.0/16", []],
  [
    "cidrComplaints",
    cidrComplaints,
    "10.96.0.0/33",
    ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"],
  ],
];
for (const [name, check, value, expected] of complaints) {
  test(`${name}() of ${value.slice(0, 20)} gives ${expected.length} complaints`, () => {
    assert.deepEqual(check(value), expected);
  });
}

test("isIp() accepts every written form of IPv6 and nothing else", () => {
  for (const value of ["::", "::1", "2001:db8::ffff", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1::"]) {
    assert.ok(isIp(value), value);
  }
  const wrong = [
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1::2::3",
    "12345::",
    "1.2.3.4::",
    "1:2:3:4:5:6:7::8",
    "",
  ];
  for (const value of wrong) assert.ok(!isIp(value), value);
});

test("FieldPath prints children, indexes and keys", () => {
  const path = FieldPath.of("spec", "containers").index(0).child("ports").index(1);
  assert.equal(path.toString(), "spec.containers[0].ports[1]");
  assert.equal(FieldPath.of("metadata", "labels").key("app").toString(), "metadata.labels[app]");
});

test("field errors read as Kubernetes prints them", () => {
  const path = FieldPath.of("spec");
  const messages = [
    [required(path, "must be set"), "Required value: must be set"],
    [required(path), "Required value"],
    [invalidValue(path, 'a"b', "bad"), 'Invalid value: "a\\"b": bad'],
    [invalidValue(path, 3, "bad"), "Invalid value: 3: bad"],
    [invalidValue(path, { a: 1 }, "bad"), 'Invalid value: {"a":1}: bad'],
    [notSupported(path, "x", ["B", "A"]), 'Unsupported value: "x": supported values: "A", "B"'],
    [duplicate(path, "x"), 'Duplicate value: "x"'],
    [tooLong(path, 63), "Too long: may not be more than 63 bytes"],
    [tooMany(path, 5, 3), "Too many: 5: must have at most 3 items"],
  ] as const;
  for (const [error, message] of messages) assert.equal(error.message, message);
});

const rules = { isNamespaced: true };
const errorsOf = (errors: { field: string; message: string }[]): string[] =>
  errors.map((error) => `${error.field}: ${error.message}`);

test("validateObjectMeta() asks for a name and a namespace", () => {
  assert.deepEqual(errorsOf(validateObjectMeta({}, rules)), [
    "metadata.name: Required value: name or generateName is required",
    "metadata.namespace: Required value",
  ]);
  assert.deepEqual(
    errorsOf(validateObjectMeta({ name: "a", namespace: "b" }, { isNamespaced: false })),
    ["metadata.namespace: Forbidden: not allowed on this type"],
  );
  assert.deepEqual(
    validateObjectMeta({ name: "web-1", generateName: "web-", namespace: "default" }, rules),
    [],
  );
});

test("validateObjectMeta() refuses two controllers and both deletion finalizers", () => {
  const owner = { apiVersion: "v1", kind: "Pod", uid: "1", controller: true };
  const errors = validateObjectMeta(
    {
      name: "a",
      namespace: "b",
      ownerReferences: [
        { ...owner, name: "x" },
        { ...owner, name: "y" },
      ],
      finalizers: ["orphan", "foregroundDeletion"],
    },
    rules,
  );
  assert.match(errors[0]?.message ?? "", /Found "true" in references for x and y$/);
  assert.match(
    errors[1]?.message ?? "",
    /finalizer orphan and foregroundDeletion cannot be both set$/,
  );
});

test("validateAnnotations() counts all keys and values", () => {
  const path = FieldPath.of("metadata", "annotations");
  assert.deepEqual(validateAnnotations({ a: "x".repeat(262_143) }, path), []);
  assert.deepEqual(errorsOf(validateAnnotations({ a: "x".repeat(262_144) }, path)), [
    "metadata.annotations: Too long: may not be more than 262144 bytes",
  ]);
});

test("validateObjectMetaUpdate() holds on to what identifies the object", () => {
  const old = {
    name: "a",
    uid: "1",
    resourceVersion: "5",
    deletionTimestamp: "2026-01-01T00:00:00Z",
  };
  assert.deepEqual(
    errorsOf(validateObjectMetaUpdate({ ...old, uid: "2", finalizers: ["a/b"] }, old)),
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/b"}',
      'metadata.uid: Invalid value: "2": field is immutable',
    ],
  );
  assert.deepEqual(errorsOf(validateObjectMetaUpdate({ name: "a" }, { name: "a" })), [
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
  ]);
});

test("validateFieldManager() refuses what does not print", () => {
  assert.deepEqual(validateFieldManager("kubectl edit", "fieldManager"), []);
  assert.equal(validateFieldManager("a\nb", "fieldManager").length, 1);
  assert.equal(validateFieldManager("a".repeat(129), "fieldManager").length, 1);
});
