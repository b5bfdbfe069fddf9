// A node's own containerd: started in the node's network namespace as a daemon that outlives this
// process, adopted when it is there already, started again when it dies. Containers do not notice:
// their shims live on.
import { mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { type Clock, sleep } from "#base";
import type { Logger } from "#component-base";
import { endProcess, holdProcess, isAlive, type ProcessIdentity, spawnDetached } from "#sandbox";
import { Connection } from "../../protocol/connection.ts";
import { RuntimeError } from "../../runtime.ts";
import { type ContainerdConfigOptions, containerdConfig, containerdPaths } from "./config.ts";
import { runtimeProtocol } from "./runtime.ts";

export interface ContainerdProcessOptions extends ContainerdConfigOptions {
  clock: Clock;
  log: Logger;
  /** Path of the network namespace it runs in; this process's own unless set. */
  namespace?: string;
  /** Added to its environment: proxies. */
  env?: Readonly<Record<string, string>>;
  /** Called before `start` resolves and after each restart, for the ledger. */
  onStarted?(identity: ProcessIdentity): void;
}

const startTimeoutMilliseconds = 15_000;
const stopGraceMilliseconds = 10_000;
const firstBackoffMilliseconds = 100;
const longestBackoffMilliseconds = 10_000;
const steadyMilliseconds = 10_000;

export class ContainerdProcess {
  readonly socketPath: string;
  readonly #options: ContainerdProcessOptions;
  readonly #paths: ReturnType<typeof containerdPaths>;
  readonly #stopping = new AbortController();
  #identity: ProcessIdentity | undefined;
  #supervision: Promise<void> = Promise.resolve();

  constructor(options: ContainerdProcessOptions) {
    this.#options = options;
    this.#paths = containerdPaths(options.directory);
    this.socketPath = this.#paths.socket;
  }

  get identity(): ProcessIdentity | undefined {
    return this.#identity;
  }

  /** Resolves when it answers; says whether one that ran already was adopted. */
  start(): Promise<{ adopted: boolean }> {
    return holdProcess(() => this.#start());
  }

  async #start(): Promise<{ adopted: boolean }> {
    const known = this.#readIdentity();
    const adopted = known !== undefined && isAlive(known);
    if (adopted) {
      await this.#untilAnswering(known);
      this.#setIdentity(known);
    } else await this.#launch();
    this.#supervision = this.#supervise();
    return { adopted };
  }

  /** Ends supervision and leaves containerd running, for a restart of this process. */
  async release(): Promise<void> {
    this.#stopping.abort();
    await this.#supervision;
  }

  /** Ends containerd; containers and their shims stay. */
  async stop(): Promise<void> {
    await this.release();
    const identity = this.#identity ?? this.#readIdentity();
    const options = { clock: this.#options.clock, graceMilliseconds: stopGraceMilliseconds };
    if (identity && !(await holdProcess(() => endProcess(identity, options))))
      throw new Error(`containerd (process ${identity.pid}) does not end`);
    rmSync(this.#paths.identity, { force: true });
    rmSync(this.#paths.socket, { force: true });
  }

  async #launch(): Promise<void> {
    const { directory, namespace, env } = this.#options;
    for (const path of [directory, this.#paths.registries, this.#options.cniConfigDirectory])
      mkdirSync(path, { recursive: true });
    rmSync(this.#paths.socket, { force: true });
    writeFileSync(this.#paths.config, containerdConfig(this.#options));
    const { identity, exited } = await spawnDetached(
      ["containerd", "--config", this.#paths.config],
      {
        logFile: this.#paths.log,
        workingDirectory: directory,
        ...(namespace === undefined ? {} : { namespace }),
        ...(env === undefined ? {} : { env }),
      },
    );
    this.#setIdentity(identity);
    const dead = new AbortController();
    void exited.then(() => dead.abort());
    await this.#untilAnswering(identity, dead.signal);
  }

  #setIdentity(identity: ProcessIdentity): void {
    this.#identity = identity;
    const temporary = `${this.#paths.identity}.new`;
    writeFileSync(temporary, JSON.stringify(identity));
    renameSync(temporary, this.#paths.identity);
    this.#options.onStarted?.(identity);
  }

  #readIdentity(): ProcessIdentity | undefined {
    try {
      return JSON.parse(readFileSync(this.#paths.identity, "utf8")) as ProcessIdentity;
    } catch {
      return undefined;
    }
  }

  async #untilAnswering(identity: ProcessIdentity, dead?: AbortSignal): Promise<void> {
    const { clock, directory } = this.#options;
    const deadline = clock.monotonic() + startTimeoutMilliseconds;
    const method = runtimeProtocol().method("runtime.v1.RuntimeService", "Version");
    const changes = new DirectoryChanges(directory, clock);
    try {
      for (let lastError: unknown; ; ) {
        if (dead?.aborted || !isAlive(identity))
          throw new RuntimeError("unavailable", `containerd ended, see ${this.#paths.log}`);
        if (clock.monotonic() > deadline)
          throw new RuntimeError(
            "deadline-exceeded",
            `containerd does not answer on ${this.socketPath}`,
            { cause: lastError },
          );
        const connection = new Connection({ clock, socketPath: this.socketPath });
        try {
          await connection.unary(method, {}, { timeoutMilliseconds: 5000 });
          return;
        } catch (error) {
          lastError = error;
        } finally {
          connection.close();
        }
        await changes.next(10);
      }
    } finally {
      changes.close();
    }
  }

  // A stream that never carries anything stays open as long as containerd lives. It tells of the
  // death of one that was adopted too, which is no child of this process.
  async #supervise(): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#stopping;
    let backoffMilliseconds = firstBackoffMilliseconds;
    while (!signal.aborted) {
      const since = clock.monotonic();
      await this.#untilBroken(signal);
      if (signal.aborted) return;
      if (this.#identity && isAlive(this.#identity)) {
        await sleep(clock, firstBackoffMilliseconds, signal).catch(() => {});
        continue;
      }
      if (clock.monotonic() - since > steadyMilliseconds)
        backoffMilliseconds = firstBackoffMilliseconds;
      log.warn("containerd ended, starting it again", { log: this.#paths.log });
      await sleep(clock, backoffMilliseconds, signal).catch(() => {});
      backoffMilliseconds = Math.min(backoffMilliseconds * 2, longestBackoffMilliseconds);
      if (signal.aborted) return;
      await this.#launch().catch((error: unknown) => {
        log.error("containerd does not start", { error, log: this.#paths.log });
      });
    }
  }

  async #untilBroken(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const connection = new Connection({
      clock,
      socketPath: this.socketPath,
      headers: { "containerd-namespace": "k8s.io" },
    });
    const method = runtimeProtocol().method("containerd.services.events.v1.Events", "Subscribe");
    const filters = ['topic=="/coxswain/nothing"'];
    const stream = connection.serverStream(method, { filters }, () => {});
    const cancel = (): void => stream.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    await stream.ended.catch(() => {});
    signal.removeEventListener("abort", cancel);
    connection.close();
  }
}

/** Waits for the next change in a directory, such as a new socket. */
class DirectoryChanges {
  readonly #watcher: ReturnType<typeof watch>;
  readonly #clock: Clock;
  #wake: () => void = () => {};

  constructor(directory: string, clock: Clock) {
    this.#clock = clock;
    this.#watcher = watch(directory, () => this.#wake());
  }

  next(longestMilliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(longestMilliseconds, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  close(): void {
    this.#watcher.close();
  }
}
