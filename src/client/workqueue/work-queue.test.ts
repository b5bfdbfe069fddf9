import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { Metrics } from "#component-base";
import { RateLimitedQueue } from "./rate-limited-queue.ts";
import { WorkQueueMetrics } from "./work-queue-metrics.ts";

test("next() gives a key once however often it was added, and again when added during work", async () => {
  const queue = new RateLimitedQueue({ clock: new FakeClock() });
  queue.add("a");
  queue.add("a");
  queue.add("b");
  assert.equal(queue.length, 2);
  assert.equal(await queue.next(), "a");
  queue.add("a");
  assert.equal(queue.length, 1);
  assert.equal(await queue.next(), "b");
  const waiting = queue.next();
  queue.done("b");
  queue.done("a");
  assert.equal(await waiting, "a");
});

test("shutDown() ends waiting workers and drops keys", async () => {
  const clock = new FakeClock();
  const queue = new RateLimitedQueue({ clock });
  const waiting = queue.next();
  queue.addAfter("later", 10);
  queue.shutDown();
  queue.add("a");
  assert.equal(await waiting, undefined);
  assert.equal(await queue.next(), undefined);
  assert.equal(clock.waiting, 0);
});

test("addAfter() uses one timer and keeps the earliest time of a key", async () => {
  const clock = new FakeClock();
  const queue = new RateLimitedQueue({ clock });
  for (let delay = 100; delay > 0; delay -= 10) queue.addAfter(`key-${delay}`, delay);
  queue.addAfter("key-50", 20);
  queue.addAfter("key-10", 1000);
  assert.equal(clock.waiting, 1);
  clock.advance(20);
  const order: (string | undefined)[] = [];
  while (queue.length > 0) order.push(await queue.next());
  assert.deepEqual(order.sort(), ["key-10", "key-20", "key-50"]);
  clock.advance(80);
  assert.equal(queue.length, 7);
  assert.equal(clock.waiting, 0);
});

test("addRateLimited() doubles the delay of a key until it is forgotten", () => {
  const clock = new FakeClock();
  const queue = new RateLimitedQueue({ clock, maxDelayMilliseconds: 30 });
  for (const delay of [5, 10, 20, 30, 30]) {
    queue.addRateLimited("a");
    clock.advance(delay - 1);
    assert.equal(queue.length, 0);
    clock.advance(1);
    assert.equal(queue.length, 1);
    void queue.next();
    queue.done("a");
  }
  assert.equal(queue.requeues("a"), 5);
  queue.forget("a");
  assert.equal(queue.requeues("a"), 0);
});

test("work queue counts adds, retries and depth under its name", async () => {
  const metrics = new Metrics();
  const clock = new FakeClock();
  const queue = new RateLimitedQueue({
    clock,
    metrics: new WorkQueueMetrics(metrics).forQueue("deployment"),
  });
  queue.add("a");
  queue.add("b");
  queue.addRateLimited("c");
  await queue.next();
  const text = await metrics.print();
  assert.match(text, /workqueue_adds_total\{name="deployment"\} 2/);
  assert.match(text, /workqueue_retries_total\{name="deployment"\} 1/);
  assert.match(text, /workqueue_depth\{name="deployment"\} 1/);
});
