// What a controller is, as data: its name, what it reads and writes, how it is built. A manager
// builds and starts the descriptors of a list.
import type { Resource } from "#api";
import type { Clock, Random } from "#base";
import type { Client, EventRecorder, InformerFactory, WorkQueueMetrics } from "#client";
import type { Logger } from "#component-base";
import type { ControllerMetrics } from "./controller-metrics.ts";

export interface ControllerContext {
  /** The descriptor's name. */
  name: string;
  /** Acts as the controller's own identity. */
  client: Client;
  /** Shared by all controllers; informers are asked for in build(), never later. */
  informers: InformerFactory;
  recorder: EventRecorder;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics?: ControllerMetrics;
  queueMetrics?: WorkQueueMetrics;
}

export interface Runnable {
  /** Called when the informers that build() asked for have synced. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface Descriptor {
  /** Kubernetes' own: "replicaset-controller". */
  name: string;
  /** What its informers and gets read. */
  reads: readonly Resource[] | "all";
  /** What it creates, changes or deletes; events need not be named. */
  writes: readonly Resource[] | "all";
  build(context: ControllerContext): Runnable;
}

/** Options of a Controller that every descriptor passes on. */
export function controllerOptions(context: ControllerContext): {
  name: string;
  clock: Clock;
  log: Logger;
  metrics?: ControllerMetrics;
  queueMetrics?: ReturnType<WorkQueueMetrics["forQueue"]>;
} {
  const { name, clock, log, metrics, queueMetrics } = context;
  return {
    name,
    clock,
    log,
    ...(metrics ? { metrics } : {}),
    ...(queueMetrics ? { queueMetrics: queueMetrics.forQueue(name) } : {}),
  };
}
