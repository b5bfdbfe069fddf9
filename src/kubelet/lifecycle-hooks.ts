// postStart and preStop: a command in the container, an HTTP request to it, or a pause.
// https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
import type { LifecycleHandler } from "#api/core/v1";
import { type Clock, sleep } from "#base";
import type { ContainerRuntime } from "#cri";
import type { HookTarget, LifecycleHooks } from "./interfaces.ts";
import { httpGet } from "./prober/probe-result.ts";

/** Longer than any grace period: the caller's signal ends a hook. */
const noTimeout = 0;

export class NodeLifecycleHooks implements LifecycleHooks {
  readonly #runtime: ContainerRuntime;
  readonly #clock: Clock;

  constructor(dependencies: { runtime: ContainerRuntime; clock: Clock }) {
    this.#runtime = dependencies.runtime;
    this.#clock = dependencies.clock;
  }

  runPostStart(
    target: HookTarget,
    handler: LifecycleHandler,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return this.#run(target, handler, signal);
  }

  runPreStop(
    target: HookTarget,
    handler: LifecycleHandler,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return this.#run(target, handler, signal);
  }

  async #run(
    target: HookTarget,
    handler: LifecycleHandler,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      if (handler.exec) return await this.#exec(target, handler.exec.command ?? [], signal);
      if (handler.httpGet) {
        const { status, body } = await httpGet(handler.httpGet, target, signal);
        return status >= 200 && status < 400
          ? undefined
          : `HTTP hook answered with status ${status}: ${body.slice(0, 200)}`;
      }
      if (handler.sleep) {
        await sleep(this.#clock, handler.sleep.seconds * 1000, signal);
        return undefined;
      }
      return "the hook names no handler that this node supports";
    } catch (error) {
      return signal.aborted
        ? "the hook did not end within the grace period"
        : (error as Error).message;
    }
  }

  async #exec(
    target: HookTarget,
    command: string[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { exitCode, stdout, stderr } = await this.#runtime.execSync(
      target.containerId,
      command,
      noTimeout,
      { signal },
    );
    if (exitCode === 0) return undefined;
    const output = Buffer.concat([stdout, stderr]).toString("utf8").slice(0, 1024);
    return `command '${command.join(" ")}' exited with ${exitCode}: ${output}`;
  }
}
