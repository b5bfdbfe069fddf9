// YAML request bodies, read as Kubernetes reads them: YAML 1.1 scalars (yes and on are booleans,
// 0777 is 511), but timestamps and base-60 numbers stay strings. Aliases are limited, since a few
// lines of them can stand for gigabytes.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
import {
  Composer,
  type Document,
  type DocumentOptions,
  isAlias,
  LineCounter,
  type ParseOptions,
  Parser,
  type SchemaOptions,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
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

const yamlOptions: ParseOptions & DocumentOptions & SchemaOptions = {
  version: "1.1",
  uniqueKeys: false,
  merge: true,
  prettyErrors: false,
  stringKeys: false,
  logLevel: "silent",
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
};

/** Reads the first document. Throws YamlSyntaxError. */
export function parseYamlBody(text: string): YamlBody {
  const lines = new LineCounter();
  try {
    const document = firstDocument(text, lines);
    if (document === undefined) return { value: null, duplicates: [] };
    const error = document.errors[0];
    if (error !== undefined) throw syntaxError(error, lines);
    const duplicates: string[] = [];
    let hasAliases = false;
    visit(document, {
      Map(_, map) {
        findDuplicates(map, lines, duplicates);
      },
      Alias() {
        hasAliases = true;
      },
    });
    const value = document.toJS({ maxAliasCount: maximumAliases }) as unknown;
    // An alias gives the same object again; whoever changes one would change both.
    return { value: hasAliases ? JSON.parse(JSON.stringify(value)) : value, duplicates };
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw error;
    if (error instanceof ReferenceError) {
      throw new YamlSyntaxError("yaml: document contains excessive aliasing", { cause: error });
    }
    throw new YamlSyntaxError("yaml: document cannot be read", { cause: error });
  }
}

/** Further documents are not even read. */
function firstDocument(text: string, lines: LineCounter): Document.Parsed | undefined {
  const parser = new Parser(lines.addNewLine);
  for (const document of new Composer(yamlOptions).compose(parser.parse(text), true, text.length)) {
    return document;
  }
  return undefined;
}

function syntaxError(error: YAMLParseError, lines: LineCounter): YamlSyntaxError {
  const { line } = lines.linePos(error.pos[0]);
  const isTooDeep = error.message.includes("call stack");
  return new YamlSyntaxError(
    `yaml: line ${line}: ${isTooDeep ? "exceeded max depth" : error.message}`,
  );
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
