// Reads the text form of label selectors. The grammar is that of the API's `labelSelector`
// parameter: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
import { qualifiedNameComplaints } from "../validation/formats.ts";
import { type LabelOperator, Requirement, SelectorError } from "./requirement.ts";

interface Token {
  kind: "word" | "symbol" | "end" | "error";
  text: string;
}

const symbols = ["!=", "==", "=", "!", "(", ")", ",", ">", "<"];
const operatorOf: Readonly<Record<string, LabelOperator>> = {
  in: "in",
  notin: "notin",
  "=": "=",
  "==": "==",
  "!=": "!=",
  ">": "gt",
  "<": "lt",
};
const endToken: Token = { kind: "end", text: "" };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const rest = text.slice(position, position + 2);
    if (/^[ \t\r\n]/.test(rest)) {
      position++;
      continue;
    }
    const symbol = symbols.find((candidate) => rest.startsWith(candidate));
    if (symbol) {
      tokens.push({ kind: "symbol", text: symbol });
      position += symbol.length;
      continue;
    }
    let end = position;
    while (end < text.length && !/[ \t\r\n!=(),<>]/.test(text[end] as string)) end++;
    tokens.push({ kind: "word", text: text.slice(position, end) });
    position = end;
  }
  return tokens;
}

export function parseRequirements(text: string): Requirement[] {
  return new Parser(tokenize(text)).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    for (;;) {
      const first = this.#peek();
      if (first.kind !== "word" && first.text !== "!") {
        throw new SelectorError(
          `found '${first.text}', expected: !, identifier, or 'end of string'`,
        );
      }
      requirements.push(this.#parseRequirement());
      const next = this.#take();
      if (next.kind === "end") return requirements;
      if (next.text !== ",") {
        throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      }
      const after = this.#peek();
      if (after.kind !== "word" && after.text !== "!") {
        throw new SelectorError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? endToken;
  }

  #take(): Token {
    return this.#tokens[this.#position++] ?? endToken;
  }

  #parseRequirement(): Requirement {
    try {
      return this.#parseKeyOperatorValues();
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      throw new SelectorError(`unable to parse requirement: ${error.message}`, { cause: error });
    }
  }

  #parseKeyOperatorValues(): Requirement {
    const isNegated = this.#peek().text === "!" && this.#peek().kind === "symbol";
    if (isNegated) this.#take();
    const key = this.#take();
    if (key.kind !== "word") {
      throw new SelectorError(`found '${key.text}', expected: identifier`);
    }
    checkKey(key.text);
    if (isNegated) return new Requirement(key.text, "!");
    const next = this.#peek();
    if (next.kind === "end" || next.text === ",") return new Requirement(key.text, "exists");
    this.#take();
    if (!Object.hasOwn(operatorOf, next.text)) {
      throw new SelectorError(`found '${next.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    const operator = operatorOf[next.text] as LabelOperator;
    const isSet = operator === "in" || operator === "notin";
    return new Requirement(key.text, operator, isSet ? this.#parseSet() : [this.#parseValue()]);
  }

  /** An absent value stands for the empty one: "app=". */
  #parseValue(): string {
    const next = this.#peek();
    if (next.kind === "end" || next.text === ",") return "";
    this.#take();
    if (next.kind === "word") return next.text;
    throw new SelectorError(`found '${next.text}', expected: identifier`);
  }

  #parseSet(): string[] {
    const open = this.#take();
    if (open.text !== "(") throw new SelectorError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    let last: "(" | "," | "word" = "(";
    for (;;) {
      const token = this.#take();
      if (token.kind === "word" && last !== "word") {
        values.add(token.text);
        last = "word";
      } else if (token.kind === "symbol" && (token.text === "," || token.text === ")")) {
        // Nothing between two marks is the empty value.
        if (last !== "word") values.add("");
        if (token.text === ")") return [...values].sort();
        last = ",";
      } else {
        throw new SelectorError(`found '${token.text}', expected: ${expectedAfter[last]}`);
      }
    }
  }
}

const expectedAfter = {
  "(": "',', ')' or identifier",
  ",": "',', or identifier",
  word: "',' or ')'",
} as const;

/** The key is checked before there is a path to name it by; Kubernetes says so. */
function checkKey(key: string): void {
  const complaints = qualifiedNameComplaints(key);
  if (complaints.length === 0) return;
  throw new SelectorError(`<nil>: Invalid value: ${JSON.stringify(key)}: ${complaints.join("; ")}`);
}
