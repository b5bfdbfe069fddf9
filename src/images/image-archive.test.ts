import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { silentLogger } from "#component-base";
import { archiveReferences, NotAnImageArchive } from "./archive-references.ts";
import { writeImageArchive } from "./image-archive.ts";
import { imageArchives } from "./image-archives.ts";
import { packLayer } from "./layer.ts";
import { recipes } from "./recipes/registry.ts";

function place(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "images-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function makeTree(directory: string): string {
  mkdirSync(join(directory, "bin"), { recursive: true });
  writeFileSync(join(directory, "bin/b"), "program");
  chmodSync(join(directory, "bin/b"), 0o755);
  symlinkSync("b", join(directory, "bin/a"));
  return directory;
}

async function tar(files: Record<string, unknown>): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive);
  for (const [name, value] of Object.entries(files)) archive.entry({ name }, JSON.stringify(value));
  archive.finalize();
  return bytes;
}

test("packLayer() gives the same bytes when only times differ", async (t) => {
  const directory = place(t);
  const first = makeTree(join(directory, "1"));
  const second = makeTree(join(directory, "2"));
  utimesSync(join(second, "bin/b"), 1, 1);
  const bytes = await packLayer(first);
  assert.ok(bytes.equals(await packLayer(second)));
  assert.ok(bytes.includes("bin/a") && bytes.includes("program"));
});

test("writeImageArchive() holds the image under every name", async (t) => {
  const directory = place(t);
  const file = join(directory, "image.tar");
  const names = ["docker.io/library/nginx:latest", "k8s.gcr.io/nginx:1.2"];
  const layer = await packLayer(makeTree(join(directory, "tree")));
  await writeImageArchive(file, { names, layer, architecture: "amd64", run: { Cmd: ["sh"] } });
  assert.deepEqual(
    (await archiveReferences(file)).map(({ name }) => name),
    names,
  );
});

test("archiveReferences() reads what docker saves, plain and gzipped", async (t) => {
  const directory = place(t);
  const bytes = await tar({ "manifest.json": [{ RepoTags: ["nginx:1", "a/b:2"] }, {}] });
  for (const [name, data] of [
    ["plain.tar", bytes],
    ["zipped.tar.gz", gzipSync(bytes)],
  ] as const) {
    writeFileSync(join(directory, name), data);
    assert.deepEqual(await archiveReferences(join(directory, name)), [
      { written: "nginx:1", name: "docker.io/library/nginx:1" },
      { written: "a/b:2", name: "docker.io/a/b:2" },
    ]);
  }
});

test("archiveReferences() rejects what is no image", async (t) => {
  const directory = place(t);
  writeFileSync(join(directory, "other.tar"), await tar({ "readme.json": {} }));
  writeFileSync(join(directory, "text"), "hello ".repeat(200));
  const annotations = { "org.opencontainers.image.ref.name": "latest" };
  const nameless = await tar({ "index.json": { manifests: [{}, { annotations }] } });
  writeFileSync(join(directory, "nameless.tar"), nameless);
  for (const name of ["other.tar", "text", "nameless.tar"])
    await assert.rejects(archiveReferences(join(directory, name)), NotAnImageArchive);
});

test("imageArchives() rejects when there is no such recipe", async (t) => {
  await assert.rejects(imageArchives(place(t), ["moon"], silentLogger), /"moon"/);
});

test("recipes have full names", () => {
  assert.deepEqual(
    Object.entries(recipes).map(([name, recipe]) => [name, recipe.name]),
    [
      ["busybox", "docker.io/library/busybox:latest"],
      ["nginx", "docker.io/library/nginx:latest"],
      ["pause", "docker.io/coxswain/pause:1"],
    ],
  );
});
