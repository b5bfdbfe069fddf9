// What this machine is: processors, memory, disk, kernel, identity. Read once at start.
// https://kubernetes.io/docs/reference/node/node-status/#capacity
import { readdirSync, readFileSync, statfsSync } from "node:fs";
import { arch, availableParallelism, cpus, release, totalmem } from "node:os";

export interface MachineInfo {
  cpus: number;
  memoryBytes: number;
  /** Of the file system that holds the kubelet's directory. */
  storageBytes: number;
  /** Page sizes as in "hugepages-2Mi", with the bytes reserved. */
  hugepages: Readonly<Record<string, number>>;
  architecture: string;
  kernelVersion: string;
  osImage: string;
  machineID: string;
  systemUUID: string;
  bootID: string;
  swapBytes: number;
}

const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

export function readMachineInfo(directory: string): MachineInfo {
  const disk = statfsSync(directory);
  const machineID = readLine("/etc/machine-id");
  return {
    cpus: Math.max(1, cpus().length || availableParallelism()),
    memoryBytes: totalmem(),
    storageBytes: disk.bsize * disk.blocks,
    hugepages: readHugepages("/sys/kernel/mm/hugepages"),
    architecture: architectures[arch()] ?? arch(),
    kernelVersion: release(),
    osImage: prettyName(readLine("/etc/os-release", false)),
    machineID,
    systemUUID: readLine("/sys/class/dmi/id/product_uuid") || machineID,
    bootID: readLine("/proc/sys/kernel/random/boot_id"),
    swapBytes: swapBytes(readLine("/proc/meminfo", false)),
  };
}

export function prettyName(osRelease: string): string {
  const match = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease);
  return match?.[1] ?? "Linux";
}

function swapBytes(memoryInfo: string): number {
  return Number(/^SwapTotal:\s+(\d+) kB$/m.exec(memoryInfo)?.[1] ?? 0) * 1024;
}

function readLine(path: string, trim = true): string {
  try {
    const text = readFileSync(path, "utf8");
    return trim ? text.trim() : text;
  } catch {
    return "";
  }
}

function readHugepages(directory: string): Record<string, number> {
  const pages: Record<string, number> = {};
  let names: string[] = [];
  try {
    names = readdirSync(directory);
  } catch {
    return pages;
  }
  for (const name of names) {
    const kibibytes = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1] ?? 0);
    if (kibibytes === 0) continue;
    const size =
      kibibytes >= 1024 * 1024
        ? `${kibibytes / 1024 / 1024}Gi`
        : kibibytes >= 1024
          ? `${kibibytes / 1024}Mi`
          : `${kibibytes}Ki`;
    const count = Number(readLine(`${directory}/${name}/nr_hugepages`) || 0);
    pages[size] = count * kibibytes * 1024;
  }
  return pages;
}
