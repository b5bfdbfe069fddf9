// Debian's docker-registry as a process of the test's, on loopback inside a node's network namespace:
// unpacked into the tests' cache, never installed as a service.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { testHome } from "../../../src/testing/cluster-owner.ts";
import { runProgram } from "../../../src/testing/run-program.ts";

/** "tester" with the password "secret word", hashed with bcrypt as the registry wants it. */
export const account = { user: "tester", password: "secret word" };
const passwords = "tester:$2b$04$coxswaincoxswaincoxsweyzyCc2UgX/c2cn/LLmwIdtS4ACJVyHe\n";

export interface RegistryOptions {
  /** A network namespace: "dev-1". */
  node: string;
  directory: string;
  port: number;
  withPasswords: boolean;
}

/** Path of the program; rejects where the package cannot be had. */
export async function registryProgram(): Promise<string> {
  const target = join(testHome, "cache/docker-registry");
  const program = join(target, "usr/bin/docker-registry");
  if (existsSync(program)) return program;
  mkdirSync(join(testHome, "cache"), { recursive: true });
  const work = mkdtempSync(`${target}-`);
  try {
    const options = { directory: work, deadlineSeconds: 60 };
    await runProgram(["apt-get", "download", "-q", "docker-registry"], options);
    const [file = ""] = globSync("*.deb", { cwd: work });
    await runProgram(["dpkg", "-x", file, "tree"], options);
    renameSync(join(work, "tree"), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}

/** Resolves when it answers. */
export async function startRegistry(options: RegistryOptions): Promise<ChildProcess> {
  const { node, directory, port } = options;
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "config.json");
  writeFileSync(join(directory, "htpasswd"), passwords);
  const auth = { htpasswd: { realm: "test", path: join(directory, "htpasswd") } };
  writeFileSync(
    file,
    JSON.stringify({
      version: "0.1",
      log: { level: "error" },
      storage: { filesystem: { rootdirectory: join(directory, "storage") } },
      http: { addr: `127.0.0.1:${port}` },
      ...(options.withPasswords ? { auth } : {}),
    }),
  );
  const inside = ["nsenter", `--net=/run/netns/${node}`, "--"];
  const [program = "", ...parameters] = [...inside, await registryProgram(), "serve", file];
  const child = spawn(program, parameters, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const script = `for (let left = 100; ; left--)
    try { await fetch("http://127.0.0.1:${port}/v2/"); break; }
    catch (error) { if (left === 0) throw error; await new Promise((go) => setTimeout(go, 50)); }`;
  try {
    await runProgram([...inside, process.execPath, "--input-type=module", "-e", script]);
  } catch (cause) {
    await endRegistry(child);
    throw new Error(`The registry does not answer: ${said}`, { cause });
  }
  return child;
}

export async function endRegistry(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Pushes an OCI archive from within the node. */
export async function push(
  { node, port, directory, withPasswords }: RegistryOptions,
  image: { archive: string; repository: string; tag: string },
): Promise<void> {
  const layout = join(directory, "layout", image.repository, image.tag);
  mkdirSync(layout, { recursive: true });
  await runProgram(["tar", "-xf", image.archive, "-C", layout]);
  await runProgram([
    ...["nsenter", `--net=/run/netns/${node}`, "--", process.execPath],
    ...[join(import.meta.dirname, "push-image.ts"), `http://127.0.0.1:${port}`],
    ...[image.repository, image.tag, layout],
    ...(withPasswords ? [`${account.user}:${account.password}`] : []),
  ]);
}
