// The backends by the scheme of their URL.
import { type Backend, StoreError } from "../backend.ts";
import { MemoryBackend } from "./memory/memory-backend.ts";
import { openSqliteBackend } from "./sqlite/sqlite-backend.ts";

export interface BackendOptions {
  /** Entry of the sqlite writer thread when it is bundled; absent: the source. */
  workerUrl?: URL;
  /** Above it writes are refused with "no-space"; absent: no limit. Not for "memory:". */
  maximumSizeBytes?: number;
}

const schemes: Readonly<
  Record<string, (location: string, options: BackendOptions) => Promise<Backend>>
> = {
  memory: async () => new MemoryBackend(),
  sqlite: async (path, options) => {
    if (path === "") throw new StoreError("unavailable", 'The store "sqlite:" names no file');
    return openSqliteBackend({ ...options, path });
  },
};

/** Opens the store of a URL: "memory:" or "sqlite:FILE". The caller closes it. */
export async function openBackend(url: string, options: BackendOptions = {}): Promise<Backend> {
  const colon = url.indexOf(":");
  const scheme = url.slice(0, Math.max(0, colon));
  const open = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (open) return open(url.slice(colon + 1), options);
  const known = Object.keys(schemes).map((name) => `"${name}:"`);
  const reason = scheme === "etcd" ? "The etcd backend is not built yet" : `Unknown store "${url}"`;
  throw new StoreError("unavailable", `${reason}, known are ${known.join(" and ")}`);
}
