import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubernetesObject } from "#apimachinery";
import { FakeClock } from "#base";
import { OwnWrites } from "./own-writes.ts";

const object = (resourceVersion: string, uid = "u"): KubernetesObject => ({
  metadata: { namespace: "default", name: "web", uid, resourceVersion },
});

const cache = (resourceVersion: string | undefined, present?: KubernetesObject) => ({
  resourceVersion,
  lister: {
    get: () => present,
    list: () => (present ? [present] : []),
    byIndex: () => [],
  },
});

const cases: [string, ReturnType<typeof cache>, boolean][] = [
  ["the object is not there yet", cache("9"), false],
  ["an older version is there", cache("9", object("9")), false],
  ["the written version is there", cache("9", object("10")), true],
  ["a newer version is there", cache("9", object("100")), true],
  ["another object has the name", cache("9", object("11", "other")), false],
  ["the cache went past it and the object is gone", cache("12"), true],
  ["the cache has no version", cache(undefined), false],
];
for (const [when, state, expected] of cases) {
  test(`OwnWrites.areSeen() is ${expected} when ${when}`, () => {
    const writes = new OwnWrites(new FakeClock());
    writes.note("default/web", object("10"));
    assert.equal(writes.areSeen("default/web", state), expected);
    assert.equal(writes.areSeen("default/other", state), true);
  });
}

test("OwnWrites takes a watch that is very late for lost", () => {
  const clock = new FakeClock();
  const writes = new OwnWrites(clock);
  writes.note("default/web", object("10"));
  clock.advance(300_001);
  assert.equal(writes.areSeen("default/web", cache("9")), true);
});
