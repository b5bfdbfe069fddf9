// Images for tests, made of those that every node has: other names, another entry point.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunConfiguration, writeImageArchive } from "#images";
import { testHome } from "./cluster-owner.ts";
import { runProgram } from "./run-program.ts";

export interface DerivedImage {
  from: "busybox" | "nginx";
  /** Full: "docker.io/library/nginx:1.14.2". */
  name: string;
  /** Absent: as the image it is made of. */
  run?: RunConfiguration;
}

interface Descriptor {
  digest: string;
}

/** Path of an archive for `cox load`. */
export async function deriveImage({ from, name, run }: DerivedImage): Promise<string> {
  const images = join(testHome, "cache/images");
  const archive = readdirSync(images).find((file) => new RegExp(`^${from}-\\w+\\.tar$`).test(file));
  if (!archive) throw new Error(`There is no image ${from} in ${images}; start the cluster first`);
  const target = join(testHome, "cache/derived", name.replace(/[^\w.]+/g, "-"));
  mkdirSync(`${target}.d`, { recursive: true });
  await runProgram(["tar", "-xf", join(images, archive), "-C", `${target}.d`]);
  const read = (path: string): Buffer => readFileSync(join(`${target}.d`, path));
  const json = (path: string) => JSON.parse(read(path).toString());
  const blob = ({ digest }: Descriptor): string => `blobs/${digest.replace(":", "/")}`;
  const manifest = json(blob(json("index.json").manifests[0]));
  const { architecture, config } = json(blob(manifest.config));
  await writeImageArchive(`${target}.tar`, {
    names: [name],
    layer: read(blob(manifest.layers[0])),
    architecture,
    run: run ?? config,
  });
  return `${target}.tar`;
}
