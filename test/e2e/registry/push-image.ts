// `node push-image.ts URL REPOSITORY TAG DIRECTORY [USER:PASSWORD]`: pushes the first image of an
// unpacked OCI layout to a registry, by the registry's HTTP API. It is a program so that it can run
// in a node's network namespace. https://distribution.github.io/distribution/spec/api/
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Descriptor {
  mediaType: string;
  digest: string;
}

const [url = "", repository = "", tag = "", directory = "", credentials] = process.argv.slice(2);
const authorization: Record<string, string> = credentials
  ? { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` }
  : {};

async function send(method: string, target: URL, body?: Buffer, type?: string): Promise<Response> {
  const headers = { ...authorization, ...(type ? { "content-type": type } : {}) };
  const answer = await fetch(target, {
    method,
    headers,
    signal: AbortSignal.timeout(20_000),
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${target}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function blob({ digest }: Descriptor): Buffer {
  return readFileSync(join(directory, "blobs", digest.replace(":", "/")));
}

async function pushBlob(descriptor: Descriptor): Promise<void> {
  const begun = await send("POST", new URL(`/v2/${repository}/blobs/uploads/`, url));
  const target = new URL(begun.headers.get("location") ?? "", url);
  target.searchParams.set("digest", descriptor.digest);
  await send("PUT", target, blob(descriptor), "application/octet-stream");
}

const index = JSON.parse(readFileSync(join(directory, "index.json"), "utf8"));
const [manifest] = index.manifests as Descriptor[];
if (!manifest) throw new Error(`${directory} holds no image`);
const { config, layers } = JSON.parse(blob(manifest).toString());
for (const descriptor of [config, ...layers]) await pushBlob(descriptor);
const place = new URL(`/v2/${repository}/manifests/${tag}`, url);
await send("PUT", place, blob(manifest), manifest.mediaType);
