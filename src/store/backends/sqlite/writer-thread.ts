// The main thread's end of the writer thread: one request at a time, answered in order.
import { Worker } from "node:worker_threads";
import { StoreError } from "../../backend.ts";
import type { WriterOptions, WriterReply, WriterRequest } from "./writer-messages.ts";

interface Waiter {
  resolve(reply: WriterReply): void;
  reject(error: StoreError): void;
}

export class WriterThread {
  readonly #worker: Worker;
  #waiter: Waiter | undefined;
  #stopped: StoreError | undefined;

  /** `url` is the entry of the thread, a source or a bundled file. */
  constructor(url: URL, options: WriterOptions) {
    this.#worker = new Worker(url, { workerData: options, name: "store-writer" });
    this.#worker.on("message", (reply: WriterReply) => this.#take()?.resolve(reply));
    this.#worker.on("error", (error) => this.#stop(error));
    this.#worker.on("exit", (exitCode) => this.#stop(new Error(`Exit code ${exitCode}`)));
  }

  /** What the thread says first: "opened" or "failed". */
  opened(): Promise<WriterReply> {
    return this.#reply();
  }

  /** Must not be called before the previous one is answered. */
  request(request: WriterRequest, transfer: ArrayBuffer[] = []): Promise<WriterReply> {
    if (!this.#stopped) this.#worker.postMessage(request, transfer);
    return this.#reply();
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #reply(): Promise<WriterReply> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  #take(): Waiter | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    return waiter;
  }

  #stop(cause: unknown): void {
    this.#stopped ??= new StoreError("unavailable", "The store's writer has stopped", { cause });
    this.#take()?.reject(this.#stopped);
  }
}
