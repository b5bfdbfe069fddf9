import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "#api";
import { formatTime } from "#apimachinery";
import { eventExpiryController } from "./event-expiry.ts";
import { FakeControlPlane } from "./fake-control-plane.ts";

const minute = 60_000;

test("event-expiry-controller deletes events an hour after their last write, with one timer", async (context) => {
  const plane = new FakeControlPlane([eventExpiryController]);
  await plane.start();
  context.after(() => plane.stop());
  const client = plane.client.resource(events);
  for (let index = 0; index < 5; index++) {
    const involvedObject = { name: "p" };
    await client.create("default", { metadata: { name: `e${index}` }, involvedObject });
    await plane.advance(minute);
  }
  assert.equal(plane.clock.waiting, 1);
  const lastTimestamp = formatTime(plane.clock.now());
  await client.patch("default", "e0", { lastTimestamp }, { type: "merge" });
  await plane.advance(57.5 * minute, minute);
  assert.deepEqual(plane.names(events), ["e0", "e3", "e4"]);
  await plane.advance(4 * minute, minute);
  assert.deepEqual(plane.names(events), []);
  assert.equal(plane.clock.waiting, 0);
});
