// House rules that the linter does not know: long lines, functions and files, leftover marks, banned
// names. A file may be excused in tools/tidy-waivers.txt with a reason; the list only ever shrinks.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");
const limits = { line: 100, functionLines: 70, fileLines: 400 };
const bannedNames = /^(utils?|helpers?|common|misc)(\.test)?\.ts$/;
const leftover = new RegExp(
  `\\b(${["FIX", "TO", "XX"].map((w, i) => w + ["ME", "DO", "X"][i]).join("|")})\\b`,
);

export interface Complaint {
  file: string;
  line: number;
  rule: string;
  message: string;
}

/** The functions of a formatted source: start line and length, by brace and indentation. */
export function functionLengths(lines: readonly string[]): { line: number; length: number }[] {
  const found: { line: number; length: number }[] = [];
  const start =
    /^(\s*)(export )?(async )?(function\b|(static |private |override |async |get |set )*[#\w]+\s*(<[^>]*>)?\([^;]*\)(: [^;]+)? \{$|const \w+ = (async )?\([^;]*=> \{$)/;
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
  });
  if (!/\.(test|conformance|bench)\.ts$/.test(file)) {
    for (const { line, length } of functionLengths(lines)) {
      if (length > limits.functionLines)
        complain(line, "function", `Function has ${length} lines, at most ${limits.functionLines}`);
    }
  }
  return found;
}

/** All complaints that no waiver excuses, and waivers that excuse nothing. */
export function tidy(): Complaint[] {
  const files = globSync(["src/**/*.ts", "test/**/*.ts", "tools/**/*.ts", "bench/**/*.ts"], {
    cwd: root,
  }).filter((file) => !/\.(generated|table|schema)\.ts$/.test(file));
  const waivers = readFileSync(join(root, "tools/tidy-waivers.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" ", 2) as [string, string]);
  const used = new Set<string>();
  const found = files.flatMap(complaintsOf).filter(({ file, rule }) => {
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
