// One condition of a label selector, checked when it is made.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
import { invalidValue, notSupported } from "../validation/field-errors.ts";
import { labelValueComplaints, qualifiedNameComplaints } from "../validation/formats.ts";

export type LabelOperator = "in" | "notin" | "=" | "==" | "!=" | "exists" | "!" | "gt" | "lt";

const labelOperators: readonly string[] = [
  "=",
  "==",
  "!",
  "!=",
  "exists",
  "gt",
  "in",
  "lt",
  "notin",
];

export type Labels = Readonly<Record<string, string>>;

export class SelectorError extends Error {
  override name = "SelectorError";
}

export class Requirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: ReadonlySet<string>;
  readonly #threshold: number;

  /** Throws a SelectorError in Kubernetes' words when the parts do not fit together. */
  constructor(key: string, operator: LabelOperator, values: readonly string[] = []) {
    checkRequirement(key, operator, values);
    this.key = key;
    this.operator = operator;
    this.values = new Set(values);
    this.#threshold = operator === "gt" || operator === "lt" ? Number(values[0]) : 0;
  }

  matches(labels: Labels | undefined): boolean {
    const value = labels && Object.hasOwn(labels, this.key) ? labels[this.key] : undefined;
    switch (this.operator) {
      case "in":
      case "=":
      case "==":
        return value !== undefined && this.values.has(value);
      case "notin":
      case "!=":
        return value === undefined || !this.values.has(value);
      case "exists":
        return value !== undefined;
      case "!":
        return value === undefined;
      case "gt":
        return value !== undefined && isInteger(value) && Number(value) > this.#threshold;
      case "lt":
        return value !== undefined && isInteger(value) && Number(value) < this.#threshold;
    }
  }

  toString(): string {
    const values = [...this.values].sort();
    switch (this.operator) {
      case "exists":
        return this.key;
      case "!":
        return `!${this.key}`;
      case "in":
      case "notin":
        return `${this.key} ${this.operator} (${values.join(",")})`;
      case "gt":
        return `${this.key}>${values[0]}`;
      case "lt":
        return `${this.key}<${values[0]}`;
      default:
        return `${this.key}${this.operator}${values[0]}`;
    }
  }
}

function isInteger(text: string): boolean {
  return /^[-+]?[0-9]+$/.test(text);
}

function checkRequirement(key: string, operator: string, values: readonly string[]): void {
  const errors: { field: string; message: string }[] = [];
  const keyComplaints = qualifiedNameComplaints(key);
  if (keyComplaints.length) errors.push(invalidValue("key", key, keyComplaints.join("; ")));
  const complaint = valuesComplaint(operator, values);
  if (complaint) errors.push(invalidValue("values", values, complaint));
  if (!labelOperators.includes(operator)) {
    errors.push(notSupported("operator", operator, labelOperators));
  }
  for (const [index, value] of values.entries()) {
    if ((operator === "gt" || operator === "lt") && !isInteger(value)) {
      const text = "for 'Gt', 'Lt' operators, the value must be an integer";
      errors.push(invalidValue(`values[${index}]`, value, text));
    }
    const complaints = labelValueComplaints(value);
    if (complaints.length) {
      errors.push(invalidValue(`values[${index}][${key}]`, value, complaints.join("; ")));
    }
  }
  if (errors.length === 0) return;
  const texts = errors.map((error) => `${error.field}: ${error.message}`);
  throw new SelectorError(texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`);
}

function valuesComplaint(operator: string, values: readonly string[]): string | undefined {
  switch (operator) {
    case "in":
    case "notin":
      return values.length ? undefined : "for 'in', 'notin' operators, values set can't be empty";
    case "=":
    case "==":
    case "!=":
      return values.length === 1
        ? undefined
        : "exact-match compatibility requires one single value";
    case "exists":
    case "!":
      return values.length ? "values set must be empty for exists and does not exist" : undefined;
    case "gt":
    case "lt":
      return values.length === 1
        ? undefined
        : "for 'Gt', 'Lt' operators, exactly one value is required";
    default:
      return undefined;
  }
}
