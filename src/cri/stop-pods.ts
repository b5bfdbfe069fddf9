// Stops or removes every pod of a runtime, as `cox down` and `cox delete` do before the runtime ends.
import type { CallOptions, ContainerRuntime } from "./runtime.ts";

export interface StopPodsOptions extends CallOptions {
  /** How long containers may take to end by themselves. */
  graceSeconds: number;
  /** Removes the pods too, with what the runtime keeps of them. */
  remove?: boolean;
}

const maximalInFlight = 8;

/** Rejects with an AggregateError of what did not work; the other pods are stopped then. */
export async function stopPods(runtime: ContainerRuntime, options: StopPodsOptions): Promise<void> {
  const running = { state: { state: "CONTAINER_RUNNING" as const } };
  const containers = await runtime.listContainers(running);
  const errors: unknown[] = [];
  const { graceSeconds, remove, ...call } = options;
  await inFlight(containers, errors, ({ id = "" }) =>
    runtime.stopContainer(id, graceSeconds, call),
  );
  await inFlight(await runtime.listPodSandbox(), errors, async ({ id = "" }) => {
    await runtime.stopPodSandbox(id, call);
    if (remove) await runtime.removePodSandbox(id, call);
  });
  if (errors.length > 0) throw new AggregateError(errors, "Some pods could not be stopped");
}

async function inFlight<T>(
  items: readonly T[],
  errors: unknown[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      await work(item).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: maximalInFlight }, worker));
}
