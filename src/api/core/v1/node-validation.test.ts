import assert from "node:assert/strict";
import { test } from "node:test";
import { applyNodeDefaults } from "./core-defaults.ts";
import { validateNode } from "./node-validation.ts";
import { validateSecret } from "./secret-validation.ts";
import type { Node, Secret } from "./types.generated.ts";

function textsOf(node: Partial<Node>): string[] {
  const whole: Node = { metadata: { name: "n" }, spec: {}, ...structuredClone(node) };
  applyNodeDefaults(whole);
  return validateNode(whole).map(({ field, message }) => `${field}: ${message}`);
}

test("validateNode() reports faults at Kubernetes' paths", () => {
  const taint = { key: "a", value: "b", effect: "NoSchedule" as const };
  const effect = "" as "NoSchedule";
  const cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
  const cases: [Partial<Node>, string[]][] = [
    [{ spec: { taints: [{ ...taint, effect }] } }, ["metadata.taints[0].effect: Required value"]],
    [
      { spec: { taints: [taint, taint] } },
      [
        'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      ],
    ],
    [
      { spec: { taints: [{ ...taint, key: "" }] } },
      ['metadata.taints[0].key: Invalid value: "": name part must be non-empty'],
    ],
    [
      { status: { capacity: { cpu: "-1" }, allocatable: { memory: "-5Gi" } } },
      [
        'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
        'status.allocatable.memory: Invalid value: "-5Gi": must be greater than or equal to 0',
      ],
    ],
    [{ spec: { podCIDR: "x" } }, [`spec.podCIDRs[0]: Invalid value: "x": ${cidr}`]],
    [{ spec: { podCIDR: "10.244.0.0/24", podCIDRs: ["x"] } }, []],
    [{ spec: { podCIDRs: ["10.244.0.0/24", "fd00::/64"] } }, []],
    [
      { spec: { podCIDRs: ["10.244.0.0/24", "10.244.1.0/24"] } },
      [
        'spec.podCIDRs: Invalid value: ["10.244.0.0/24","10.244.1.0/24"]: may specify no more than one CIDR for each IP family',
      ],
    ],
  ];
  for (const [node, want] of cases)
    assert.deepEqual(textsOf(node).slice(0, want.length || 1), want);
});

test("applyNodeDefaults() shows the first pod network in both fields", () => {
  const node: Node = { metadata: {}, spec: { podCIDRs: ["10.244.1.0/24"] } };
  applyNodeDefaults(node);
  assert.equal(node.spec?.podCIDR, "10.244.1.0/24");
});

test("validateSecret() says what is wrong with JSON without showing the contents", () => {
  const cases: [string, string | undefined][] = [
    ["{}", undefined],
    ["", "unexpected end of JSON input"],
    ['{"auths": ', "unexpected end of JSON input"],
    ["password", "invalid character 'p' looking for beginning of value"],
    ['{"a": password}', "invalid JSON"],
  ];
  for (const [text, detail] of cases) {
    const secret: Secret = {
      metadata: { name: "s" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": btoa(text) },
    };
    const path = "data[.dockerconfigjson]: Invalid value";
    assert.deepEqual(
      validateSecret(secret).map(({ field, message }) => `${field}: ${message}`),
      detail === undefined ? [] : [`${path}: "<secret contents redacted>": ${detail}`],
      text,
    );
  }
});
