// Container events from containerd's own event stream, or from the CRI's where the other side is
// another runtime. containerd's come first: 1.6 has no CRI events, and its own carry exit code and
// time.
// https://github.com/containerd/containerd/blob/v1.6.20/docs/ops.md
import { randomUUID } from "node:crypto";
import { type Clock, sleep } from "#base";
import type { Connection, ServerStream } from "../../protocol/connection.ts";
import type { Protocol } from "../../protocol/descriptors.ts";
import type * as cri from "../../protocol/messages.generated.ts";
import type { ContainerEvent } from "../../runtime.ts";
import { RuntimeError } from "../../runtime.ts";

export interface EventStreamOptions {
  clock: Clock;
  connection: Connection;
  protocol: Protocol;
  onEvent(event: ContainerEvent): void;
  /** The stream stands, for the first time or again; what happened before is not told. */
  onConnect(): void;
  signal: AbortSignal;
}

const eventsService = "containerd.services.events.v1.Events";
const markTopic = "/coxswain/subscribed";
const filters = [
  'namespace==k8s.io,topic~="^/tasks/(start|exit|oom)$"',
  'namespace==k8s.io,topic=="/containers/delete"',
  `topic=="${markTopic}"`,
];
const firstBackoffMilliseconds = 50;
const longestBackoffMilliseconds = 1000;
const connectTimeoutMilliseconds = 5000;

/** Runs until the signal aborts; never rejects. */
export async function followEvents(options: EventStreamOptions): Promise<void> {
  const { clock, signal } = options;
  let backoffMilliseconds = firstBackoffMilliseconds;
  let follow = followContainerd;
  while (!signal.aborted) {
    try {
      await options.connection.ready(connectTimeoutMilliseconds);
      await follow(options, () => {
        backoffMilliseconds = firstBackoffMilliseconds;
        options.onConnect();
      });
    } catch (error) {
      if (isUnimplemented(error)) follow = followCri;
    }
    if (signal.aborted) return;
    await sleep(clock, backoffMilliseconds, signal).catch(() => {});
    backoffMilliseconds = Math.min(backoffMilliseconds * 2, longestBackoffMilliseconds);
  }
}

interface Envelope {
  topic: string;
  event?: { typeUrl: string; value: Uint8Array };
}

// The server says nothing when it has subscribed a client. So a mark is published again and again
// until it comes back on the stream: from then on no event can be missed.
async function followContainerd(options: EventStreamOptions, onConnect: () => void): Promise<void> {
  const { clock, connection, protocol, signal } = options;
  const mark = randomUUID();
  const marked = new AbortController();
  const onMessage = ({ topic, event }: Envelope): void => {
    if (!event) return;
    const payload = protocol.decode(event.typeUrl.replace(/^.*\//, ""), event.value);
    if (topic === markTopic) {
      if (marked.signal.aborted || (payload as { id?: string })?.id !== mark) return;
      marked.abort();
      onConnect();
      return;
    }
    const translated = payload && translate(topic, payload);
    if (translated) options.onEvent(translated);
  };
  const subscribe = protocol.method(eventsService, "Subscribe");
  const stream = connection.serverStream<Envelope>(subscribe, { filters }, onMessage);
  const value = protocol.encode("containerd.events.ContainerDelete", { id: mark });
  const event = { typeUrl: "containerd.events.ContainerDelete", value };
  const publish = async (): Promise<void> => {
    const stop = AbortSignal.any([marked.signal, signal]);
    for (let delay = 2; !stop.aborted; delay = Math.min(delay * 2, 500)) {
      const method = protocol.method(eventsService, "Publish");
      await connection.unary(method, { topic: markTopic, event }, { signal: stop }).catch(() => {});
      await sleep(clock, delay, stop).catch(() => {});
    }
  };
  const publishing = publish();
  try {
    await untilEnd(stream, signal);
  } finally {
    marked.abort();
    await publishing;
  }
}

async function followCri(options: EventStreamOptions, onConnect: () => void): Promise<void> {
  const { connection, protocol, signal } = options;
  const method = protocol.method("runtime.v1.RuntimeService", "GetContainerEvents");
  const types: Partial<Record<cri.ContainerEventType, ContainerEvent["type"]>> = {
    CONTAINER_STARTED_EVENT: "started",
    CONTAINER_STOPPED_EVENT: "stopped",
    CONTAINER_DELETED_EVENT: "deleted",
  };
  const onMessage = (message: cri.ContainerEventResponse): void => {
    const { containerId: id = "", containerEventType = "CONTAINER_CREATED_EVENT" } = message;
    const type = types[containerEventType];
    const status = message.containersStatuses?.find((each) => each.id === id);
    if (!type) return;
    options.onEvent({
      type,
      id,
      ...(type === "stopped" && status?.exitCode !== undefined
        ? { exitCode: status.exitCode }
        : {}),
      ...(message.createdAt ? { atNanoseconds: message.createdAt } : {}),
    });
  };
  const stream = connection.serverStream<cri.ContainerEventResponse>(method, {}, onMessage);
  onConnect();
  await untilEnd(stream, signal);
}

async function untilEnd(stream: ServerStream, signal: AbortSignal): Promise<void> {
  const cancel = (): void => stream.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await stream.ended;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

interface TaskEvent {
  containerId?: string;
  id?: string;
  exitStatus?: number;
  exitedAt?: { seconds: number; nanos: number };
}

function translate(topic: string, payload: TaskEvent): ContainerEvent | undefined {
  const containerId = payload.containerId ?? "";
  switch (topic) {
    case "/tasks/start":
      return { type: "started", id: containerId };
    case "/tasks/oom":
      return { type: "oom", id: containerId };
    case "/containers/delete":
      return { type: "deleted", id: payload.id ?? "" };
    case "/tasks/exit":
      // The end of a process that was started by exec has its own id.
      if (payload.id !== containerId) return undefined;
      return {
        type: "stopped",
        id: containerId,
        exitCode: payload.exitStatus ?? 0,
        ...(payload.exitedAt
          ? { atNanoseconds: payload.exitedAt.seconds * 1e9 + payload.exitedAt.nanos }
          : {}),
      };
    default:
      return undefined;
  }
}

function isUnimplemented(error: unknown): boolean {
  return (
    error instanceof RuntimeError && (error.cause as { code?: number } | undefined)?.code === 12
  );
}
