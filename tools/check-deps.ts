// Holds imports against the walls: each room's DEPS file names the rooms and npm packages it may
// import; other rooms are entered by their door (`#room`) only; no cycles between rooms or files.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/g;

export interface Violation {
  file: string;
  message: string;
}

interface Walls {
  rooms: Set<string>;
  packages: Set<string>;
  everything: boolean;
}

function readWalls(room: string): Walls {
  const lines = readFileSync(join(root, "src", room, "DEPS"), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  return {
    rooms: new Set(lines.filter((line) => !line.startsWith("npm:"))),
    packages: new Set(lines.filter((line) => line.startsWith("npm:")).map((line) => line.slice(4))),
    everything: lines.includes("*"),
  };
}

/** The modules that a source text imports. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map((match) => (match[1] ?? match[2]) as string);
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] as string);
}

function checkFile(
  file: string,
  walls: Map<string, Walls>,
  edges: Map<string, string[]>,
): Violation[] {
  const found: Violation[] = [];
  const room = file.split("/")[1] as string;
  const isTest = /\.(test|bench|conformance)\.ts$/.test(file);
  const own = walls.get(room) as Walls;
  for (const specifier of importsOf(readFileSync(join(root, file), "utf8"))) {
    if (specifier.startsWith("node:")) continue;
    if (specifier.startsWith(".")) {
      const target = normalize(join(dirname(file), specifier));
      if (!target.startsWith(`src/${room}/`)) {
        found.push({ file, message: `imports ${target} by path; use #${target.split("/")[1]}` });
      } else edges.set(file, [...(edges.get(file) ?? []), target]);
    } else if (specifier.startsWith("#")) {
      const target = specifier.slice(1).split("/")[0] as string;
      if (target === room)
        found.push({ file, message: `imports its own room by ${specifier}; use a relative path` });
      else if (target === "testing" && (isTest || own.everything)) continue;
      else if (!own.everything && !own.rooms.has(target) && !isTest)
        found.push({
          file,
          message: `imports ${specifier}, which src/${room}/DEPS does not allow`,
        });
    } else if (!isTest && !own.everything && !own.packages.has(packageOf(specifier))) {
      found.push({
        file,
        message: `imports npm package ${packageOf(specifier)}, which src/${room}/DEPS does not allow`,
      });
    }
  }
  return found;
}

function findCycle(edges: Map<string, string[]>): string[] | undefined {
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (state.get(file) === "done") return undefined;
    if (state.get(file) === "open") return [...path.slice(path.indexOf(file)), file];
    state.set(file, "open");
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    state.set(file, "done");
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}

export function checkDependencies(): Violation[] {
  const files = globSync("src/*/**/*.ts", { cwd: root }).map((f) => relative(root, join(root, f)));
  const walls = new Map(
    [...new Set(files.map((f) => f.split("/")[1] as string))].map((room) => [
      room,
      readWalls(room),
    ]),
  );
  const edges = new Map<string, string[]>();
  const found = files.flatMap((file) => checkFile(file, walls, edges));
  const cycle = findCycle(edges);
  if (cycle)
    found.push({
      file: cycle[0] as string,
      message: `is part of an import cycle: ${cycle.join(" -> ")}`,
    });
  const rooms = new Map([...walls].map(([room, w]) => [room, w.everything ? [] : [...w.rooms]]));
  const roomCycle = findCycle(rooms);
  if (roomCycle)
    found.push({
      file: `src/${roomCycle[0]}/DEPS`,
      message: `rooms import each other: ${roomCycle.join(" -> ")}`,
    });
  return found;
}

if (import.meta.main) {
  const violations = checkDependencies();
  for (const { file, message } of violations) process.stderr.write(`${file}: ${message}\n`);
  process.exitCode = violations.length ? 1 : 0;
}
