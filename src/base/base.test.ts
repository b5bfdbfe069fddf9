import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  Backoff,
  BoundedQueue,
  deepCopy,
  deepEqual,
  deepFreeze,
  FakeClock,
  LifecycleGroup,
  once,
  Semaphore,
  seededRandom,
} from "./index.ts";

test("Backoff doubles up to its maximum and starts again after reset", () => {
  const backoff = new Backoff({ initialMilliseconds: 100, maximumMilliseconds: 500 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => backoff.next()),
    [100, 200, 400, 500],
  );
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test("Backoff adds jitter from the random it is given", () => {
  const random = { ...seededRandom(1), float: () => 0.5 };
  const options = { initialMilliseconds: 100, maximumMilliseconds: 500, jitter: 0.2 };
  assert.equal(Math.round(new Backoff(options, random).next()), 110);
});

test("seededRandom repeats for one seed and makes valid UUIDs and names", () => {
  const [a, b] = [seededRandom(7), seededRandom(7)];
  assert.equal(a.float(), b.float());
  assert.match(a.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(a.nameSuffix(5), /^[b-df-hj-np-tv-xz24-9]{5}$/);
  for (let turn = 0; turn < 100; turn++) assert.ok(a.integer(3) < 3);
});

test("Semaphore lets waiters in by order and forgets aborted ones", async () => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire();
  const controller = new AbortController();
  const order: string[] = [];
  const aborted = semaphore.acquire(controller.signal);
  const second = semaphore.run(() => order.push("second"));
  const third = semaphore.run(() => order.push("third"));
  controller.abort(new Error("stop"));
  await assert.rejects(aborted, /stop/);
  assert.equal(semaphore.tryAcquire(), undefined);
  release();
  release();
  await Promise.all([second, third]);
  assert.deepEqual(order, ["second", "third"]);
  assert.ok(semaphore.tryAcquire());
  assert.equal(semaphore.tryAcquire(), undefined);
});

test("BoundedQueue keeps order and refuses what is over its limit", () => {
  const queue = new BoundedQueue<number>(201);
  for (let turn = 0; turn < 200; turn++) {
    assert.ok(queue.push(2 * turn));
    assert.ok(queue.push(2 * turn + 1));
    assert.equal(queue.shift(), turn);
  }
  assert.equal(queue.size, 200);
  assert.ok(queue.push(1));
  assert.equal(queue.push(1), false);
});

test("deepCopy() equals its source and shares nothing with it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = deepCopy(deepFreeze(value));
      assert.ok(deepEqual(copy, value));
      if (typeof value === "object" && value !== null) assert.notEqual(copy, value);
    }),
  );
  const hostile = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
  assert.equal(JSON.stringify(deepCopy(hostile)), '{"__proto__":{"polluted":true}}');
  assert.equal((deepCopy(hostile) as { polluted?: boolean }).polluted, undefined);
});

test("deepEqual() takes undefined fields for absent ones", () => {
  assert.ok(deepEqual({ a: 1, b: undefined }, { a: 1 }));
  assert.ok(deepEqual({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!deepEqual({ a: 1 }, { b: 1 }));
  assert.ok(!deepEqual({ a: null }, {}));
  assert.ok(!deepEqual([1, 2], [1]));
  assert.ok(!deepEqual({ toString: 1 }, { valueOf: 1 }));
});

test("LifecycleGroup closes the youngest first, and the others also when one fails", async () => {
  const group = new LifecycleGroup();
  const closed: string[] = [];
  group.add(() => void closed.push("a"));
  group.own({
    close: () => {
      throw new Error("b failed");
    },
  });
  group.add(async () => void closed.push("c"));
  const first = group.close();
  await assert.rejects(first, /b failed/);
  assert.deepEqual(closed, ["c", "a"]);
  assert.equal(group.close(), first);
});

test("once() computes a single time", () => {
  let calls = 0;
  const get = once(() => ++calls);
  assert.equal(get() + get(), 2);
});

test("FakeClock tells when its next timer is due, and whole milliseconds", () => {
  const clock = new FakeClock(1000);
  assert.equal(clock.nextAt, undefined);
  const later = clock.after(50, () => {});
  clock.after(20.5, () => {});
  assert.equal(clock.nextAt, 1020.5);
  clock.advance(20.5);
  assert.equal(clock.now(), 1020);
  assert.equal(clock.monotonic(), 1020.5);
  assert.equal(clock.nextAt, 1050);
  later.cancel();
  assert.equal(clock.nextAt, undefined);
});
