// Takes out of an object what an applier stated before, states no longer and nobody else owns.
import { isRecord, setOwn } from "#base";
import { childrenOf, type FieldTree, isEmptyTree, isMember, leaf } from "./field-tree.ts";
import { itemElement, type Shape, untypedShape } from "./shape.ts";

/**
 * The paths to take out. Fields of structs count as owned when something below them is, so that a
 * struct goes with its last owned field, together with what nobody owned in it.
 */
export function pathsToPrune(
  shape: Shape,
  last: FieldTree,
  owned: FieldTree | undefined,
): FieldTree {
  const paths: Record<string, FieldTree> = {};
  for (const [element, node] of childrenOf(last)) {
    const other = owned?.[element];
    const isStructField = shape.kind === "struct" && shape.field(element.slice(2)) !== undefined;
    const wasOwned = isStructField || isMember(node);
    const isOwned = other !== undefined && (isStructField || isMember(other));
    if (wasOwned && !isOwned) {
      paths[element] = leaf;
      continue;
    }
    const below = pathsToPrune(shapeBelow(shape, element), node, other);
    if (!isEmptyTree(below)) paths[element] = below;
  }
  return paths;
}

function shapeBelow(shape: Shape, element: string): Shape {
  switch (shape.kind) {
    case "struct":
      return shape.field(element.slice(2))?.shape ?? untypedShape;
    case "map":
      return shape.value;
    case "list":
      return shape.item;
    default:
      return shape;
  }
}

/** The value without these paths; undefined when nothing is left of it. */
export function prune(shape: Shape, value: unknown, paths: FieldTree): unknown {
  if (isEmptyTree(paths) || shape.kind === "leaf") return value;
  if (shape.kind === "list" || shape.kind === "set") {
    if (!Array.isArray(value)) return value;
    const kept: unknown[] = [];
    for (const item of value) {
      const element = itemElement(shape, item);
      const node = element === undefined ? undefined : paths[element];
      if (element === undefined || node === undefined) kept.push(item);
      else if (!isMember(node)) kept.push(prune(shapeBelow(shape, element), item, node));
    }
    return kept.length ? kept : undefined;
  }
  if (!isRecord(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const node = paths[`f:${key}`];
    if (node && isMember(node)) continue;
    const part = node ? prune(shapeBelow(shape, `f:${key}`), value[key], node) : value[key];
    if (part !== undefined) setOwn(kept, key, part);
  }
  return Object.keys(kept).length ? kept : undefined;
}
