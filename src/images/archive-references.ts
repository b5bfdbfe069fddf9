// Which images a file holds: archives of `docker save` and of OCI layouts, plain or gzipped.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { fullImageName } from "./image-name.ts";

export class NotAnImageArchive extends Error {
  override name = "NotAnImageArchive";
}

const maximalIndexBytes = 4 * 1024 * 1024;

/** Full names ("docker.io/library/nginx:latest"); rejects with NotAnImageArchive. */
export async function archiveReferences(file: string): Promise<string[]> {
  const documents = await readDocuments(file);
  const index = documents.get("index.json");
  const manifest = documents.get("manifest.json");
  if (index === undefined && manifest === undefined)
    throw new NotAnImageArchive(`${file} is no image archive of docker or OCI`);
  const names = [...namesOfManifest(manifest ?? "[]"), ...namesOfIndex(index ?? "{}")];
  return [...new Set(names.map(fullImageName))].sort();
}

async function readDocuments(file: string): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  const reader = extract();
  const source = createReadStream(file);
  const feeding = (await isGzip(file))
    ? pipeline(source, createGunzip(), reader)
    : pipeline(source, reader);
  feeding.catch(() => {}); // The reader below ends with the same error.
  try {
    for await (const entry of reader) {
      const name = entry.header.name.replace(/^\.\//, "");
      const isWanted = name === "index.json" || name === "manifest.json";
      if (isWanted && (entry.header.size ?? 0) <= maximalIndexBytes)
        documents.set(name, await text(entry));
      else entry.resume();
    }
  } catch (cause) {
    throw new NotAnImageArchive(`${file} is no tar archive`, { cause });
  }
  return documents;
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function namesOfManifest(json: string): string[] {
  const images = JSON.parse(json) as { RepoTags?: string[] | null }[];
  return images.flatMap((image) => image.RepoTags ?? []);
}

function namesOfIndex(json: string): string[] {
  const { manifests = [] } = JSON.parse(json) as {
    manifests?: { annotations?: Record<string, string> }[];
  };
  return manifests.flatMap(({ annotations = {} }) => {
    const full = annotations["io.containerd.image.name"];
    const short = annotations["org.opencontainers.image.ref.name"];
    if (full !== undefined) return [full];
    return short !== undefined && /[/:]/.test(short) ? [short] : [];
  });
}
