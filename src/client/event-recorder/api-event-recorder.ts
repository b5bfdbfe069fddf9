// The event recorder over a Client. Events wait in a bounded queue and are written one at a time; a
// repeat is written as a count on the first. Whatever fails, the caller never knows.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import { events } from "#api";
import type { Event, ObjectReference } from "#api/core/v1";
import {
  formatTime,
  isAlreadyExists,
  isNotFound,
  type KubernetesObject,
  StatusError,
} from "#apimachinery";
import { BoundedQueue, type Clock, sleep } from "#base";
import { type Logger, silentLogger } from "#component-base";
import type { Client, ResourceClient } from "../client.ts";
import { type Correlation, EventCorrelator } from "./event-correlator.ts";
import type { EventRecorder } from "./event-recorder.ts";

export interface EventRecorderOptions {
  client: Client;
  clock: Clock;
  /** Who reports: "deployment-controller". */
  component: string;
  /** The node, for a kubelet. */
  host?: string;
  log?: Logger;
  /** Events that wait to be written; more are dropped. */
  queueLimit?: number;
}

const maxTries = 12;
const retryMilliseconds = 10_000;

export class ApiEventRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #events: ResourceClient<Event>;
  readonly #log: Logger;
  readonly #correlator: EventCorrelator;
  readonly #queue: BoundedQueue<Event>;
  readonly #stop = new AbortController();
  #writing: Promise<void> | undefined;
  #names = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#events = options.client.resource(events);
    this.#log = options.log ?? silentLogger;
    this.#correlator = new EventCorrelator(options);
    this.#queue = new BoundedQueue(options.queueLimit ?? 1000);
  }

  event(about: KubernetesObject, event: Parameters<EventRecorder["event"]>[1]): void {
    if (this.#stop.signal.aborted) return;
    if (!this.#queue.push(this.#make(about, event))) {
      this.#log.warn("Event is dropped, too many wait", { reason: event.reason });
      return;
    }
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Drops what waits. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("Event recorder is stopped"));
    this.#queue.clear();
    await this.flush();
  }

  #make(about: KubernetesObject, event: Parameters<EventRecorder["event"]>[1]): Event {
    const { component, host, clock } = this.#options;
    const reference = referenceTo(about, event);
    const timestamp = formatTime(clock.now());
    // Unique for one object as long as the clock goes forward or this process lives.
    const suffix = (BigInt(clock.now()) * 1_000_000n + BigInt(this.#names++)).toString(16);
    return {
      metadata: {
        name: `${reference.name}.${suffix}`,
        namespace: reference.namespace || "default",
      },
      involvedObject: reference,
      reason: event.reason,
      message: event.message.slice(0, 1024),
      type: event.type,
      count: 1,
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
      source: { component, ...(host ? { host } : {}) },
      reportingComponent: component,
      reportingInstance: host ?? "",
      ...(event.action ? { action: event.action } : {}),
      ...(event.related ? { related: referenceTo(event.related, {}) } : {}),
    };
  }

  async #drain(): Promise<void> {
    for (let event = this.#queue.shift(); event; event = this.#queue.shift()) {
      const correlation = this.#correlator.correlate(event);
      for (let attempt = 1; !(await this.#write(correlation)); attempt++) {
        if (attempt >= maxTries || this.#stop.signal.aborted) break;
        const wait = sleep(this.#options.clock, retryMilliseconds, this.#stop.signal);
        await wait.catch(() => {});
      }
    }
  }

  /** False when no answer came, so that it is worth a second try. */
  async #write(correlation: Correlation): Promise<boolean> {
    if (correlation.action === "drop") return true;
    const { key, event } = correlation;
    try {
      const written =
        correlation.action === "count" ? await this.#count(correlation) : await this.#create(event);
      this.#correlator.wrote(key, written);
      return true;
    } catch (error) {
      if (!(error instanceof StatusError)) return this.#stop.signal.aborted;
      if (!isAlreadyExists(error)) this.#log.debug("Event is refused", { error });
      this.#correlator.forget(key);
      return true;
    }
  }

  async #count(correlation: Correlation & { action: "count" }): Promise<Event> {
    const { event, name, count } = correlation;
    try {
      return await this.#events.patch(
        event.metadata.namespace ?? "",
        name,
        { count, message: event.message, lastTimestamp: event.lastTimestamp },
        { type: "strategic", signal: this.#stop.signal },
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return await this.#create(event);
    }
  }

  #create(event: Event): Promise<Event> {
    const { namespace = "" } = event.metadata;
    return this.#events.create(namespace, event, { signal: this.#stop.signal });
  }
}

export function createEventRecorder(options: EventRecorderOptions): ApiEventRecorder {
  return new ApiEventRecorder(options);
}

function referenceTo(
  object: KubernetesObject,
  given: { kind?: string; apiVersion?: string; fieldPath?: string },
): ObjectReference {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const kind = given.kind ?? object.kind;
  const apiVersion = given.apiVersion ?? object.apiVersion;
  return {
    ...(apiVersion ? { apiVersion } : {}),
    ...(kind ? { kind } : {}),
    name: name ?? "",
    ...(namespace ? { namespace } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(given.fieldPath ? { fieldPath: given.fieldPath } : {}),
  };
}
