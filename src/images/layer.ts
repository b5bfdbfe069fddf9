// Packs a tree of files as an image layer. The same files give the same bytes: entries are sorted,
// owners and times are dropped. https://github.com/opencontainers/image-spec/blob/main/layer.md
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

export async function packLayer(tree: string): Promise<Buffer> {
  const layer = pack();
  const bytes = buffer(layer);
  const add = async (path: string): Promise<void> => {
    const full = join(tree, path);
    const stats = await lstat(full);
    const header = { name: path, mode: stats.mode & 0o7777, mtime: new Date(0), uid: 0, gid: 0 };
    if (stats.isDirectory()) {
      if (path) layer.entry({ ...header, name: `${path}/`, type: "directory" });
      for (const name of (await readdir(full)).sort()) await add(path ? `${path}/${name}` : name);
    } else if (stats.isSymbolicLink()) {
      layer.entry({ ...header, mode: 0o777, type: "symlink", linkname: await readlink(full) });
    } else if (stats.isFile()) {
      layer.entry({ ...header, type: "file" }, await readFile(full));
    }
  };
  await add("");
  layer.finalize();
  return bytes;
}
