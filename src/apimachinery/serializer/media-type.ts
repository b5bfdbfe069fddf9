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

const clause =
  /\s*([^\s;,/"]+)(?:\/([^\s;,"]+))?((?:\s*;\s*(?:[^\s;,="]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)?)*)\s*(?:,|$)/y;
const parameter = /([^\s;,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g;
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
  clause.lastIndex = 0;
  while (clause.lastIndex < header.length) {
    const start = clause.lastIndex;
    const match = clause.exec(header);
    if (match === null) {
      const comma = header.indexOf(",", start);
      if (comma < 0) break;
      clause.lastIndex = comma + 1;
      continue;
    }
    const [, type = "", subtype = type === "*" ? "*" : "", rest = ""] = match;
    types.push(mediaType(type.toLowerCase(), subtype.toLowerCase(), rest));
  }
  // Stable: among equals the header's order decides, but wildcards come last.
  return types.sort((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

function mediaType(type: string, subtype: string, rest: string): MediaType {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  let quality = 1;
  for (const [, name = "", quoted, plain = ""] of rest.matchAll(parameter)) {
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
    if (name.toLowerCase() !== "q") parameters[name.toLowerCase()] = value;
    else quality = Math.min(1, Math.max(0, Number(value) || 0));
  }
  return { type, subtype, parameters, quality };
}

const wildcards = (type: MediaType): number =>
  (type.type === "*" ? 1 : 0) + (type.subtype === "*" ? 1 : 0);
