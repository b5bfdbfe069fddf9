// Defaults of a PriorityClass.
import type { PriorityClass } from "./types.generated.ts";

export function applyPriorityClassDefaults(priorityClass: PriorityClass): void {
  priorityClass.value ??= 0;
  priorityClass.preemptionPolicy ??= "PreemptLowerPriority";
}
