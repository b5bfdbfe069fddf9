import assert from "node:assert/strict";
import { test } from "node:test";
import { structFor } from "#api/schema";
import { type FieldType, StatusError, type Struct, type UnstructuredObject } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { deepCopy, type Random, seededRandom } from "#base";
import { fakeServer } from "./fake-dependencies.ts";
import { buildResources } from "./resources.ts";

const objectsPerKind = 40;
const deepest = 6;

const texts = [
  "",
  "a",
  "web",
  "None",
  "x y",
  "10.0.0.1",
  "80",
  "50%",
  "v1",
  "../x",
  "A".repeat(64),
];
const numbers = [-1, 0, 1, 80, 65536];
const quantities = ["0", "1", "500m", "1Gi", "-1"];

function anyValue(type: FieldType, random: Random, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  switch (type.kind) {
    case "list":
      return Array.from({ length: random.integer(3) }, () => anyValue(type.item, random, depth));
    case "map":
      return Object.fromEntries(
        Array.from({ length: random.integer(3) }, () => [
          pick(texts),
          anyValue(type.value, random, depth),
        ]),
      );
    case "struct":
      return depth > deepest ? {} : anyStruct(type.struct, random, depth + 1);
    default:
      break;
  }
  if (!("scalar" in type)) return "a";
  switch (type.scalar) {
    case "bool":
      return random.integer(2) === 1;
    case "int32":
    case "int64":
    case "double":
      return pick(numbers);
    case "intstr":
      return random.integer(2) === 1 ? pick(numbers) : pick(texts);
    case "quantity":
      return pick(quantities);
    case "time":
    case "microtime":
      return "2026-01-01T00:00:00Z";
    case "fieldsv1":
    case "raw":
    case "any":
      return {};
    default:
      return pick(texts);
  }
}

function anyStruct(struct: Struct, random: Random, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, field] of struct.fields) {
    if (name === "apiVersion" || name === "kind" || random.integer(5) < 2) continue;
    const supported = field.enum;
    object[name] =
      supported && field.type.kind === "scalar" && random.integer(4) > 0
        ? supported[random.integer(supported.length)]
        : anyValue(field.type, random, depth);
  }
  return object;
}

function anyObject(definition: ResourceDefinition, random: Random): UnstructuredObject {
  const { group, version, kind, namespaced } = definition;
  const struct = structFor(group, version, kind);
  assert.ok(struct, kind);
  const metadata = { name: "x", ...(namespaced ? { namespace: "default" } : {}) };
  return { ...anyStruct(struct, random, 0), metadata } as UnstructuredObject;
}

async function push(definition: ResourceDefinition, random: Random): Promise<void> {
  const { strategy, statusStrategy, updateSubresources, columns, selectableFields } = definition;
  const context = fakeServer().writeContext("default");
  const [object, old] = [anyObject(definition, random), anyObject(definition, random)];
  definition.applyDefaults?.(object);
  definition.applyDefaults?.(old);
  for (const column of columns ?? []) column.value(object, 0);
  for (const select of Object.values(selectableFields ?? {})) select(object);
  if (definition.createReview) return;
  for (const each of [object, old]) {
    await strategy.prepareForCreate?.(each, context);
    strategy.validate?.(each, context);
  }
  const updates = [strategy, statusStrategy];
  for (const subresource of Object.values(updateSubresources ?? {}))
    updates.push(subresource.strategy);
  for (const update of updates) {
    const next = deepCopy(object);
    await update?.prepareForUpdate?.(next, old, context);
    update?.validateUpdate?.(next, old, context);
  }
  definition.conversion?.fromStored(definition.conversion.toStored(deepCopy(object)));
}

for (const definition of buildResources(fakeServer().dependencies)) {
  test(`${definition.group}/${definition.version} ${definition.resource} takes any object of its structure`, async () => {
    for (let seed = 1; seed <= objectsPerKind; seed++) {
      try {
        await push(definition, seededRandom(seed));
      } catch (error) {
        if (error instanceof StatusError) continue;
        assert.fail(`seed ${seed}: ${(error as Error).stack}`);
      }
    }
  });
}
