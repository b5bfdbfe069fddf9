// Lays an applied configuration over a live object: stated fields win, lists merge by their keys.
import { getOwn, isRecord, setOwn } from "#base";
import { itemsByElement } from "./compare.ts";
import { type ListShape, type Shape, untypedShape } from "./shape.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Undefined when nothing is left. The result may share parts with both. */
export function mergeApplied(shape: Shape, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (applied === null) return undefined;
  if (shape.kind === "leaf") return applied;
  if (shape.kind === "list" || shape.kind === "set") {
    if (!Array.isArray(applied)) return applied;
    return mergeLists(shape, Array.isArray(live) ? live : [], applied);
  }
  if (!isRecord(applied)) return applied;
  return mergeRecords(shape, isRecord(live) ? live : {}, applied);
}

function partShape(shape: Shape, key: string): Shape {
  if (shape.kind === "struct") return shape.field(key)?.shape ?? untypedShape;
  return shape.kind === "map" ? shape.value : untypedShape;
}

function mergeRecords(shape: Shape, live: Fields, applied: Fields): Fields {
  const merged: Record<string, unknown> = {};
  for (const key of Object.keys(live)) {
    const value = Object.hasOwn(applied, key)
      ? mergeApplied(partShape(shape, key), live[key], applied[key])
      : live[key];
    if (value !== undefined) setOwn(merged, key, value);
  }
  for (const key of Object.keys(applied)) {
    if (getOwn(live, key) !== undefined) continue;
    const value = mergeApplied(partShape(shape, key), undefined, applied[key]);
    if (value !== undefined) setOwn(merged, key, value);
  }
  return merged;
}

/**
 * Stated items come in the stated order. Others stay in front of the stated item that followed
 * them; what follows the last stated one stays at the end, after items that are new.
 */
function mergeLists(
  shape: ListShape | { kind: "set" },
  live: readonly unknown[],
  applied: readonly unknown[],
): unknown[] {
  const [left, right] = [itemsByElement(shape, live), itemsByElement(shape, applied)];
  const itemShape: Shape = shape.kind === "set" ? { kind: "leaf" } : shape.item;
  const leftOrder = [...left.keys()];
  const rightOrder = [...right.keys()];
  const shared = rightOrder.filter((element) => left.has(element));
  const merged: unknown[] = [];
  let [leftIndex, rightIndex, sharedIndex] = [0, 0, 0];
  while (leftIndex < leftOrder.length || rightIndex < rightOrder.length) {
    const fromLeft = leftOrder[leftIndex];
    const fromRight = rightOrder[rightIndex];
    if (fromLeft !== undefined && fromLeft !== fromRight) {
      if (!right.has(fromLeft)) {
        merged.push(left.get(fromLeft));
        leftIndex++;
        continue;
      }
      // It comes where the applied order wants it, unless what is wanted next waits for it.
      if (fromRight === undefined || fromLeft !== shared[sharedIndex]) {
        leftIndex++;
        continue;
      }
    }
    if (fromRight === undefined) break;
    merged.push(mergeApplied(itemShape, left.get(fromRight), right.get(fromRight)));
    if (fromLeft === fromRight) leftIndex++;
    if (fromRight === shared[sharedIndex]) sharedIndex++;
    rightIndex++;
  }
  return merged;
}
