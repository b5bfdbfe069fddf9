// Reading kubeconfig files: which ones, relative paths in them, and what a context means.
import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "#base";
import type { HttpsTransportOptions } from "../rest/https-transport.ts";
import { tokenFile } from "../rest/token-file.ts";
import { type Kubeconfig, mergeKubeconfigs, parseKubeconfig } from "./kubeconfig.ts";

export interface KubeconfigLocation {
  /** Of --kubeconfig; then nothing else is read. */
  explicitPath?: string;
  /** Of $KUBECONFIG: paths joined with ":". */
  environmentPaths?: string;
  homeDirectory: string;
}

const filePaths = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

const unsupportedUserFields = [
  "exec",
  "auth-provider",
  "username",
  "password",
  "as",
  "as-uid",
  "as-groups",
  "as-user-extra",
];

/** The files that are read, in order of precedence; the first is the one to write to. */
export function kubeconfigPaths(location: KubeconfigLocation): string[] {
  if (location.explicitPath) return [location.explicitPath];
  const listed = (location.environmentPaths ?? "").split(path.delimiter).filter(Boolean);
  if (listed.length > 0) return listed;
  return [path.join(location.homeDirectory, ".kube", "config")];
}

/** Files that do not exist count as empty, but for an explicit one. Paths become absolute. */
export async function loadKubeconfig(location: KubeconfigLocation): Promise<Kubeconfig> {
  const configs: Kubeconfig[] = [];
  for (const file of kubeconfigPaths(location)) {
    const text = await readOptional(file, location.explicitPath !== undefined);
    if (text === undefined) continue;
    try {
      configs.push(withAbsolutePaths(parseKubeconfig(text), path.dirname(path.resolve(file))));
    } catch (cause) {
      throw new Error(`Cannot read the kubeconfig "${file}"`, { cause });
    }
  }
  return mergeKubeconfigs(configs);
}

export interface ResolvedContext {
  name: string;
  namespace: string;
  clusterName: string;
  userName: string;
  transport: HttpsTransportOptions;
}

/** Resolves a context (the current one by default); rejects when a part of it is missing. */
export async function resolveContext(
  config: Kubeconfig,
  options: { clock: Clock; context?: string },
): Promise<ResolvedContext> {
  const name = options.context ?? config["current-context"] ?? "";
  if (name === "") throw new Error("The kubeconfig has no current context");
  const context = config.contexts.find((entry) => entry.name === name)?.context;
  if (!context) throw new Error(`The kubeconfig has no context "${name}"`);
  const cluster = config.clusters.find((entry) => entry.name === context.cluster)?.cluster;
  if (!cluster?.server) throw new Error(`The kubeconfig has no cluster "${context.cluster}"`);
  const user = config.users.find((entry) => entry.name === context.user)?.user ?? {};
  refuse(cluster, ["proxy-url"], `Cluster "${context.cluster}"`);
  refuse(user, unsupportedUserFields, `User "${context.user}"`);
  const authority = await material(cluster, "certificate-authority");
  const certificate = async (): Promise<{ certificate: string; key: string } | undefined> => {
    const pem = await material(user, "client-certificate");
    const key = await material(user, "client-key");
    return pem && key ? { certificate: pem, key } : undefined;
  };
  const tokenOf = user.tokenFile ? tokenFile(user.tokenFile, options.clock) : () => user.token;
  return {
    name,
    namespace: context.namespace ?? "default",
    clusterName: context.cluster,
    userName: context.user,
    transport: {
      server: cluster.server,
      clock: options.clock,
      clientCertificate: certificate,
      token: tokenOf,
      ...(authority ? { certificateAuthority: authority } : {}),
      ...(cluster["tls-server-name"] ? { tlsServerName: cluster["tls-server-name"] } : {}),
      ...(cluster["insecure-skip-tls-verify"] ? { insecureSkipTlsVerify: true } : {}),
    },
  };
}

/** What would change who asks, or which way, is never left out in silence. */
function refuse(holder: object, fields: readonly string[], subject: string): void {
  const field = fields.find((name) => (holder as Record<string, unknown>)[name] !== undefined);
  if (field)
    throw new Error(`${subject} of the kubeconfig uses "${field}", which is not supported`);
}

/** PEM text from the "-data" field, else from the file. */
async function material(holder: object, field: string): Promise<string | undefined> {
  const fields = holder as Record<string, string | undefined>;
  const data = fields[`${field}-data`];
  if (data) return Buffer.from(data, "base64").toString("utf8");
  const file = fields[field];
  return file ? await readFile(file, "utf8") : undefined;
}

async function readOptional(file: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT" && !mustExist) return undefined;
    throw new Error(`Cannot read the kubeconfig "${file}"`, { cause });
  }
}

function withAbsolutePaths(config: Kubeconfig, directory: string): Kubeconfig {
  const holders = [
    ...config.clusters.map((entry) => entry.cluster as object),
    ...config.users.map((entry) => entry.user as object),
  ];
  for (const holder of holders as Record<string, unknown>[]) {
    for (const field of filePaths) {
      const value = holder[field];
      if (typeof value === "string" && value !== "") holder[field] = path.resolve(directory, value);
    }
  }
  return config;
}
