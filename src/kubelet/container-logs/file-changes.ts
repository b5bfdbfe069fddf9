// Waits for a log file to grow or to be replaced, by the kernel's notices on its directory.
import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

export class FileChanges {
  readonly #watcher: FSWatcher;
  #changed = false;
  #ended = false;
  #wake: (() => void) | undefined;

  /** Throws when the directory is not there. */
  constructor(path: string) {
    const name = basename(path);
    this.#watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) this.notify();
    });
    this.#watcher.on("error", () => this.end());
  }

  /** Resolves at the next notice, or at once when one came since the last call or all is over. */
  async next(): Promise<void> {
    if (!this.#changed && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#changed = false;
  }

  notify(): void {
    this.#changed = true;
    this.#wake?.();
  }

  /** Nothing more will be written; `next` does not wait any longer. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  close(): void {
    this.end();
    this.#watcher.close();
  }
}
