// Ends the containers of a containerd that may be dead itself: its shims are known by the socket
// they were started with, the containers are their children. It goes with them: whoever started it
// may have been killed before it could write that down.
import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#base";
import {
  commandLine,
  identifyProcess,
  listProcesses,
  type ProcessIdentity,
  signalProcess,
  waitForExit,
} from "./process-identity.ts";

/** `directory` is the containerd's own, with containerd.sock and state/ in it. */
export async function endContainers(directory: string, clock: Clock): Promise<void> {
  const sockets = await shimSockets(directory);
  const doomed = containerProcesses(directory);
  for (const identity of doomed) signalProcess(identity, "SIGKILL");
  for (const identity of doomed)
    if (!(await waitForExit(identity, { clock, timeoutMilliseconds: 10_000 })))
      throw new Error(`Process ${identity.pid} of a container does not end`);
  for (const socket of sockets) await rm(socket, { force: true });
  // Shared with other containerds of the machine: only when nobody uses it.
  for (const shared of ["/run/containerd/s", "/run/containerd/fifo", "/run/containerd"])
    await rmdir(shared).catch(() => {});
}

function containerProcesses(directory: string): ProcessIdentity[] {
  const processes = listProcesses();
  const socket = join(directory, "containerd.sock");
  const configuration = join(directory, "config.toml");
  const isOurs = (pid: number): boolean => {
    const [program = "", ...argv] = commandLine(pid);
    if (/\bcontainerd-shim/.test(program)) return argv[argv.indexOf("-address") + 1] === socket;
    // An import whose daemon was killed waits for ever for the socket.
    if (/\bctr$/.test(program)) return argv[argv.indexOf("--address") + 1] === socket;
    return /\bcontainerd$/.test(program) && argv[argv.indexOf("--config") + 1] === configuration;
  };
  const children = Map.groupBy(processes, (each) => each.parentPid);
  const found = processes.map((each) => each.pid).filter(isOurs);
  for (let position = 0; position < found.length; position++)
    for (const child of children.get(found[position] ?? 0) ?? [])
      if (!found.includes(child.pid)) found.push(child.pid);
  return found.flatMap((pid) => identifyProcess(pid) ?? []);
}

async function shimSockets(directory: string): Promise<string[]> {
  const tasks = join(directory, "state/io.containerd.runtime.v2.task/k8s.io");
  const ids = await readdir(tasks).catch(() => []);
  const addresses = await Promise.all(
    ids.map((id) => readFile(join(tasks, id, "address"), "utf8").catch(() => "")),
  );
  return addresses
    .map((address) => address.trim().replace(/^unix:\/\//, ""))
    .filter((path) => path.startsWith("/run/containerd/s/"));
}
