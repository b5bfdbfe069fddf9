// An image as one file: a tar of an OCI layout, which every container tool can import.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { RunConfiguration } from "./recipe.ts";

export interface ImageContent {
  /** Full names with tags; the archive holds the image under each of them. */
  names: readonly string[];
  /** An uncompressed tar. */
  layer: Buffer;
  /** As Go names it: "amd64", "arm64". */
  architecture: string;
  run: RunConfiguration;
}

interface Blob {
  digest: string;
  bytes: Buffer;
}

export async function writeImageArchive(file: string, content: ImageContent): Promise<void> {
  const layer = blob(content.layer);
  const config = jsonBlob({
    created: new Date(0).toISOString(),
    architecture: content.architecture,
    os: "linux",
    config: content.run,
    rootfs: { type: "layers", diff_ids: [layer.digest] },
    history: [{ created: new Date(0).toISOString(), created_by: "coxswain" }],
  });
  const manifest = jsonBlob({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor("application/vnd.oci.image.config.v1+json", config),
    layers: [descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
  });
  const index = {
    schemaVersion: 2,
    manifests: content.names.map((name) => ({
      ...descriptor("application/vnd.oci.image.manifest.v1+json", manifest),
      annotations: {
        "io.containerd.image.name": name,
        "org.opencontainers.image.ref.name": name.slice(name.lastIndexOf(":") + 1),
      },
      platform: { architecture: content.architecture, os: "linux" },
    })),
  };
  const archive = pack();
  const bytes = buffer(archive);
  const add = (name: string, data: Buffer | string): void => {
    archive.entry({ name, mtime: new Date(0), mode: 0o644 }, data);
  };
  add("oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  add("index.json", JSON.stringify(index));
  for (const { digest, bytes } of [config, manifest, layer])
    add(`blobs/${digest.replace(":", "/")}`, bytes);
  archive.finalize();
  await writeFile(file, await bytes);
}

function blob(bytes: Buffer): Blob {
  return { digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes };
}

function jsonBlob(value: unknown): Blob {
  return blob(Buffer.from(JSON.stringify(value)));
}

function descriptor(mediaType: string, { digest, bytes }: Blob): object {
  return { mediaType, digest, size: bytes.length };
}
