// What is mounted where. See proc_pid_mountinfo(5).
import { readFileSync } from "node:fs";

export interface MountPoint {
  path: string;
  filesystem: string;
  /** Options of the file system itself; a cgroup v1 hierarchy's controllers are among them. */
  superOptions: string[];
}

export function listMounts(): MountPoint[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.flatMap((line) => {
    const fields = line.split(" ");
    const separator = fields.indexOf("-");
    if (separator < 0) return [];
    return {
      path: unescapeOctal(fields[4] ?? ""),
      filesystem: fields[separator + 1] ?? "",
      superOptions: (fields[separator + 3] ?? "").split(","),
    };
  });
}

/** Mount points at or below the directory, innermost and latest first. */
export function mountsBelow(directory: string): string[] {
  return listMounts()
    .map((mount) => mount.path)
    .filter((path) => path === directory || path.startsWith(`${directory}/`))
    .reverse();
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
