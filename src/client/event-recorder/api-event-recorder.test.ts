import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "#api";
import type { Event, Pod } from "#api/core/v1";
import { FakeClock } from "#base";
import { createClient } from "../dynamic/dynamic-client.ts";
import { FakeApiServer } from "../rest/fake-api-server.ts";
import { createEventRecorder } from "./api-event-recorder.ts";

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "default", uid: "u" },
} as Pod;

function setUp(queueLimit = 1000) {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock });
  const recorder = createEventRecorder({ client, clock, component: "test", queueLimit });
  const record = (message: string, reason = "Pulled"): void =>
    recorder.event(pod, { type: "Normal", reason, message });
  const written = (): Event[] => server.store.list(events, "default") as unknown as Event[];
  return { clock, server, recorder, record, written };
}

test("event() counts a repeat on the first event", async () => {
  const { clock, recorder, record, written } = setUp();
  record("Image is here");
  await recorder.flush();
  clock.advance(5000);
  record("Image is here");
  record("Image is here");
  await recorder.flush();
  const [event, ...others] = written();
  assert.equal(others.length, 0);
  assert.equal(event?.count, 3);
  assert.match(event?.metadata.name ?? "", /^web\.[0-9a-f]+$/);
  assert.equal(
    Date.parse(event?.lastTimestamp ?? "") - Date.parse(event?.firstTimestamp ?? ""),
    5000,
  );
  assert.deepEqual(event?.involvedObject, {
    apiVersion: "v1",
    kind: "Pod",
    name: "web",
    namespace: "default",
    uid: "u",
  });
});

test("event() merges many messages of one reason", async () => {
  const { recorder, record, written } = setUp();
  for (let index = 0; index < 15; index++) record(`Try ${index}`);
  await recorder.flush();
  const messages = written().map((event) => `${event.count} ${event.message}`);
  assert.equal(messages.length, 10);
  assert.equal(messages.at(-1), "6 (combined from similar events): Try 14");
});

test("event() drops events of an object beyond its burst and grants one more later", async () => {
  const { clock, recorder, record, written } = setUp();
  for (let index = 0; index < 30; index++) record("Same", `Reason${index}`);
  await recorder.flush();
  assert.equal(written().length, 25);
  clock.advance(300_000);
  record("Same", "Later");
  record("Same", "Later2");
  await recorder.flush();
  assert.equal(written().length, 26);
});

test("event() writes an event anew when it is gone from the server", async () => {
  const { server, recorder, record, written } = setUp();
  record("a");
  await recorder.flush();
  server.store.delete(events, "default", written()[0]?.metadata.name ?? "", {});
  record("a");
  await recorder.flush();
  assert.equal(written()[0]?.count, 2);
});

test("event() neither fails nor grows without bound while the server does not answer", async () => {
  const { clock, server, recorder, record, written } = setUp(5);
  server.reactor = () => {
    throw new Error("connection refused");
  };
  for (let index = 0; index < 20; index++) record("m", `R${index}`);
  await clock.advanceAsync(1000, 500);
  server.reactor = undefined;
  await clock.advanceAsync(11_000, 1000);
  await recorder.flush();
  assert.equal(written().length, 6, "one in hand and five that waited");
  await recorder.stop();
});
