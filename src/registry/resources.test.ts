import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { allResources } from "#api";
import type { UnstructuredObject } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const definitions = buildResources(fakeServer().dependencies);
const allVerbs = "create delete deletecollection get list patch update watch";

function describe(definition: ResourceDefinition): string[] {
  const group = definition.group || "core";
  const verbs = definition.verbs?.join(" ") ?? allVerbs;
  const lines = [`${group}/${definition.version} ${definition.resource}: ${verbs}`];
  const add = (name: string, kind: string, own: readonly string[]): void => {
    lines.push(
      `${group}/${definition.version} ${definition.resource}/${name} ${kind}: ${own.join(" ")}`,
    );
  };
  const update = ["get", "patch", "update"];
  if (definition.statusStrategy) add("status", definition.kind, update);
  if (definition.scale) add("scale", "Scale", update);
  for (const [name, subresource] of Object.entries(definition.updateSubresources ?? {})) {
    add(name, definition.kind, subresource.verbs);
  }
  for (const [name, subresource] of Object.entries(definition.subresources ?? {})) {
    add(name, subresource.kind, subresource.verbs);
  }
  return lines;
}

test("buildResources() has a definition for every resource, once, in their order", () => {
  const names = (list: readonly { group: string; version: string; resource: string }[]): string[] =>
    list.map(({ group, version, resource }) => `${group}/${version}/${resource}`);
  assert.deepEqual(names(definitions), names(allResources));
});

test("buildResources() serves the verbs and subresources of the snapshot", () => {
  const file = new URL("./resources.snapshot.txt", import.meta.url);
  const text = `${definitions.flatMap(describe).join("\n")}\n`;
  if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
});

test("columns do not throw and give text on an empty object", () => {
  for (const definition of definitions) {
    for (const column of definition.columns ?? []) {
      const value = column.value({ metadata: {} } as UnstructuredObject, 0);
      assert.notEqual(value, undefined, `${definition.resource} ${column.name}`);
    }
  }
});

test("selectable fields give text on an empty object", () => {
  for (const definition of definitions) {
    for (const [name, select] of Object.entries(definition.selectableFields ?? {})) {
      assert.equal(typeof select({ metadata: {} }), "string", `${definition.resource} ${name}`);
    }
  }
});

test("applyDefaults() takes an empty object and changes nothing the second time", () => {
  for (const { applyDefaults, resource } of definitions) {
    const object: UnstructuredObject = { metadata: {} };
    applyDefaults?.(object);
    const once = JSON.stringify(object);
    applyDefaults?.(object);
    assert.equal(JSON.stringify(object), once, resource);
  }
});

test("strategies take an empty defaulted object", async () => {
  for (const { applyDefaults, resource, strategy, namespaced, createReview } of definitions) {
    if (createReview) continue;
    const object: UnstructuredObject = { metadata: { name: "x" }, spec: {} };
    if (namespaced) object.metadata.namespace = "default";
    applyDefaults?.(object);
    const context = fakeServer().writeContext("default");
    try {
      await strategy.prepareForCreate?.(object, context);
      strategy.validate?.(object, context);
    } catch (error) {
      assert.fail(`${resource}: ${(error as Error).stack}`);
    }
  }
});
