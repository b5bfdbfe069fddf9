// A machine for tests of the checks: one where all is well, but for what a test says.
import type { CommandResult } from "#sandbox";
import type { Machine } from "./machine.ts";

export interface FakeMachine extends Partial<Machine> {
  files?: Readonly<Record<string, string>>;
  absent?: readonly RegExp[];
  /** By the start of the command line; what is not named succeeds and prints nothing. */
  commands?: Readonly<Record<string, Partial<CommandResult>>>;
  listening?: readonly number[];
}

const healthyFiles: Readonly<Record<string, string>> = {
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
  "/proc/self/mounts": "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
  "/proc/sys/fs/inotify/max_user_instances": "512\n",
};

export function fakeMachine(fields: FakeMachine = {}): Machine {
  const files = { ...healthyFiles, ...fields.files };
  const listening = new Set(fields.listening);
  return {
    platform: "linux",
    architecture: "x64",
    read: (file) => files[file] ?? "",
    exists: (file) => !(fields.absent ?? []).some((pattern) => pattern.test(file)),
    freeBytes: () => 20 * 2 ** 30,
    ports: () => ({ all: listening, loopback: listening }),
    async run(argv) {
      const line = argv.join(" ");
      const [, result = {}] =
        Object.entries(fields.commands ?? {}).find(([start]) => line.startsWith(start)) ?? [];
      return { exitCode: 0, stdout: "", stderr: "", ...result };
    },
    withDirectory: (parent, work) => work(parent),
    ...fields,
  };
}
