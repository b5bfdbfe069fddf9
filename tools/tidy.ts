// House rules that the linter does not know: long lines, functions and files, leftover marks,
// banned names and words, dead files, plugins without a test, titles of pages. A file may be
// excused in tools/tidy-waivers.txt with a reason; the list only ever shrinks.
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

const root = join(import.meta.dirname, "..");
const limits = { line: 100, functionLines: 70, fileLines: 400 };
const bannedNames = /^(utils?|helpers?|common|misc)(\.test)?\.ts$/;
const leftover = new RegExp(
  `\\b(${["FIX", "TO", "XX"].map((w, i) => w + ["ME", "DO", "X"][i]).join("|")})\\b`,
);

/** What is wrong to say, and what is said instead. Split, so that this file does not say it. */
const bannedWords: readonly (readonly [RegExp, string])[] = [
  [/\b(white|black)list/i, "allow list or deny list"],
  [/\bsanity\b/i, "check"],
  [/\b(todo list|hack)\b/i, "what it does and why"],
  [new RegExp(`/(work/${"(main|shared)"}|tmp/${"cox"})(?![\\w-])`), "no path of one machine"],
];
const sourceGlobs = ["src/**/*.ts", "test/**/*.ts", "tools/**/*.ts", "bench/**/*.ts"];
const pageGlobs = ["*.md", "docs/**/*.md", "src/**/*.md", "examples/**/*.md"];
/** Folders whose list file names one plugin a file. */
const pluginFolders = [
  "src/apiserver/admission/plugins",
  "src/dns/plugins",
  "src/scheduler/plugins",
  "src/volume/plugins",
];
/** Loaded by a name that is not an import: programs, and doors named in package.json. */
const entries = /^src\/(cmd\/[^/]+|[^/]+\/index|.*\.(test|conformance|bench))\.ts$/;

export interface Complaint {
  file: string;
  line: number;
  rule: string;
  message: string;
}

/** The functions of a formatted source: start line and length, by brace and indentation. */
export function functionLengths(lines: readonly string[]): { line: number; length: number }[] {
  const found: { line: number; length: number }[] = [];
  const method = String.raw`(static |private |override |async |get |set )*[#\w]+`;
  const parameters = String.raw`\s*(<[^>]*>)?\([^;]*\)(: [^;]+)? \{$`;
  const arrow = String.raw`const \w+ = (async )?\([^;]*=> \{$`;
  const start = new RegExp(
    `^(\\s*)(export )?(async )?(function\\b|${method}${parameters}|${arrow})`,
  );
  for (let index = 0; index < lines.length; index++) {
    const match = start.exec(lines[index] as string);
    if (
      !match ||
      /^\s*(if|for|while|switch|catch|return|describe|suite)\b/.test(lines[index] as string)
    )
      continue;
    const end = lines.indexOf(`${match[1]}}`, index);
    const endArrow = lines.indexOf(`${match[1]}};`, index);
    const close = [end, endArrow].filter((n) => n > 0).sort((a, b) => a - b)[0];
    if (close !== undefined) found.push({ line: index + 1, length: close - index + 1 });
  }
  return found;
}

function complaintsOf(file: string): Complaint[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const found: Complaint[] = [];
  const complain = (line: number, rule: string, message: string): void => {
    found.push({ file, line, rule, message });
  };
  if (bannedNames.test(basename(file))) complain(1, "name", "Name the file by its job");
  if (lines.length - 1 > limits.fileLines)
    complain(
      1,
      "file",
      `File has ${lines.length - 1} lines, at most ${limits.fileLines}: make it a folder`,
    );
  lines.forEach((line, index) => {
    if (line.length > limits.line && !/https?:\/\/|["'`]/.test(line))
      complain(index + 1, "line", `Line has ${line.length} characters, at most ${limits.line}`);
    if (leftover.test(line))
      complain(index + 1, "leftover", "Finish it or say it in the documentation");
    if (file !== "tools/tidy.ts") found.push(...bannedWordsIn(file, line, index + 1));
  });
  if (!/\.(test|conformance|bench)\.ts$/.test(file)) {
    for (const { line, length } of functionLengths(lines)) {
      if (length > limits.functionLines)
        complain(line, "function", `Function has ${length} lines, at most ${limits.functionLines}`);
    }
  }
  return found;
}

function bannedWordsIn(file: string, text: string, line: number): Complaint[] {
  return bannedWords
    .filter(([pattern]) => pattern.test(text))
    .map(([, instead]) => ({ file, line, rule: "word", message: `Say ${instead}` }));
}

/** The titles of a page: "# ..." outside code blocks. */
export function titlesOf(page: string): string[] {
  const prose = page.replace(/^```[\s\S]*?^```/gm, "");
  return prose.split("\n").filter((line) => line.startsWith("# "));
}

function complaintsOfPage(file: string): Complaint[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.split("\n").flatMap((line, index) => bannedWordsIn(file, line, index + 1));
  for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g))
    if (!existsSync(join(root, dirname(file), target as string)))
      found.push({ file, line: 1, rule: "link", message: `Link "${target}" leads nowhere` });
  const titles = titlesOf(text).length;
  if (titles !== 1)
    found.push({ file, line: 1, rule: "title", message: `Page has ${titles} titles, wants one` });
  return found;
}

