// How many events a second reach so many watchers of one namespace while objects are made in it at
// a steady rate, and how long after its request each event comes.
import type { ClientHttp2Session } from "node:http2";
import { openSession, send } from "./load-generator.ts";
import { objectOf, pathOf } from "./load-objects.ts";
import { percentile } from "./measurements.ts";
import type { Target } from "./server-process.ts";

export interface FanOut {
  deliveriesPerSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** Events that never came, or watchers that were cut off. */
  missing: number;
}

export interface FanOutOptions {
  watchers: number;
  /** Deliveries a second that the writers aim at. */
  offered: number;
  milliseconds: number;
  namespace: string;
  /** Events after this resource version are counted. */
  revision: string;
}

const watchersPerConnection = 50;
/** Only their events are looked into: reading a name out of each event would be half the load. */
const sampledWatchers = 10;
/** Enough that the rate, not their waiting, limits what is written. */
const writers = 32;
const drainMilliseconds = 10_000;
const eventStart = Buffer.from('{"type":"ADDED"');

/** Counts events by their first bytes, which may be cut by the end of a chunk. */
class EventCounter {
  #tail: Buffer = Buffer.alloc(0);

  count(chunk: Buffer): number {
    const text = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    let found = 0;
    let from = 0;
    for (let at = text.indexOf(eventStart); at >= 0; at = text.indexOf(eventStart, from)) {
      found++;
      from = at + eventStart.length;
    }
    this.#tail = text.subarray(Math.max(from, text.length - eventStart.length + 1));
    return found;
  }
}

export async function measureFanOut(
  target: Target,
  { watchers, offered, milliseconds, namespace, revision }: FanOutOptions,
): Promise<FanOut> {
  const sent = new Map<string, number>();
  const latencies: number[] = [];
  let deliveries = 0;
  const sample = (chunk: Buffer): void => {
    const now = performance.now();
    for (const [, name = ""] of chunk.toString("latin1").matchAll(/"name":"(fan-\d+)"/g)) {
      const from = sent.get(name);
      if (from !== undefined) latencies.push(now - from);
    }
  };
  const sessions: ClientHttp2Session[] = [];
  for (let index = 0; index < watchers / watchersPerConnection; index++)
    sessions.push(await openSession(target));
  const path = `${pathOf("configmaps", namespace)}?watch=true&resourceVersion=${revision}`;
  for (let index = 0; index < watchers; index++) {
    const session = sessions[index % sessions.length] as ClientHttp2Session;
    const stream = session.request({ ":path": path }, { endStream: true });
    const counter = new EventCounter();
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => {
      deliveries += counter.count(chunk);
      if (index < sampledWatchers) sample(chunk);
    });
    await new Promise((resolve) => stream.once("response", resolve));
  }
  const writing = await openSession(target);
  const start = performance.now();
  const perSecond = offered / watchers;
  let written = 0;
  const write = async (): Promise<void> => {
    for (;;) {
      const due = start + (written * 1000) / perSecond;
      const now = performance.now();
      if (now - start >= milliseconds) return;
      if (due > now) {
        await new Promise((resolve) => setTimeout(resolve, due - now));
        continue;
      }
      const name = `fan-${written++}`;
      sent.set(name, now);
      await send(writing, {
        headers: { ":method": "POST", ":path": pathOf("configmaps", namespace) },
        body: objectOf("configmaps", name),
      });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const wanted = written * watchers;
  const deadline = performance.now() + drainMilliseconds;
  while (deliveries < wanted && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 1));
  const seconds = (performance.now() - start) / 1000;
  for (const session of [...sessions, writing]) session.destroy();
  return {
    deliveriesPerSecond: deliveries / seconds,
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    missing: wanted - deliveries,
  };
}
