// Media types with parameters, as Accept and Content-Type carry them.
// https://www.rfc-editor.org/rfc/rfc9110#name-accept

export interface MediaType {
  /** "application", or "*". */
  type: string;
  /** "json", or "*". */
  subtype: string;
  parameters: Readonly<Record<string, string>>;
  /** 0 to 1; 1 where it is not given. */
  quality: number;
}

const maximumHeaderLength = 4096;
const maximumCached = 256;
const cache = new Map<string, readonly MediaType[]>();

/** The clauses of a header, best first; those that cannot be read are left out. */
export function parseMediaTypes(header: string): readonly MediaType[] {
  const known = cache.get(header);
  if (known !== undefined) return known;
  const parsed = header.length > maximumHeaderLength ? [] : parse(header);
  if (cache.size >= maximumCached) cache.clear();
  cache.set(header, parsed);
  return parsed;
}

function parse(header: string): MediaType[] {
  const types: MediaType[] = [];
  for (const clause of splitOutsideQuotes(header, ",")) {
    const [name = "", ...parameters] = splitOutsideQuotes(clause, ";");
    const type = mediaType(name.trim().toLowerCase(), parameters);
    if (type !== undefined) types.push(type);
  }
  // Stable: among equals the header's order decides, but wildcards come last.
  return types.sort((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

/** One pass, so that no header can make it slow. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === "\\" && isQuoted) i++;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function mediaType(name: string, parameterTexts: readonly string[]): MediaType | undefined {
  const slash = name.indexOf("/");
  const type = slash < 0 ? name : name.slice(0, slash);
  const subtype = slash < 0 && type === "*" ? "*" : name.slice(slash + 1);
  if (type === "" || subtype === "" || (slash < 0 && type !== "*")) return undefined;
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  let quality = 1;
  for (const text of parameterTexts) {
    const equals = text.indexOf("=");
    const key = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? "" : unquote(text.slice(equals + 1).trim());
    if (key === "q") quality = Math.min(1, Math.max(0, Number(value) || 0));
    else if (key !== "") parameters[key] = value;
  }
  return { type, subtype, parameters, quality };
}

function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

const wildcards = (type: MediaType): number =>
  (type.type === "*" ? 1 : 0) + (type.subtype === "*" ? 1 : 0);
