// What a machine must have to run nodes; each miss with its remedy. `cox up` runs the required ones
// first, `cox doctor` prints all.
import { existsSync, readFileSync, statfsSync } from "node:fs";
import type { CliEnvironment } from "../environment.ts";
import { missingPackages } from "./tools.ts";

export interface CheckResult {
  name: string;
  status: "ok" | "warning" | "failed";
  /** What was found; for a miss, what to do. */
  message: string;
}

type Check = (environment: CliEnvironment) => CheckResult;

const ok = (name: string, message: string): CheckResult => ({ name, status: "ok", message });
const failed = (name: string, message: string): CheckResult => ({
  name,
  status: "failed",
  message,
});
const warning = (name: string, message: string): CheckResult => ({
  name,
  status: "warning",
  message,
});

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const root: Check = ({ userId }) =>
  userId === 0
    ? ok("root", "running as root")
    : failed("root", "Nodes need network namespaces and mounts; run cox as root (sudo ./cox up)");

const platform: Check = () =>
  process.platform === "linux"
    ? ok("platform", `Linux, ${process.arch}`)
    : failed("platform", "Nodes run on Linux only; use a Linux machine or a virtual one");

const namespaces: Check = () => {
  const missing = ["net", "mnt", "pid", "uts", "ipc"].filter(
    (kind) => !existsSync(`/proc/self/ns/${kind}`),
  );
  return missing.length === 0
    ? ok("namespaces", "net, mnt, pid, uts, ipc")
    : failed(
        "namespaces",
        `The kernel lacks ${missing.join(", ")} namespaces; use a kernel with CONFIG_NAMESPACES`,
      );
};

const overlay: Check = () =>
  readText("/proc/filesystems").includes("\toverlay\n") || existsSync("/sys/module/overlay")
    ? ok("overlayfs", "available")
    : warning("overlayfs", "Not loaded; if containers do not start: modprobe overlay");

const cgroups: Check = () => {
  const lines = readText("/proc/cgroups").split("\n").slice(1);
  const enabled = new Set(
    lines
      .map((line) => line.split("\t"))
      .filter((cells) => cells[3] === "1")
      .map((cells) => cells[0]),
  );
  const controllers = existsSync("/sys/fs/cgroup/cgroup.controllers")
    ? new Set(readText("/sys/fs/cgroup/cgroup.controllers").trim().split(" "))
    : enabled;
  const missing = ["cpu", "memory", "pids"].filter(
    (name) => !controllers.has(name) && !enabled.has(name),
  );
  if (missing.length > 0)
    return failed(
      "cgroups",
      `Controllers ${missing.join(", ")} are off; enable them on the kernel command line (cgroup_enable=${missing.join(" cgroup_enable=")})`,
    );
  return existsSync("/sys/fs/cgroup") && readText("/proc/self/mounts").includes(" /sys/fs/cgroup")
    ? ok(
        "cgroups",
        existsSync("/sys/fs/cgroup/cgroup.controllers") ? "version 2" : "version 1 or hybrid",
      )
    : failed(
        "cgroups",
        "No cgroup file system is mounted; mount one: mount -t cgroup2 none /sys/fs/cgroup",
      );
};

const packages: Check = () => {
  const missing = missingPackages();
  return missing.length === 0
    ? ok("packages", "containerd, runc, CNI plugins, nftables, conntrack, iproute2")
    : failed(
        "packages",
        `Missing: ${missing.join(", ")}; run: apt-get install ${missing.join(" ")} (cox up does it itself as root)`,
      );
};

const inotify: Check = () => {
  const instances = Number(readText("/proc/sys/fs/inotify/max_user_instances"));
  return instances >= 256
    ? ok("inotify", `${instances} instances`)
    : warning(
        "inotify",
        `Only ${instances} instances a user; with many pods: sysctl fs.inotify.max_user_instances=512`,
      );
};

const space: Check = ({ home }) => {
  const directory = existsSync(home) ? home : "/var/lib";
  const { bavail, bsize } = statfsSync(directory);
  const gibibytes = (bavail * bsize) / 2 ** 30;
  return gibibytes >= 2
    ? ok("disk", `${gibibytes.toFixed(0)} GiB free in ${directory}`)
    : warning(
        "disk",
        `Only ${gibibytes.toFixed(1)} GiB free in ${directory}; free some or set COX_HOME to another file system`,
      );
};

const bridgeNetfilter: Check = () =>
  ok(
    "bridge-netfilter",
    readText("/proc/sys/net/bridge/bridge-nf-call-iptables").trim() === "1"
      ? "on (pods are routed: it does not matter)"
      : "off (pods are routed: it does not matter)",
  );

const checks: readonly Check[] = [
  platform,
  root,
  namespaces,
  cgroups,
  overlay,
  packages,
  inotify,
  space,
  bridgeNetfilter,
];

export function runChecks(environment: CliEnvironment): CheckResult[] {
  return checks.map((check) => check(environment));
}
