// Takes what is left of chance and of real time out of a process while a cluster is simulated in
// it: uids, Math.random, and file operations, which otherwise end in the order of a thread pool.
import crypto from "node:crypto";
import fs from "node:fs";
import filePromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import type { Random } from "#base";

type Operation = (...parameters: never[]) => unknown;

/** The operations that kubelets await, done at once. */
const synchronous = {
  mkdir: fs.mkdirSync,
  open: openSync,
  readFile: fs.readFileSync,
  readdir: fs.readdirSync,
  rm: fs.rmSync,
  writeFile: fs.writeFileSync,
} as const;

/** Gives a function that takes it back. Seeds are not shared: nobody else's draws change these. */
export function makeDeterministic(random: Random): () => void {
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, replacement: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(target, name);
    undo.push(() => {
      if (before) Object.defineProperty(target, name, before);
      else Reflect.deleteProperty(target, name);
    });
    Object.defineProperty(target, name, {
      value: replacement,
      configurable: true,
      writable: true,
      enumerable: true,
    });
  };
  replace(Math, "random", () => random.float());
  replace(crypto, "randomUUID", () => random.uuid());
  replace(globalThis.crypto, "randomUUID", () => random.uuid());
  for (const [name, operation] of Object.entries(synchronous)) {
    replace(filePromises, name, async (...parameters: never[]) =>
      (operation as Operation)(...parameters),
    );
  }
  syncBuiltinESMExports();
  return () => {
    for (const step of undo.reverse()) step();
    syncBuiltinESMExports();
  };
}

/** Of a file that was opened: what is done to one here. */
function openSync(path: string, flags: string): object {
  const descriptor = fs.openSync(path, flags);
  return {
    read: async (buffer: Buffer, offset: number, length: number, position: number) => ({
      bytesRead: fs.readSync(descriptor, buffer, offset, length, position),
    }),
    close: async () => fs.closeSync(descriptor),
  };
}
