// `cox load` with archives of every kind, and with what is none.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { writeImageArchive } from "#images";
import { testHome } from "../../../src/testing/cluster-owner.ts";
import { runProgram } from "../../../src/testing/run-program.ts";
import { lastLine, ownHome } from "./own-home.ts";

const own = ownHome();

interface Parts {
  layer: Buffer;
  configuration: Buffer;
  architecture: string;
  // biome-ignore lint/suspicious/noExplicitAny: the run part of an image configuration as it is
  run: any;
}

/** The layer and configuration of the busybox image that every node has. */
async function busyboxParts(work: string): Promise<Parts> {
  const images = join(testHome, "cache/images");
  const archive = readdirSync(images).find((file) => /^busybox-\w+\.tar$/.test(file));
  assert.ok(archive);
  mkdirSync(work, { recursive: true });
  await runProgram(["tar", "-xf", join(images, archive), "-C", work]);
  const read = (path: string): Buffer => readFileSync(join(work, path));
  const blob = ({ digest }: { digest: string }): Buffer =>
    read(`blobs/${digest.replace(":", "/")}`);
  const manifest = JSON.parse(
    blob(JSON.parse(read("index.json").toString()).manifests[0]).toString(),
  );
  const configuration = blob(manifest.config);
  const { architecture, config } = JSON.parse(configuration.toString());
  return { layer: blob(manifest.layers[0]), configuration, architecture, run: config };
}

/** As `docker save` writes it. */
async function writeDockerArchive(file: string, parts: Parts, tags: string[]): Promise<void> {
  const directory = `${file}.d`;
  const id = createHash("sha256").update(parts.configuration).digest("hex");
  mkdirSync(join(directory, "layer"), { recursive: true });
  writeFileSync(join(directory, "layer/layer.tar"), parts.layer);
  writeFileSync(join(directory, `${id}.json`), parts.configuration);
  const manifest = [{ Config: `${id}.json`, RepoTags: tags, Layers: ["layer/layer.tar"] }];
  writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
  await runProgram(["tar", "-cf", file, "-C", directory, "."]);
}

describe("cox load", own.needed, () => {
  test("takes OCI and docker archives, zipped or not, with several names", async () => {
    const name = own.name("load");
    await own.done("up", name, "--nodes", "2");
    const parts = await busyboxParts(join(own.home, "parts"));
    const path = (file: string): string => join(own.home, file);
    const content = { layer: parts.layer, architecture: parts.architecture, run: parts.run };
    await writeImageArchive(path("oci.tar"), {
      ...content,
      names: ["docker.io/library/oci:1", "registry.example:5000/team/oci:2"],
    });
    await writeDockerArchive(path("docker.tar"), parts, ["docker-made:1", "quay.io/x/y:3"]);
    writeFileSync(path("oci.tar.gz"), gzipSync(readFileSync(path("oci.tar")), { level: 1 }));
    await writeDockerArchive(path("zipped.tar"), parts, ["zipped:1"]);
    writeFileSync(path("zipped.tar.gz"), gzipSync(readFileSync(path("zipped.tar")), { level: 1 }));

    const oci = "docker.io/library/oci:1, registry.example:5000/team/oci:2";
    assert.equal(
      await own.done("load", path("oci.tar"), name),
      `${name}-1: ${oci}\n${name}-2: ${oci}\n`,
    );
    const answer = JSON.parse(await own.done("load", path("docker.tar"), name, "--output", "json"));
    const images = ["docker.io/library/docker-made:1", "quay.io/x/y:3"];
    assert.deepEqual(answer, [
      { node: `${name}-1`, images },
      { node: `${name}-2`, images },
    ]);
    await own.done("load", path("oci.tar.gz"), name);
    assert.match(await own.done("load", path("zipped.tar.gz")), /docker\.io\/library\/zipped:1/);

    const used = [
      "oci:1",
      "registry.example:5000/team/oci:2",
      "docker-made:1",
      "quay.io/x/y:3",
      "zipped:1",
    ];
    for (const [index, image] of used.entries())
      await own.kubectl(name, [
        ...["run", `use-${index}`, `--image=${image}`, "--restart=Never"],
        ...["--image-pull-policy=Never", "--command", "--", "true"],
      ]);
    await own.kubectl(name, [
      ...["wait", "pod", "--all", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s"],
    ]);

    const garbage: [string, Buffer | string, RegExp][] = [
      ["empty.tar", "", /empty\.tar/],
      ["text.tar", "no archive at all\n".repeat(100), /text\.tar is no tar archive/],
      ["cut.tar.gz", readFileSync(path("oci.tar.gz")).subarray(0, 5000), /cut\.tar\.gz/],
      ["cut.tar", readFileSync(path("oci.tar")).subarray(0, 60_000), /cut\.tar/],
    ];
    for (const [file, content, expected] of garbage) {
      writeFileSync(path(file), content);
      const result = await own.cox("load", path(file), name);
      assert.equal(result.exitCode, 1, file);
      assert.match(result.stderr, /^cox: [^\n]*; make one with: docker save IMAGE -o FILE\.tar\n$/);
      assert.match(lastLine(result), expected);
    }
    mkdirSync(path("other"));
    writeFileSync(path("other/manifest.json"), "{ not json");
    await runProgram(["tar", "-cf", path("json.tar"), "-C", path("other"), "manifest.json"]);
    const broken = await own.cox("load", path("json.tar"), name);
    assert.equal(broken.exitCode, 1);
    assert.match(broken.stderr, /^cox: [^\n]+\n$/);

    await own.done("down", name);
    const stopped = await own.cox("load", path("oci.tar"), name);
    assert.equal(stopped.exitCode, 1);
    assert.match(lastLine(stopped), /does not run; start the cluster with: cox up/);
    await own.done("delete", name);
  });
});
