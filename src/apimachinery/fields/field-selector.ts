// Field selectors: "metadata.name=web,status.phase!=Running".
// https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/

export interface FieldRequirement {
  field: string;
  operator: "=" | "!=";
  value: string;
}

export class FieldSelectorError extends Error {
  override name = "FieldSelectorError";
}

export class FieldSelector {
  readonly requirements: readonly FieldRequirement[];

  constructor(requirements: readonly FieldRequirement[]) {
    this.requirements = requirements;
  }

  static readonly everything = new FieldSelector([]);

  get isEmpty(): boolean {
    return this.requirements.length === 0;
  }

  /** A field that the record does not have counts as "". */
  matches(fields: Readonly<Record<string, string>>): boolean {
    return this.requirements.every(({ field, operator, value }) => {
      const actual = Object.hasOwn(fields, field) ? fields[field] : "";
      return (actual === value) === (operator === "=");
    });
  }

  /** The value that a field must have, when the selector says so. */
  requiredValue(field: string): string | undefined {
    return this.requirements.find((r) => r.field === field && r.operator === "=")?.value;
  }

  toString(): string {
    return this.requirements
      .map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`)
      .join(",");
  }
}

/** Throws a FieldSelectorError in Kubernetes' words. */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements: FieldRequirement[] = [];
  for (const part of splitTerms(text)) {
    if (part !== "") requirements.push(parseTerm(part, text));
  }
  requirements.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
  return requirements.length ? new FieldSelector(requirements) : FieldSelector.everything;
}

/** Commas, equals signs and backslashes in a value are written behind a backslash. */
export function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, (character) => `\\${character}`);
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === ",") {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string, text: string): FieldRequirement {
  for (let index = 0; index < term.length; index++) {
    if (term[index] === "\\") {
      index++;
      continue;
    }
    const sign = ["!=", "==", "="].find((candidate) => term.startsWith(candidate, index));
    if (sign) {
      return {
        field: term.slice(0, index),
        operator: sign === "!=" ? "!=" : "=",
        value: unescapeValue(term.slice(index + sign.length)),
      };
    }
  }
  throw new FieldSelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
}

function unescapeValue(text: string): string {
  let value = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (character === "\\") {
      const next = text[++index];
      if (next === undefined || !"\\,=".includes(next)) {
        throw new FieldSelectorError(`invalid escape sequence: \\${next ?? ""}`);
      }
      value += next;
    } else if (character === "," || character === "=") {
      throw new FieldSelectorError(`unescaped character in value: ${character}`);
    } else value += character;
  }
  return value;
}
