// Numbers, percentages and words from a fixed list.
import {
  type FieldError,
  type FieldPath,
  invalidBecause,
  invalidValue,
  notSupported,
  percentComplaints,
  required,
} from "#apimachinery";

export function validateNonNegative(value: number | undefined, path: FieldPath): FieldError[] {
  return value !== undefined && value < 0
    ? [invalidValue(path, value, "must be greater than or equal to 0")]
    : [];
}

export function validatePositive(value: number | undefined, path: FieldPath): FieldError[] {
  return value !== undefined && value <= 0
    ? [invalidValue(path, value, "must be greater than 0")]
    : [];
}

/** `5` or `"25%"`. */
export function validateIntOrPercent(
  value: number | string | undefined,
  path: FieldPath,
): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === "number") return validateNonNegative(value, path);
  return invalidBecause(path, value, percentComplaints(value));
}

export function validateAtMost100Percent(
  value: number | string | undefined,
  path: FieldPath,
): FieldError[] {
  if (typeof value !== "string" || percentComplaints(value).length > 0) return [];
  return Number(value.slice(0, -1)) > 100
    ? [invalidValue(path, value, "must not be greater than 100%")]
    : [];
}

/** An absent value is fine. */
export function validateEnum(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): FieldError[] {
  if (value === undefined) return [];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

/** The supported values print as listed, where Kubernetes lists them by importance. */
export function notSupportedInOrder(
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError {
  const error = notSupported(path, value, []);
  const values = supported.map((each) => JSON.stringify(each)).join(", ");
  return { ...error, message: `${error.message}: supported values: ${values}` };
}

export function validateOrderedEnum(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): FieldError[] {
  if (value === undefined || supported.includes(value)) return [];
  return [notSupportedInOrder(path, value, supported)];
}

export function validateRequiredEnum(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): FieldError[] {
  return value ? validateEnum(value, supported, path) : [required(path)];
}
