// Which TCP ports this machine listens on. See proc_pid_net(5).
import { readFileSync } from "node:fs";

export interface ListeningPorts {
  /** On any address. */
  all: ReadonlySet<number>;
  /** Those that keep 127.0.0.1 from being used: on it, or on every address. */
  loopback: ReadonlySet<number>;
}

const tables = ["/proc/net/tcp", "/proc/net/tcp6"];
const listening = "0A";
/** Which as the kernel writes them: 0.0.0.0, 127.0.0.1, ::. */
const covering = [/^0{8}$/, /^0100007F$/i, /^0{32}$/];

export function listeningPorts(read: (file: string) => string = readIfThere): ListeningPorts {
  const [all, loopback] = [new Set<number>(), new Set<number>()];
  for (const line of tables.flatMap((file) => read(file).split("\n").slice(1))) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    if (state !== listening) continue;
    const [address = "", port = ""] = local.split(":");
    all.add(Number.parseInt(port, 16));
    if (covering.some((one) => one.test(address))) loopback.add(Number.parseInt(port, 16));
  }
  return { all, loopback };
}

/** A machine without IPv6 has no table of it. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
