// Which fields differ between two states of an object, as sets of paths.
import { deepEqual, getOwn, isRecord } from "#base";
import { type FieldTree, leaf, makeNode } from "./field-tree.ts";
import {
  itemElement,
  type ListShape,
  type Shape,
  type StructShape,
  untypedShape,
} from "./shape.ts";

export interface Difference {
  /** Added or changed; undefined when there are none. */
  changed: FieldTree | undefined;
  removed: FieldTree | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Undefined when both are equal in everything that can be owned. */
export function compare(shape: Shape, before: unknown, after: unknown): Difference | undefined {
  if (before === after) return undefined;
  switch (shape.kind) {
    case "struct":
      return compareLeafOr(before, after, isRecord, (a, b) => compareStructs(shape, a, b));
    case "map":
      return compareLeafOr(before, after, isRecord, (a, b) => compareMaps(shape.value, a, b));
    case "untyped":
      return compareLeafOr(before, after, isRecord, (a, b) => compareMaps(untypedShape, a, b));
    case "list":
    case "set":
      return compareLeafOr(before, after, isList, (a, b) => compareLists(shape, a, b));
    case "leaf":
      return deepEqual(before, after) ? undefined : { changed: leaf, removed: undefined };
  }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function compareLeafOr<T>(
  before: unknown,
  after: unknown,
  isPart: (value: unknown) => value is T,
  compareParts: (before: T, after: T) => Difference | undefined,
): Difference | undefined {
  if (isPart(before) && isPart(after)) return compareParts(before, after);
  return deepEqual(before, after) ? undefined : { changed: leaf, removed: undefined };
}

/** The set of a value that was not there before: itself and every part of it. */
export function wholeTree(shape: Shape, value: unknown): FieldTree {
  const children = childTrees(shape, value);
  return makeNode(true, children) ?? leaf;
}

function childTrees(shape: Shape, value: unknown): Record<string, FieldTree> | undefined {
  if (shape.kind === "leaf") return undefined;
  const children: Record<string, FieldTree> = {};
  if (shape.kind === "list" || shape.kind === "set") {
    if (!Array.isArray(value)) return undefined;
    for (let index = 0; index < value.length; index++) {
      const element = itemElement(shape, value[index]) ?? `i:${index}`;
      children[element] = shape.kind === "set" ? leaf : wholeTree(shape.item, value[index]);
    }
    return children;
  }
  if (!isRecord(value)) return undefined;
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (part === undefined) continue;
    if (shape.kind === "struct") {
      if (shape.isIgnored(key)) continue;
      const field = shape.field(key);
      if (field) children[field.element] = wholeTree(field.shape, part);
      else children[`f:${key}`] = wholeTree(untypedShape, part);
    } else {
      children[`f:${key}`] = wholeTree(shape.kind === "map" ? shape.value : shape, part);
    }
  }
  return children;
}

/** Collects the differences of the parts of one value. */
class Parts {
  #changed: Record<string, FieldTree> | undefined;
  #removed: Record<string, FieldTree> | undefined;

  add(element: string, difference: Difference | undefined): void {
    if (difference?.changed) this.change(element, difference.changed);
    if (difference?.removed) this.remove(element, difference.removed);
  }

  change(element: string, tree: FieldTree): void {
    this.#changed ??= {};
    this.#changed[element] = tree;
  }

  remove(element: string, tree: FieldTree): void {
    this.#removed ??= {};
    this.#removed[element] = tree;
  }

  finish(): Difference | undefined {
    return this.#changed || this.#removed
      ? { changed: this.#changed, removed: this.#removed }
      : undefined;
  }
}

function compareStructs(shape: StructShape, before: Fields, after: Fields): Difference | undefined {
  const parts = new Parts();
  for (const key of Object.keys(after)) {
    const [a, b] = [getOwn(before, key), after[key]];
    if (a === b || b === undefined || shape.isIgnored(key)) continue;
    const field = shape.field(key);
    const fieldShape = field?.shape ?? untypedShape;
    const element = field?.element ?? `f:${key}`;
    const from = a ?? (field?.isImplied ? emptyOf(b) : undefined);
    if (from === undefined) parts.change(element, wholeTree(fieldShape, b));
    else parts.add(element, compare(fieldShape, from, b));
  }
  for (const key of Object.keys(before)) {
    if (before[key] === undefined || shape.isIgnored(key)) continue;
    if (getOwn(after, key) !== undefined) continue;
    const field = shape.field(key);
    const tree = wholeTree(field?.shape ?? untypedShape, before[key]);
    parts.remove(field?.element ?? `f:${key}`, tree);
  }
  return parts.finish();
}

const emptyRecord: Fields = Object.freeze({});
const emptyList: readonly unknown[] = Object.freeze([]);

function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) return emptyList;
  return isRecord(value) ? emptyRecord : undefined;
}

function compareMaps(valueShape: Shape, before: Fields, after: Fields): Difference | undefined {
  const parts = new Parts();
  for (const key of Object.keys(after)) {
    const [a, b] = [getOwn(before, key), after[key]];
    if (b === undefined) continue;
    if (a === undefined) parts.change(`f:${key}`, wholeTree(valueShape, b));
    else parts.add(`f:${key}`, compare(valueShape, a, b));
  }
  for (const key of Object.keys(before)) {
    if (before[key] === undefined || getOwn(after, key) !== undefined) continue;
    parts.remove(`f:${key}`, wholeTree(valueShape, before[key]));
  }
  return parts.finish();
}

function compareLists(
  shape: ListShape | { kind: "set" },
  before: readonly unknown[],
  after: readonly unknown[],
): Difference | undefined {
  const parts = new Parts();
  const old = itemsByElement(shape, before);
  const itemShape: Shape = shape.kind === "set" ? { kind: "leaf" } : shape.item;
  for (const [element, item] of itemsByElement(shape, after)) {
    if (old.has(element)) parts.add(element, compare(itemShape, old.get(element), item));
    else parts.change(element, wholeTree(itemShape, item));
    old.delete(element);
  }
  for (const [element, item] of old) parts.remove(element, wholeTree(itemShape, item));
  return parts.finish();
}

/** The items by path element, in order; of equal ones the first. */
export function itemsByElement(
  shape: ListShape | { kind: "set" },
  list: readonly unknown[],
): Map<string, unknown> {
  const items = new Map<string, unknown>();
  for (let index = 0; index < list.length; index++) {
    const element = itemElement(shape, list[index]) ?? `i:${index}`;
    if (!items.has(element)) items.set(element, list[index]);
  }
  return items;
}
