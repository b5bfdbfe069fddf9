// The archives of the images that are built here: made from Debian packages at first use, then kept
// in a cache. An archive is named after the recipe; beside it lies the list of package versions it
// was made of.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fullImageName } from "#apimachinery";
import type { Logger } from "#component-base";
import { runCommand } from "#sandbox";
import { unpackPackages } from "./debian-packages.ts";
import { writeImageArchive } from "./image-archive.ts";
import { packLayer } from "./layer.ts";
import type { Recipe } from "./recipe.ts";
import { recipes } from "./recipes/registry.ts";

export interface ImageArchive {
  /** Full names the archive holds, the recipe's own first. */
  names: string[];
  name: string;
  file: string;
}

export interface ImageArchivesOptions {
  /** Recipe name to further names of the same image: { nginx: ["nginx:1.14.2"] }. */
  aliases?: Readonly<Record<string, readonly string[]>>;
  /** Builds again, with the packages' newest versions. */
  refresh?: boolean;
}

/** `names` are names of recipes: "pause", "busybox", "nginx". Builds what the cache lacks. */
export async function imageArchives(
  cacheDirectory: string,
  names: readonly string[],
  log: Logger,
  options: ImageArchivesOptions = {},
): Promise<ImageArchive[]> {
  await mkdir(cacheDirectory, { recursive: true });
  const archives: ImageArchive[] = [];
  for (const name of names) {
    const recipe = recipes[name];
    if (!recipe) throw new Error(`There is no recipe for the image "${name}"`);
    const aliases = (options.aliases?.[name] ?? []).map(fullImageName);
    const imageNames = [...new Set([recipe.name, ...aliases])];
    const file = join(cacheDirectory, `${name}-${recipeKey(recipe, imageNames)}.tar`);
    if (options.refresh || !(await exists(file))) {
      log.info("Building an image", { image: recipe.name, packages: recipe.packages });
      await buildImage(recipe, imageNames, file);
    }
    archives.push({ names: imageNames, name: recipe.name, file });
  }
  return archives;
}

async function buildImage(recipe: Recipe, names: string[], file: string): Promise<void> {
  const work = await mkdtemp(`${file}.work-`);
  try {
    const tree = join(work, "tree");
    const versions = await unpackPackages(recipe.packages, tree, join(work, "packages"));
    for (const path of recipe.exclude ?? [])
      await rm(join(tree, path), { recursive: true, force: true });
    await recipe.prepare?.(tree);
    const architecture = (await runCommand(["dpkg", "--print-architecture"])).trim();
    const layer = await packLayer(tree);
    const content = { names, layer, architecture, run: recipe.run };
    await writeImageArchive(join(work, "image.tar"), content);
    await writeFile(`${file}.packages`, `${versions.join("\n")}\n`);
    await rename(join(work, "image.tar"), file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function recipeKey(recipe: Recipe, names: readonly string[]): string {
  const text = JSON.stringify({ ...recipe, names });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
