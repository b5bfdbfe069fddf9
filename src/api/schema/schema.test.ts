import assert from "node:assert/strict";
import { test } from "node:test";
import { allStructs, structFor, structNamed } from "./index.ts";

test("structFor() finds kinds by group, version and kind", () => {
  const cases: [string, string, string, string | undefined][] = [
    ["", "v1", "Pod", "core/v1.Pod"],
    ["apps", "v1", "Deployment", "apps/v1.Deployment"],
    ["rbac.authorization.k8s.io", "v1", "Role", "rbac/v1.Role"],
    ["policy", "v1", "Eviction", "policy/v1.Eviction"],
    ["autoscaling", "v1", "Scale", "autoscaling/v1.Scale"],
    ["authentication.k8s.io", "v1", "TokenRequest", "authentication/v1.TokenRequest"],
    ["", "v1", "Status", "meta/v1.Status"],
    ["", "v1", "PodExecOptions", "core/v1.PodExecOptions"],
    ["apps", "v1", "DeleteOptions", "meta/v1.DeleteOptions"],
    ["example.com", "v1", "DeleteOptions", "meta/v1.DeleteOptions"],
    ["meta.k8s.io", "v1", "Table", "meta/v1.Table"],
    ["apidiscovery.k8s.io", "v2", "APIGroupDiscoveryList", "apidiscovery/v2.APIGroupDiscoveryList"],
    ["", "v1", "PodSpec", undefined],
    ["apps", "v1", "Status", undefined],
    ["", "v1", "__proto__", undefined],
    ["example.com", "v1", "Pod", undefined],
  ];
  for (const [group, version, kind, name] of cases) {
    assert.equal(structFor(group, version, kind)?.name, name, `${group}/${version} ${kind}`);
  }
});

test("structNamed() parses every flag of a field", () => {
  const container = structNamed("core/v1.EphemeralContainer");
  const ports = container?.fields.get("ports");
  assert.deepEqual(ports?.protobufPath, [1, 6]);
  assert.deepEqual(ports?.listMapKeys, ["containerPort", "protocol"]);
  assert.equal(ports?.listType, "map");
  assert.deepEqual(ports?.patchStrategy, ["merge"]);
  assert.equal(ports?.patchMergeKey, "containerPort");
  assert.ok(container?.fields.get("name")?.required);
  const volumes = structNamed("core/v1.PodSpec")?.fields.get("volumes");
  assert.deepEqual(volumes?.patchStrategy, ["merge", "retainKeys"]);
  const azure = structNamed("core/v1.AzureDiskVolumeSource");
  assert.equal(azure?.fields.get("cachingMode")?.default, "ReadWrite");
  assert.equal(azure?.fields.get("readOnly")?.default, false);
});

test("allStructs() gives definitions whose references all resolve", () => {
  const structs = allStructs();
  assert.ok(structs.length > 600);
  for (const struct of structs) {
    for (const field of struct.fields.values()) {
      let type = field.type;
      while (type.kind === "list" || type.kind === "map") {
        type = type.kind === "list" ? type.item : type.value;
      }
      if (type.kind === "struct") assert.ok(type.struct.fields.size > 0 || type.struct.name !== "");
      assert.ok(
        field.protobufPath.every((n) => Number.isInteger(n) && n > 0),
        `${struct.name}.${field.name}`,
      );
    }
  }
});
