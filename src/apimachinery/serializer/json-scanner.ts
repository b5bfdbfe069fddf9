// Reads JSON text a second time, with Go's eyes: finds keys that are given twice, which JSON.parse
// hides, and words syntax errors as Kubernetes' decoder does. Not on the fast path: it runs when the
// number of keys shows that a duplicate exists, or when JSON.parse has failed.

/** At most this many problems are reported, as in Kubernetes. */
export const maximumProblems = 100;
export const maximumJsonDepth = 1000;

export class JsonSyntaxError extends Error {
  override name = "JsonSyntaxError";
}

/**
 * The number of keys of all objects in valid JSON text. Cheap: only strings are looked at, and a
 * string is a key when a colon follows.
 */
export function countKeys(text: string): number {
  let count = 0;
  let at = text.indexOf('"');
  while (at >= 0) {
    let end = text.indexOf('"', at + 1);
    while (text.charCodeAt(end - 1) === backslash && isEscaped(text, end)) {
      end = text.indexOf('"', end + 1);
    }
    let after = end + 1;
    let code = text.charCodeAt(after);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++after);
    if (code === colon) count++;
    at = text.indexOf('"', after);
  }
  return count;
}

const backslash = 92;
const colon = 58;

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(quote - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1;
}

/**
 * What strict decoding says of valid JSON text, in the text's order: `duplicate field "a.b[0].c"`,
 * and `unknown field "..."` for the paths that the walk found unknown. Within unknown fields nothing
 * is reported.
 */
export function strictProblems(text: string, unknownFields: readonly string[]): string[] {
  const scanner = new JsonScanner(text, new Set(unknownFields));
  scanner.scan();
  return [...scanner.problems];
}

/** What Go says of text that JSON.parse refused. */
export function describeSyntaxError(text: string): string {
  try {
    new JsonScanner(text, new Set()).scan();
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  return "unexpected end of JSON input";
}

class JsonScanner {
  readonly problems = new Set<string>();
  readonly #text: string;
  readonly #unknown: ReadonlySet<string>;
  readonly #path: string[] = [];
  /** How many unknown fields stand around the current place. */
  #unknownDepth = 0;
  #at = 0;

  constructor(text: string, unknown: ReadonlySet<string>) {
    this.#text = text;
    this.#unknown = unknown;
  }

  scan(): void {
    this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected("after top-level value");
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #unexpected(where: string): JsonSyntaxError {
    const character = this.#text.charAt(this.#at);
    if (character === "") return new JsonSyntaxError("unexpected end of JSON input");
    return new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${where}`);
  }

  #value(): void {
    this.#space();
    const character = this.#text.charAt(this.#at);
    if (character === "{") this.#object();
    else if (character === "[") this.#array();
    else if (character === '"') this.#string();
    else if (/[-0-9]/.test(character)) this.#number();
    else this.#literal(character);
  }

  #literal(first: string): void {
    const word = first === "t" ? "true" : first === "f" ? "false" : first === "n" ? "null" : "";
    if (word === "") throw this.#unexpected("looking for beginning of value");
    for (const letter of word) {
      if (this.#text.charAt(this.#at) !== letter) {
        throw this.#unexpected(`in literal ${word} (expecting '${letter}')`);
      }
      this.#at++;
    }
  }

  #number(): void {
    if (this.#text.charAt(this.#at) === "-") this.#at++;
    if (this.#text.charAt(this.#at) === "0") this.#at++;
    else this.#digits("in numeric literal");
    if (this.#text.charAt(this.#at) === ".") {
      this.#at++;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at++;
      if (/[+-]/.test(this.#text.charAt(this.#at))) this.#at++;
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(where: string): void {
    if (!/[0-9]/.test(this.#text.charAt(this.#at))) throw this.#unexpected(where);
    while (/[0-9]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) break;
      if (Number.isNaN(code) || code < 32) throw this.#unexpected("in string literal");
      this.#at++;
      if (code === backslash) this.#escape();
    }
    this.#at++;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #escape(): void {
    const kind = this.#text.charAt(this.#at);
    if (kind === "" || !'"\\/bfnrtu'.includes(kind))
      throw this.#unexpected("in string escape code");
    this.#at++;
    if (kind !== "u") return;
    for (let i = 0; i < 4; i++) {
      if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) {
        throw this.#unexpected("in \\u hexadecimal character escape");
      }
      this.#at++;
    }
  }

  #enter(segment: string): void {
    if (this.#path.length >= maximumJsonDepth) throw new JsonSyntaxError("exceeded max depth");
    this.#path.push(segment);
  }

  #object(): void {
    this.#at++;
    const seen = new Set<string>();
    this.#space();
    if (this.#text.charAt(this.#at) === "}") {
      this.#at++;
      return;
    }
    for (;;) {
      this.#space();
      if (this.#text.charAt(this.#at) !== '"') {
        throw this.#unexpected("looking for beginning of object key string");
      }
      const key = this.#string();
      this.#enter(`.${key}`);
      const isUnknown = this.#checkKey(seen.has(key));
      seen.add(key);
      this.#space();
      if (this.#text.charAt(this.#at) !== ":") throw this.#unexpected("after object key");
      this.#at++;
      if (isUnknown) this.#unknownDepth++;
      this.#value();
      if (isUnknown) this.#unknownDepth--;
      this.#path.pop();
      if (this.#separator("}", "after object key:value pair")) return;
    }
  }

  /** Notes what is wrong with the key that was entered last; true: it is unknown. */
  #checkKey(isDuplicate: boolean): boolean {
    if (this.#unknownDepth > 0 || (!isDuplicate && this.#unknown.size === 0)) return false;
    const path = this.#path.join("").replace(/^\./, "");
    const isUnknown = this.#unknown.has(path);
    if (isUnknown || isDuplicate)
      this.#report(`${isUnknown ? "unknown" : "duplicate"} field "${path}"`);
    return isUnknown;
  }

  #report(problem: string): void {
    if (this.problems.size < maximumProblems) this.problems.add(problem);
  }

  #array(): void {
    this.#at++;
    this.#space();
    if (this.#text.charAt(this.#at) === "]") {
      this.#at++;
      return;
    }
    for (let index = 0; ; index++) {
      this.#enter(`[${index}]`);
      this.#value();
      this.#path.pop();
      if (this.#separator("]", "after array element")) return;
    }
  }

  /** Passes a comma (false) or the closing bracket (true). */
  #separator(close: string, where: string): boolean {
    this.#space();
    const character = this.#text.charAt(this.#at);
    if (character !== "," && character !== close) throw this.#unexpected(where);
    this.#at++;
    return character === close;
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const quoted = JSON.stringify(character);
  return `'${quoted.slice(1, -1)}'`;
}
