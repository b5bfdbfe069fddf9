// The set of fields that an applied configuration states, checked against the schema.
import { isRecord } from "#base";
import { type FieldTree, leaf, makeNode } from "./field-tree.ts";
import { printPath } from "./path-element.ts";
import {
  itemElement,
  type ListShape,
  type Shape,
  type StructShape,
  untypedShape,
} from "./shape.ts";

/** Notes what is wrong: `.spec.foo: field not declared in schema`. */
export type Complain = (path: readonly string[], complaint: string) => void;

/** The set of a whole object. Complaints do not stop it. */
export function fieldsOf(shape: StructShape, value: object, complain: Complain): FieldTree {
  const children = fieldsOfStruct(shape, value as Record<string, unknown>, [], complain);
  return makeNode(false, children) ?? leaf;
}

/** Collects complaints as the text of an error; undefined when there are none. */
export function collectComplaints(): { complain: Complain; text(): string | undefined } {
  const texts: string[] = [];
  return {
    complain: (path, complaint) => texts.push(`${printPath(path)}: ${complaint}`),
    text() {
      if (texts.length <= 1) return texts[0];
      return `errors:\n${texts.map((line) => `  ${line}`).join("\n")}`;
    },
  };
}

type Children = Record<string, FieldTree>;

function fieldsOfStruct(
  shape: StructShape,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  complain: Complain,
): Children {
  const children: Children = {};
  for (const key of Object.keys(value)) {
    if (value[key] === undefined || shape.isIgnored(key)) continue;
    const field = shape.field(key);
    if (!field) {
      complain([...path, `f:${key}`], "field not declared in schema");
      continue;
    }
    const isOwn = isNothing(value[key]);
    const node = fieldsOfValue(field.shape, value[key], isOwn, {
      path: [...path, field.element],
      complain,
    });
    if (node) children[field.element] = node;
  }
  return children;
}

/** Null and {} have no parts, so they are owned themselves. */
function isNothing(value: unknown): boolean {
  return value === null || (isRecord(value) && Object.keys(value).length === 0);
}

function fieldsOfValue(
  shape: Shape,
  value: unknown,
  isOwn: boolean,
  context: { path: readonly string[]; complain: Complain },
): FieldTree | undefined {
  const { path, complain } = context;
  if (shape.kind === "leaf" || value === null) return leaf;
  if (shape.kind === "list" || shape.kind === "set") {
    if (Array.isArray(value)) return makeNode(isOwn, fieldsOfList(shape, value, path, complain));
    complain(path, `expected list, got ${JSON.stringify(value)}`);
    return undefined;
  }
  if (!isRecord(value)) {
    if (shape.kind === "untyped") return leaf;
    complain(path, `expected map, got ${JSON.stringify(value)}`);
    return undefined;
  }
  if (shape.kind === "struct") {
    return makeNode(isOwn, fieldsOfStruct(shape, value, path, complain));
  }
  const valueShape = shape.kind === "map" ? shape.value : untypedShape;
  const children: Children = {};
  for (const key of Object.keys(value)) {
    const element = `f:${key}`;
    const node = fieldsOfValue(valueShape, value[key], true, {
      path: [...path, element],
      complain,
    });
    if (node) children[element] = node;
  }
  return makeNode(isOwn, children);
}

function fieldsOfList(
  shape: ListShape | { kind: "set" },
  list: readonly unknown[],
  path: readonly string[],
  complain: Complain,
): Children {
  const children: Children = {};
  for (const [index, item] of list.entries()) {
    const element = itemElement(shape, item);
    if (element === undefined) {
      complain(path, missingKey(shape as ListShape, item, index));
    } else if (Object.hasOwn(children, element)) {
      complain(path, `duplicate entries for key ${printPath([element])}`);
    } else if (shape.kind === "set") children[element] = leaf;
    else {
      const at = [...path, element];
      children[element] = fieldsOfValue(shape.item, item, true, { path: at, complain }) ?? leaf;
    }
  }
  return children;
}

function missingKey(shape: ListShape, item: unknown, index: number): string {
  if (!isRecord(item)) {
    return `element ${index}: associative list with keys may not have non-map elements`;
  }
  const missing = shape.keys.find((key) => (item[key.name] ?? key.default) === undefined);
  return (
    `element ${index}: associative list with keys has an element that omits key field ` +
    `"${missing?.name}" (and doesn't have default value)`
  );
}
