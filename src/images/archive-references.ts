// Which images a file holds: archives of `docker save` and of OCI layouts, plain or gzipped.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { fullImageName } from "#apimachinery";

export class NotAnImageArchive extends Error {
  override name = "NotAnImageArchive";
}

const maximalIndexBytes = 4 * 1024 * 1024;

export interface ArchiveReference {
  /** As it stands in the archive: "nginx:1". */
  written: string;
  /** "docker.io/library/nginx:1". */
  name: string;
}

/** Rejects with NotAnImageArchive, also when no image in it has a name. */
export async function archiveReferences(file: string): Promise<ArchiveReference[]> {
  const documents = await readDocuments(file);
  const index = documents.get("index.json");
  const manifest = documents.get("manifest.json");
  if (index === undefined && manifest === undefined)
    throw new NotAnImageArchive(`${file} is no image archive of docker or OCI`);
  const written = [...namesOfManifest(manifest ?? "[]"), ...namesOfIndex(index ?? "{}")];
  const byName = new Map(written.map((text) => [fullImageName(text), text]));
  if (byName.size === 0)
    throw new NotAnImageArchive(`${file} holds no image with a name; save it by name and tag`);
  return [...byName].map(([name, text]) => ({ written: text, name }));
}

/** The bytes of an archive, unzipped where it is gzipped. */
export async function openArchive(file: string): Promise<Readable> {
  const source = createReadStream(file);
  if (!(await isGzip(file))) return source;
  const unzipped = createGunzip();
  pipeline(source, unzipped).catch(() => {}); // The reader sees the same error.
  return unzipped;
}

async function readDocuments(file: string): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  const reader = extract();
  pipeline(await openArchive(file), reader).catch(() => {}); // The loop below sees the same error.
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