/** The files that a source names, by import or otherwise, as paths from the root. */
export function filesNamedBy(file: string, text: string): string[] {
  return [...text.matchAll(/"([\w./-]+\.ts)"/g)].map((match) =>
    normalize(join(dirname(file), match[1] as string)),
  );
}

/** Files of src that nothing names: neither a test, nor a door, nor a program. */
function deadFiles(texts: ReadonlyMap<string, string>): Complaint[] {
  const named = new Set([...texts].flatMap(([file, text]) => filesNamedBy(file, text)));
  for (const target of readFileSync(join(root, "package.json"), "utf8").matchAll(
    /"\.\/(src[^"*]+)"/g,
  ))
    named.add(target[1] as string);
  return [...texts.keys()]
    .filter((file) => file.startsWith("src/") && !named.has(file) && !entries.test(file))
    .filter((file) => !/^src\/(api|apimachinery)\/.*\/index\.ts$/.test(file))
    .map((file) => ({ file, line: 1, rule: "dead", message: "Nothing imports it: delete it" }));
}

/** Each plugin has a test beside it, or one in its room or of the whole that names it. */
function untestedPlugins(texts: ReadonlyMap<string, string>): Complaint[] {
  const plain = (text: string): string => text.toLowerCase().replaceAll("-", "");
  const tests = [...texts]
    .filter(([file]) => file.endsWith(".test.ts"))
    .map(([file, text]) => ({ file, text: plain(text) }));
  const isTested = (file: string): boolean => {
    if (texts.has(file.replace(/\.ts$/, ".test.ts"))) return true;
    const room = file.split("/").slice(0, 2).join("/");
    const name = plain(basename(file, ".ts"));
    const inReach = (at: string): boolean => at.startsWith(`${room}/`) || at.startsWith("test/");
    return tests.some(({ file: at, text }) => text.includes(name) && inReach(at));
  };
  return [...texts.keys()]
    .filter((file) => pluginFolders.includes(dirname(file)))
    .filter((file) => !/(registry|\.test)\.ts$/.test(file) && !isTested(file))
    .map((file) => ({ file, line: 1, rule: "test", message: "The plugin has no test" }));
}

/** All complaints that no waiver excuses, and waivers that excuse nothing. */
export function tidy(): Complaint[] {
  const sources = globSync(sourceGlobs, { cwd: root });
  const texts = new Map(sources.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const files = sources.filter((file) => !/\.(generated|table|schema)\.ts$/.test(file));
  const waivers = readFileSync(join(root, "tools/tidy-waivers.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" ", 2) as [string, string]);
  const used = new Set<string>();
  const complaints = [
    ...files.flatMap(complaintsOf),
    ...globSync(pageGlobs, { cwd: root }).flatMap(complaintsOfPage),
    ...deadFiles(texts),
    ...untestedPlugins(texts),
  ];
  const found = complaints.filter(({ file, rule }) => {
    const excused = waivers.some(
      ([waivedRule, waivedFile]) => waivedRule === rule && waivedFile === file,
    );
    if (excused) used.add(`${rule} ${file}`);
    return !excused;
  });
  for (const [rule, file] of waivers) {
    if (!used.has(`${rule} ${file}`))
      found.push({ file, line: 0, rule, message: "Its waiver excuses nothing: delete it" });
  }
  return found;
}

if (import.meta.main) {
  const complaints = tidy();
  for (const { file, line, rule, message } of complaints)
    process.stderr.write(`${file}:${line}: ${rule}: ${message}\n`);
  process.exitCode = complaints.length ? 1 : 0;
}
