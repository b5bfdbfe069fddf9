// The programs of Debian packages that a node needs, and their installation.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type CliEnvironment, CommandError } from "../environment.ts";

/** A file that shows that a Debian package is there. */
const files: Readonly<Record<string, readonly string[]>> = {
  containerd: ["/usr/bin/containerd", "/usr/local/bin/containerd"],
  runc: ["/usr/sbin/runc", "/usr/bin/runc", "/usr/local/sbin/runc"],
  "containernetworking-plugins": ["/usr/lib/cni/ptp", "/opt/cni/bin/ptp"],
  nftables: ["/usr/sbin/nft", "/sbin/nft"],
  conntrack: ["/usr/sbin/conntrack", "/sbin/conntrack"],
  iproute2: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"],
  "util-linux": ["/usr/bin/nsenter"],
};

/** The Debian packages whose programs are absent. */
export function missingPackages(exists: (file: string) => boolean = existsSync): string[] {
  return Object.keys(files).filter((name) => !(files[name] as readonly string[]).some(exists));
}

/** Installs what is missing through apt-get, saying so; a CommandError says why it cannot. */
export function ensurePackages(environment: CliEnvironment): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const list = missing.join(" ");
  const byHand = `install them by hand: apt-get install ${list}`;
  if (environment.variables["COX_NO_INSTALL"])
    throw new CommandError(
      `Debian packages are missing and COX_NO_INSTALL forbids installing them; ${byHand}`,
    );
  if (environment.userId !== 0)
    throw new CommandError(`Debian packages are missing; as root, ${byHand}`);
  if (!existsSync("/usr/bin/apt-get"))
    throw new CommandError(
      `Missing programs of ${list}, and this machine has no apt-get; install them by hand`,
    );
  environment.err(`cox: installing Debian packages: ${list}\n`);
  const options = {
    stdio: "ignore",
    env: { ...environment.variables, DEBIAN_FRONTEND: "noninteractive" },
  } as const;
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  if (spawnSync("apt-get", install, options).status !== 0) {
    spawnSync("apt-get", ["update", "-qq"], options);
    if (spawnSync("apt-get", install, options).status !== 0)
      throw new CommandError(`apt-get install ${list} failed; run it by hand to see why`);
  }
}
