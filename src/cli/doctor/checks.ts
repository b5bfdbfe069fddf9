// What a machine must have to run nodes; each miss with its remedy. `cox up` runs the required ones
// first, `cox doctor` prints all.
import { dirname } from "node:path";
import type { CliEnvironment } from "../environment.ts";
import { type CheckResult, failed, ok, warning } from "./check-result.ts";
import type { Machine } from "./machine.ts";
import { missingPackages } from "./tools.ts";

type Check = (environment: CliEnvironment, machine: Machine) => CheckResult;

const root: Check = ({ userId }) =>
  userId === 0
    ? ok("root", "running as root")
    : failed("root", "Nodes need network namespaces and mounts; run cox as root (sudo ./cox up)");

const platform: Check = (_environment, machine) =>
  machine.platform === "linux"
    ? ok("platform", `Linux, ${machine.architecture}`)
    : failed("platform", "Nodes run on Linux only; use a Linux machine or a virtual one");

const namespaces: Check = (_environment, machine) => {
  const missing = ["net", "mnt", "pid", "uts", "ipc"].filter(
    (kind) => !machine.exists(`/proc/self/ns/${kind}`),
  );
  return missing.length === 0
    ? ok("namespaces", "net, mnt, pid, uts, ipc")
    : failed(
        "namespaces",
        `The kernel lacks ${missing.join(", ")} namespaces; use a kernel with CONFIG_NAMESPACES`,
      );
};

const cgroups: Check = (_environment, machine) => {
  const lines = machine.read("/proc/cgroups").split("\n").slice(1);
  const enabled = new Set(
    lines
      .map((line) => line.split("\t"))
      .filter((cells) => cells[3] === "1")
      .map((cells) => cells[0]),
  );
  const controllers = machine.exists("/sys/fs/cgroup/cgroup.controllers")
    ? new Set(machine.read("/sys/fs/cgroup/cgroup.controllers").trim().split(" "))
    : enabled;
  const missing = ["cpu", "memory", "pids"].filter(
    (name) => !controllers.has(name) && !enabled.has(name),
  );
  if (missing.length > 0)
    return failed(
      "cgroups",
      `Controllers ${missing.join(", ")} are off; enable them on the kernel command line (cgroup_enable=${missing.join(" cgroup_enable=")})`,
    );
  return machine.exists("/sys/fs/cgroup") &&
    machine.read("/proc/self/mounts").includes(" /sys/fs/cgroup")
    ? ok(
        "cgroups",
        machine.exists("/sys/fs/cgroup/cgroup.controllers") ? "version 2" : "version 1 or hybrid",
      )
    : failed(
        "cgroups",
        "No cgroup file system is mounted; mount one: mount -t cgroup2 none /sys/fs/cgroup",
      );
};

const packages: Check = (_environment, machine) => {
  const missing = missingPackages(machine.exists);
  return missing.length === 0
    ? ok("packages", "containerd, runc, CNI plugins, nftables, conntrack, iproute2")
    : failed(
        "packages",
        `Missing: ${missing.join(", ")}; run: apt-get install ${missing.join(" ")} (cox up does it itself as root)`,
      );
};

const inotify: Check = (_environment, machine) => {
  const instances = Number(machine.read("/proc/sys/fs/inotify/max_user_instances"));
  return instances >= 256
    ? ok("inotify", `${instances} instances`)
    : warning(
        "inotify",
        `Only ${instances} instances a user; with many pods: sysctl fs.inotify.max_user_instances=512`,
      );
};

const space: Check = ({ home }, machine) => {
  let directory = home;
  while (!machine.exists(directory)) directory = dirname(directory);
  const gibibytes = machine.freeBytes(directory) / 2 ** 30;
  return gibibytes >= 2
    ? ok("disk", `${gibibytes.toFixed(0)} GiB free in ${directory}`)
    : warning(
        "disk",
        `Only ${gibibytes.toFixed(1)} GiB free in ${directory}; free some or set COX_HOME to another file system`,
      );
};

const checks: readonly Check[] = [platform, root, namespaces, cgroups, packages, inotify, space];

export function runChecks(environment: CliEnvironment, machine: Machine): CheckResult[] {
  return checks.map((check) => check(environment, machine));
}
