// What a plugin says about a pod. Refusals are values, never exceptions.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/

/**
 * - Success, Error (of the plugin itself)
 * - Unschedulable: not now; removing other pods may help
 * - UnschedulableAndUnresolvable: not now; removing other pods does not help
 * - Wait: the permit comes later. Skip: the plugin has nothing to do for this pod
 * - Pending: the plugin waits for something and says itself when to try again, without back-off
 */
export type StatusCode =
  | "Success"
  | "Error"
  | "Unschedulable"
  | "UnschedulableAndUnresolvable"
  | "Wait"
  | "Skip"
  | "Pending";

export interface Status {
  readonly code: StatusCode;
  readonly reasons: readonly string[];
  /** Who said so; "" for the framework. */
  readonly plugin: string;
  readonly error?: unknown;
}

export const success: Status = { code: "Success", reasons: [], plugin: "" };

export function unschedulable(plugin: string, ...reasons: string[]): Status {
  return { code: "Unschedulable", reasons, plugin };
}

export function unresolvable(plugin: string, ...reasons: string[]): Status {
  return { code: "UnschedulableAndUnresolvable", reasons, plugin };
}

export function skip(plugin: string): Status {
  return { code: "Skip", reasons: [], plugin };
}

export function failed(plugin: string, error: unknown): Status {
  const message = error instanceof Error ? error.message : String(error);
  return { code: "Error", reasons: [message], plugin, error };
}

export function isSuccess(status: Status): boolean {
  return status.code === "Success";
}

/** The pod is refused, in contrast to something being broken. */
export function isRejected(status: Status): boolean {
  return (
    status.code === "Unschedulable" ||
    status.code === "UnschedulableAndUnresolvable" ||
    status.code === "Pending"
  );
}

export function statusMessage(status: Status): string {
  return status.reasons.join(", ");
}
