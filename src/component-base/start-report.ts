// How a daemon tells the command that started it how far it is: JSON lines on an inherited file
// descriptor. The reader may go away at any time; the daemon goes on.
import { closeSync, writeSync } from "node:fs";

export type StartMessage =
  /** A part answers: "api", "node", "dns". */
  { part: string; message: string } | { ready: true } | { failed: string };

export interface StartReport {
  send(message: StartMessage): void;
  close(): void;
}

/** A report nobody reads when `fileDescriptor` is undefined. */
export function openStartReport(fileDescriptor: number | undefined): StartReport {
  let open = fileDescriptor;
  return {
    send(message) {
      if (open === undefined) return;
      try {
        writeSync(open, `${JSON.stringify(message)}\n`);
      } catch {
        open = undefined;
      }
    },
    close() {
      if (open === undefined) return;
      try {
        closeSync(open);
      } catch {
        // The reader closed it first.
      }
      open = undefined;
    },
  };
}

/** The messages in a chunk of lines; `rest` is an unfinished line. */
export function parseStartMessages(text: string): { messages: StartMessage[]; rest: string } {
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  return {
    messages: lines.filter((line) => line !== "").map((line) => JSON.parse(line) as StartMessage),
    rest,
  };
}
