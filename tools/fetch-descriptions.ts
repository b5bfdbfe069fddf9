// Takes the descriptions of kinds and fields, which `kubectl explain` shows, out of the development
// dependency @kubernetes/client-node, into .cache/descriptions.json.gz. Run when the program is
// built; without that file everything works, only explain says less.
//   node tools/fetch-descriptions.ts
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { allStructs } from "#api/schema";
import type { DescriptionTable } from "#apimachinery/openapi";
import type { Struct } from "#apimachinery/schema";

const root = join(import.meta.dirname, "..");
const models = join(root, "node_modules/@kubernetes/client-node/dist/gen/models");
export const descriptionsFile = join(root, ".cache/descriptions.json.gz");

/** The class of a definition; names that several groups have carry the group's. */
function modelFile(struct: Struct): string | undefined {
  const [, group = "", version = "", kind = ""] = /^(\w+)\/(\w+)\.(\w+)$/.exec(struct.name) ?? [];
  const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  return [`${capitalize(group)}${capitalize(version)}${kind}`, `${capitalize(version)}${kind}`]
    .map((name) => join(models, `${name}.d.ts`))
    .find((file) => existsSync(file));
}

/** The documentation comments of a declaration file; "" for the class. */
export function readComments(declaration: string): Record<string, string> {
  const comments: Record<string, string> = {};
  const pattern =
    /\/\*\*\n((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*(?:export declare class \w+|'([^']+)'\??:)/g;
  for (const [, lines = "", property = ""] of declaration.matchAll(pattern)) {
    const text = lines
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, ""))
      .join("\n")
      .trim()
      .replace(/\\(["'`\\])/g, "$1");
    if (text !== "") comments[property] = text;
  }
  return comments;
}

/** The class spells some fields in its own way (_continue for continue). */
function baseNames(script: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [, name = "", base = ""] of script.matchAll(
    /"name": "(.+?)",\s*"baseName": "(.+?)"/g,
  )) {
    names[name] = base;
  }
  return names;
}

export function collectDescriptions(): DescriptionTable {
  const table: Record<string, Record<string, string>> = {};
  for (const struct of allStructs()) {
    const file = modelFile(struct);
    if (file === undefined) continue;
    const names = baseNames(readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8"));
    const texts: Record<string, string> = {};
    for (const [property, text] of Object.entries(readComments(readFileSync(file, "utf8")))) {
      const field = names[property] ?? property;
      if (field === "" || struct.fields.has(field)) texts[field] = text;
    }
    table[struct.openapiName] = texts;
  }
  return table;
}

/** Writes the file when it is not there yet; gives back whether it did. */
export function fetchDescriptions(force = false): boolean {
  if (!existsSync(models) || (!force && existsSync(descriptionsFile))) return false;
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(descriptionsFile, gzipSync(JSON.stringify(collectDescriptions())));
  return true;
}

if (import.meta.main) {
  const table = collectDescriptions();
  fetchDescriptions(true);
  const texts = Object.values(table).reduce((sum, entry) => sum + Object.keys(entry).length, 0);
  process.stdout.write(`${texts} descriptions of ${Object.keys(table).length} definitions\n`);
}
