// Debian's docker-registry on loopback within a node, with the images of the tests, in the place of
// Docker Hub: for what Kubernetes pulls always. https://distribution.github.io/distribution/
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerdPaths } from "#cri";
import { type ImageLayout, imageLayout } from "./cluster-images.ts";
import { testHome } from "./cluster-owner.ts";
import { runProgram } from "./run-program.ts";

/** What is needed of a cluster. */
export interface RegistryPlace {
  readonly nodes: readonly { name: string }[];
  nodeDirectory(node: string): string;
  inNode(node: string, argv: readonly string[]): Promise<string>;
}

export interface Registry {
  stop(): Promise<void>;
}

const address = "127.0.0.1:5000";

/** Path of the program, taken from its Debian package without installing it. */
async function registryProgram(): Promise<string | undefined> {
  const directory = join(testHome, "cache/docker-registry");
  const program = join(directory, "usr/bin/docker-registry");
  if (existsSync(program)) return program;
  mkdirSync(directory, { recursive: true });
  const from = { directory };
  try {
    await runProgram(["apt-get", "download", "-q", "docker-registry"], from);
    const archive = readdirSync(directory).find((name) => name.endsWith(".deb")) ?? "";
    await runProgram(["dpkg-deb", "-x", archive, "."], from);
  } catch {
    return undefined;
  }
  return existsSync(program) ? program : undefined;
}

/**
 * On the first node, with library/nginx:latest; that node's containerd asks it instead of Docker Hub.
 * Undefined where the program is absent.
 */
export async function startRegistry(cluster: RegistryPlace): Promise<Registry | undefined> {
  const program = await registryProgram();
  const node = cluster.nodes[0]?.name ?? "";
  if (!program) return undefined;
  const work = mkdtempSync(join(tmpdir(), "cox-registry-"));
  const configuration = {
    version: 0.1,
    log: { level: "info", formatter: "json" },
    storage: { filesystem: { rootdirectory: join(work, "images") } },
    http: { addr: address },
  };
  writeFileSync(join(work, "config.yml"), JSON.stringify(configuration));
  const argv = [`--net=/run/netns/${node}`, "--", program, "serve", join(work, "config.yml")];
  const child = spawn("nsenter", argv, { stdio: ["ignore", "ignore", "pipe"] });
  const mirror = join(cluster.nodeDirectory(node), "containerd");
  const hosts = join(containerdPaths(mirror).registries, "docker.io");
  const stop = async (): Promise<void> => {
    rmSync(hosts, { recursive: true, force: true });
    if (child.exitCode === null && child.kill()) await once(child, "exit");
    rmSync(work, { recursive: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      child.stderr.on("data", (chunk) => String(chunk).includes("listening on") && resolve());
      child.once("exit", (code) => reject(new Error(`docker-registry ended with ${code}`)));
    });
    await push(cluster, { node, name: "library/nginx", tag: "latest" });
    mkdirSync(hosts, { recursive: true });
    const capabilities = 'capabilities = ["pull", "resolve"]';
    const text = `server = "http://${address}"\n[host."http://${address}"]\n${capabilities}\n`;
    writeFileSync(join(hosts, "hosts.toml"), text);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function push(
  cluster: RegistryPlace,
  { node, name, tag }: { node: string; name: string; tag: string },
): Promise<void> {
  const layout: ImageLayout = await imageLayout("nginx");
  const base = `http://${address}/v2/${name}`;
  const curl = (...argv: string[]): Promise<string> =>
    cluster.inNode(node, ["curl", "--silent", "--show-error", "--fail", ...argv]);
  for (const { digest, file } of layout.blobs) {
    const headOnly = ["--dump-header", "-", "--output", "/dev/null", "--request", "POST"];
    const head = await curl(...headOnly, `${base}/blobs/uploads/`);
    const location = /^location: (\S+)/im.exec(head)?.[1] ?? "";
    const type = "content-type: application/octet-stream";
    const target = `${location}&digest=${encodeURIComponent(digest)}`;
    await curl("--request", "PUT", "--header", type, "--data-binary", `@${file}`, target);
  }
  const type = "content-type: application/vnd.oci.image.manifest.v1+json";
  const data = ["--data-binary", `@${layout.manifest}`];
  await curl("--request", "PUT", "--header", type, ...data, `${base}/manifests/${tag}`);
}
