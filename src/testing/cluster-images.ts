// Images for tests, made of those that every node has: other names, another entry point.
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type RunConfiguration, writeImageArchive } from "#images";
import { testHome } from "./cluster-owner.ts";
import { runProgram } from "./run-program.ts";

type BaseImage = "busybox" | "nginx";

export interface DerivedImage {
  from: BaseImage;
  /** Full: "docker.io/library/nginx:1.14.2". */
  name: string;
  /** Absent: as the image it is made of. */
  run?: RunConfiguration;
}

/** The parts of an unpacked image, as files. */
export interface ImageLayout {
  manifest: string;
  /** Configuration and layer. */
  blobs: { digest: string; file: string }[];
}

interface Descriptor {
  digest: string;
}

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** Unpacks the archive that `cox up` built. */
export async function imageLayout(image: BaseImage): Promise<ImageLayout> {
  const images = join(testHome, "cache/images");
  const pattern = new RegExp(`^${image}-\\w+\\.tar$`);
  const changed = (file: string): number => statSync(join(images, file)).mtimeMs;
  const archives = readdirSync(images).filter((file) => pattern.test(file));
  const archive = archives.sort((a, b) => changed(b) - changed(a))[0];
  if (!archive) throw new Error(`There is no image ${image} in ${images}; start the cluster first`);
  const directory = join(testHome, "cache/unpacked", archive);
  mkdirSync(directory, { recursive: true });
  await runProgram(["tar", "-xf", join(images, archive), "-C", directory]);
  const blob = ({ digest }: Descriptor): string =>
    join(directory, "blobs", digest.replace(":", "/"));
  const manifest = blob(readJson(join(directory, "index.json")).manifests[0]);
  const { config, layers } = readJson(manifest) as { config: Descriptor; layers: Descriptor[] };
  const blobs = [config, ...layers].map((one) => ({ digest: one.digest, file: blob(one) }));
  return { manifest, blobs };
}

/** Path of an archive for `cox load`. */
export async function deriveImage({ from, name, run }: DerivedImage): Promise<string> {
  const [config, layer] = (await imageLayout(from)).blobs;
  if (!config || !layer) throw new Error(`Image ${from} has no layer`);
  const { architecture, config: ofBase } = readJson(config.file);
  const directory = join(testHome, "cache/derived");
  mkdirSync(directory, { recursive: true });
  const target = join(directory, `${name.replace(/[^\w.]+/g, "-")}.tar`);
  const content = readFileSync(layer.file);
  await writeImageArchive(target, {
    names: [name],
    layer: content,
    architecture,
    run: run ?? ofBase,
  });
  return target;
}
