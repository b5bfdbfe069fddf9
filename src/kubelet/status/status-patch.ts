// The difference between two pod statuses as a strategic merge patch: only what changed, conditions
// by type, so that what others write there is left alone.
// https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
import { isDeepStrictEqual } from "node:util";
import type { PodCondition, PodStatus } from "#api/core/v1";

/** Undefined: nothing changed. */
export function statusPatch(from: PodStatus, to: PodStatus): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  const before: Record<string, unknown> = { ...from };
  const after: Record<string, unknown> = { ...to };
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (field === "conditions" || same(before[field], after[field])) continue;
    if (after[field] === undefined) patch[field] = null;
    else
      patch[field] = mergedLists.has(field) ? replaced(before[field], after[field]) : after[field];
  }
  const conditions = changedConditions(from.conditions ?? [], to.conditions ?? []);
  if (conditions.length > 0) patch["conditions"] = conditions;
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Lists that a strategic merge would join by key. */
const mergedLists: ReadonlySet<string> = new Set(["hostIPs", "podIPs"]);

function replaced(before: unknown, after: unknown): unknown {
  const had = Array.isArray(before) && before.length > 0;
  return had && Array.isArray(after) ? [{ $patch: "replace" }, ...after] : after;
}

function changedConditions(
  before: readonly PodCondition[],
  after: readonly PodCondition[],
): Record<string, unknown>[] {
  return after.flatMap((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    if (old && same(withoutProbeTime(old), withoutProbeTime(condition))) return [];
    const gone = Object.keys(old ?? {}).filter(
      (field) => field !== "lastProbeTime" && !(field in condition),
    );
    return [{ ...condition, ...Object.fromEntries(gone.map((field) => [field, null])) }];
  });
}

function withoutProbeTime(condition: PodCondition): PodCondition {
  const { lastProbeTime: _, ...rest } = condition;
  return rest;
}

/** Equal but for fields that are empty on one side: the server leaves out empty maps and lists. */
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(withoutEmpty(a), withoutEmpty(b));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (value === null || typeof value !== "object") return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
