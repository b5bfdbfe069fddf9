// One command at a time changes a cluster, and one at a time on the whole machine chooses
// addresses and ports. A lock is an abstract socket: the kernel gives it to one process and frees
// it with that process, however it ends, so nothing stale is left behind. See unix(7).
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { CommandError } from "../environment.ts";

interface Lock {
  release(): void;
}

/** Runs the work while no other command works on the cluster; refuses while one does. */
export async function withClusterLock<T>(
  directory: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const address = lockAddress(resolve(directory));
  const lock = await tryLock(address);
  if (!lock) {
    const holder = await holderOf(address);
    throw new CommandError(
      `Another command works on cluster "${name}" (process ${holder ?? "unknown"}); wait for it`,
    );
  }
  return runLocked(lock, work);
}

/** Runs the work when no other cluster of this machine is being planned; waits while one is. */
export async function withMachineLock<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const address = lockAddress("machine");
  for (;;) {
    if (signal.aborted) throw new CommandError("Interrupted");
    const lock = await tryLock(address);
    if (lock) return runLocked(lock, work);
    await untilReleased(address, signal);
  }
}

async function runLocked<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Addresses have at most 107 bytes, paths may be longer. */
function lockAddress(of: string): string {
  return `\0coxswain-${createHash("sha256").update(of).digest("hex").slice(0, 32)}`;
}

/** Who asks is told the holder's pid, and hears of the release by the connection's end. */
function tryLock(address: string): Promise<Lock | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => {}).on("close", () => waiting.delete(socket));
    socket.write(`${process.pid}\n`);
  });
  return new Promise((settle, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? settle(undefined) : reject(error),
    );
    server.listen({ path: address, exclusive: true }, () =>
      settle({
        release() {
          server.close();
          for (const socket of waiting) socket.destroy();
        },
      }),
    );
  });
}

/** Nothing when it does not say in time: it may be busy. */
async function holderOf(address: string): Promise<number | undefined> {
  const socket = connect(address);
  try {
    const [text] = (await once(socket, "data", { signal: AbortSignal.timeout(500) })) as [Buffer];
    return Number.parseInt(text.toString(), 10) || undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

async function untilReleased(address: string, signal: AbortSignal): Promise<void> {
  const socket = connect(address);
  socket.on("error", () => {}).resume();
  await once(socket, "close", { signal }).catch(() => {});
  socket.destroy();
}
