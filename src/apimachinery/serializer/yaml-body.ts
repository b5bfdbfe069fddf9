// YAML request bodies, read as Kubernetes reads them: YAML 1.1 scalars (yes and on are booleans,
// 0777 is 511), but timestamps and base-60 numbers stay strings. Aliases are limited, since a few
// lines of them can stand for gigabytes.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
import { isAlias, LineCounter, parseAllDocuments, visit, type YAMLMap } from "yaml";
import { maximumProblems } from "./json-scanner.ts";

export class YamlSyntaxError extends Error {
  override name = "YamlSyntaxError";
}

export interface YamlBody {
  value: unknown;
  /** One text for each key that was given twice: `line 4: key "name" already set in map`. */
  duplicates: readonly string[];
}

const maximumAliases = 100;
const maximumYamlDepth = 1000;

/** Reads the first document. Throws YamlSyntaxError. */
export function parseYamlBody(text: string): YamlBody {
  guardDepth(text);
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      version: "1.1",
      uniqueKeys: false,
      merge: true,
      stringKeys: false,
      logLevel: "silent",
      lineCounter: lines,
      customTags: (tags) =>
        tags.filter(
          (tag) =>
            typeof tag === "string" ||
            !(
              tag.tag === "tag:yaml.org,2002:timestamp" ||
              tag.tag === "tag:yaml.org,2002:binary" ||
              ("format" in tag && tag.format === "TIME")
            ),
        ),
    });
    const document = documents[0];
    if (document === undefined) return { value: null, duplicates: [] };
    const error = document.errors[0];
    if (error !== undefined) {
      const line = error.linePos?.[0].line ?? 1;
      throw new YamlSyntaxError(`yaml: line ${line}: ${error.message.split("\n")[0]}`);
    }
    const duplicates: string[] = [];
    visit(document, {
      Map(_, map) {
        findDuplicates(map, lines, duplicates);
      },
    });
    return { value: document.toJS({ maxAliasCount: maximumAliases }) as unknown, duplicates };
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw error;
    if (error instanceof ReferenceError) {
      throw new YamlSyntaxError("yaml: document contains excessive aliasing", { cause: error });
    }
    throw new YamlSyntaxError("yaml: document cannot be read", { cause: error });
  }
}

/** Brackets deeper than objects are ever nested would only exhaust the parser's stack. */
function guardDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > maximumYamlDepth) throw new YamlSyntaxError("yaml: exceeded max depth");
  }
}

function findDuplicates(map: YAMLMap, lines: LineCounter, duplicates: string[]): void {
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = pair.key as { value?: unknown; range?: [number, number, number] } | null;
    if (key === null || isAlias(key) || key.value === undefined) continue;
    const name = String(key.value);
    if (seen.has(name) && duplicates.length < maximumProblems) {
      const { line } = lines.linePos(key.range?.[0] ?? 0);
      duplicates.push(`line ${line}: key ${JSON.stringify(name)} already set in map`);
    }
    seen.add(name);
  }
}
