// Bundles what a user starts into dist/, one entry a process. Run by the launcher when a source is
// newer than dist/stamp; `--if-stale` makes it do nothing otherwise.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { descriptionsFile, fetchDescriptions } from "./fetch-descriptions.ts";

const root = join(import.meta.dirname, "..");
const stamp = join(root, "dist/stamp");

function newestChange(directory: string): number {
  let newest = statSync(directory).mtimeMs;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

export function isFresh(): boolean {
  try {
    return (
      statSync(stamp).mtimeMs >
      Math.max(newestChange(join(root, "src")), statSync(join(root, "package-lock.json")).mtimeMs)
    );
  } catch {
    return false;
  }
}

/** In pieces: a process loads what it needs, the command line what a command needs. */
const options = {
  absWorkingDir: root,
  entryPoints: {
    cox: "src/cmd/cox.ts",
    server: "src/cmd/server.ts",
    agent: "src/cmd/agent.ts",
    "store-worker": "src/store/backends/sqlite/sqlite-worker.ts",
  },
  splitting: true,
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  sourcemap: false,
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "error",
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module";const require = createRequireOfBundle(import.meta.url);const __filename = import.meta.filename;const __dirname = import.meta.dirname;',
  },
} as const;

export async function bundle(): Promise<void> {
  mkdirSync(join(root, "dist"), { recursive: true });
  // Only `kubectl explain` needs them: absent where development dependencies are.
  if (!existsSync(descriptionsFile)) fetchDescriptions();
  rmSync(join(root, "dist/chunks"), { recursive: true, force: true });
  await build(options);
  writeFileSync(stamp, `${new Date().toISOString()}\n`);
}

if (import.meta.main && !(process.argv.includes("--if-stale") && isFresh())) await bundle();
