// The way from client-side to server-side apply: what `kubectl apply` noted in its annotation may be
// taken over by `kubectl apply --server-side` without a conflict, and the note is kept up to date.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply
import { deepCopy, isRecord } from "#base";
import type { KubernetesObject } from "../../meta/object.ts";
import { compare } from "./compare.ts";
import { type FieldTree, leaf, subtract } from "./field-tree.ts";
import type { StructShape } from "./shape.ts";
import { fieldsOf } from "./typed-set.ts";

const annotation = "kubectl.kubernetes.io/last-applied-configuration";
export const kubectlManager = "kubectl";

/** The fields that kubectl's annotation states with the values that the live object has. */
export function lastAppliedFields(shape: StructShape, live: KubernetesObject): FieldTree {
  const lastApplied = readLastApplied(live);
  if (!lastApplied) return leaf;
  const difference = compare(shape, lastApplied, live);
  let fields = fieldsOf(shape, lastApplied, () => {});
  if (difference?.changed) fields = subtract(fields, difference.changed);
  if (difference?.removed) fields = subtract(fields, difference.removed);
  return fields;
}

function readLastApplied(live: KubernetesObject): Record<string, unknown> | undefined {
  const text = live.metadata.annotations?.[annotation];
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the annotation of `object` anew, if the live object has it. */
export function updateLastApplied(
  object: KubernetesObject,
  live: KubernetesObject,
  applied: KubernetesObject,
): void {
  if (!live.metadata.annotations?.[annotation]) return;
  const noted = deepCopy(applied);
  if (noted.metadata.annotations) delete noted.metadata.annotations[annotation];
  object.metadata.annotations ??= {};
  object.metadata.annotations[annotation] = `${JSON.stringify(noted)}\n`;
}
