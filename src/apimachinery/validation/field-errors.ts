// Field errors in Kubernetes' words. Each takes the path first; `message` holds what follows it.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
import type { FieldError } from "../status-errors/status-error.ts";
import type { FieldPath } from "./field-path.ts";

type Path = FieldPath | string;

/** A string as Go quotes it. */
export function quote(text: string): string {
  return JSON.stringify(text)
    .replace(/\u007f/g, "\\x7f")
    .replace(/\\u00([01][0-9a-f])/g, "\\x$1");
}

function print(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null || value === undefined) return '"null"';
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function fieldError(
  type: FieldError["type"],
  path: Path,
  head: string,
  detail?: string,
): FieldError {
  return { type, field: path.toString(), message: detail ? `${head}: ${detail}` : head };
}

export function required(path: Path, detail = ""): FieldError {
  return fieldError("FieldValueRequired", path, "Required value", detail);
}

export function invalidValue(path: Path, value: unknown, detail: string): FieldError {
  return fieldError("FieldValueInvalid", path, `Invalid value: ${print(value)}`, detail);
}

/** The supported values print sorted, as Kubernetes does. */
export function notSupported(path: Path, value: unknown, supported: readonly string[]): FieldError {
  const head = `Unsupported value: ${print(value)}`;
  const values = [...supported].sort().map(quote).join(", ");
  return fieldError(
    "FieldValueNotSupported",
    path,
    head,
    supported.length ? `supported values: ${values}` : "",
  );
}

export function duplicate(path: Path, value: unknown): FieldError {
  return fieldError("FieldValueDuplicate", path, `Duplicate value: ${print(value)}`);
}

export function forbiddenField(path: Path, detail: string): FieldError {
  return fieldError("FieldValueForbidden", path, "Forbidden", detail);
}

export function fieldNotFound(path: Path, value: unknown): FieldError {
  return fieldError("FieldValueNotFound", path, `Not found: ${print(value)}`);
}

/** `limit` is in bytes. */
export function tooLong(path: Path, limit: number): FieldError {
  const detail = `may not be more than ${limit} ${limit === 1 ? "byte" : "bytes"}`;
  return fieldError("FieldValueTooLong", path, "Too long", detail);
}

export function tooMany(path: Path, actual: number, limit: number): FieldError {
  const detail = `must have at most ${limit} ${limit === 1 ? "item" : "items"}`;
  return fieldError("FieldValueTooMany", path, `Too many: ${actual}`, detail);
}

/** Errors for each complaint about one value. */
export function invalidBecause(
  path: Path,
  value: unknown,
  complaints: readonly string[],
): FieldError[] {
  return complaints.map((complaint) => invalidValue(path, value, complaint));
}
