// How a daemon tells the command that started it how far it is: JSON lines in a file that the
// command follows. The reader may go away at any time; the daemon goes on.
import { appendFileSync, type FSWatcher, readFileSync, watch, writeFileSync } from "node:fs";

export type StartMessage =
  /** A part answers: "api", "node", "dns". */
  { part: string; message: string } | { ready: true } | { failed: string };

export interface StartReport {
  send(message: StartMessage): void;
}

/** A report nobody reads when `file` is undefined. The daemon's first act empties the file. */
export function openStartReport(file: string | undefined): StartReport {
  return {
    send(message) {
      if (file === undefined) return;
      try {
        appendFileSync(file, `${JSON.stringify(message)}\n`);
      } catch {
        // A report is a courtesy: nothing depends on it.
      }
    },
  };
}

/** Makes the file empty and calls back for each message until `close`. */
export function followStartReport(
  file: string,
  onMessage: (message: StartMessage) => void,
): { close(): void } {
  writeFileSync(file, "", { mode: 0o600 });
  let consumed = 0;
  const read = (): void => {
    const text = readFileSync(file, "utf8");
    const end = text.lastIndexOf("\n") + 1;
    const fresh = text.slice(consumed, end);
    consumed = end;
    for (const line of fresh.split("\n"))
      if (line !== "") onMessage(JSON.parse(line) as StartMessage);
  };
  const watcher: FSWatcher = watch(file, read);
  return {
    close() {
      watcher.close();
    },
  };
}
