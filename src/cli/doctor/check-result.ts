// What a check of the machine found.

export interface CheckResult {
  name: string;
  status: "ok" | "warning" | "failed";
  /** What was found; for a miss, what to do. */
  message: string;
}

export const ok = (name: string, message: string): CheckResult => ({ name, status: "ok", message });

export const failed = (name: string, message: string): CheckResult => ({
  name,
  status: "failed",
  message,
});

export const warning = (name: string, message: string): CheckResult => ({
  name,
  status: "warning",
  message,
});
