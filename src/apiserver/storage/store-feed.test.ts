import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBackend, StoreError, type WatchSink } from "#store";
import { startFakeControlPlane } from "../fake-control-plane.ts";

const maps = "/api/v1/namespaces/default/configmaps";

/** A store whose watches the test can break. */
class BreakingBackend extends MemoryBackend {
  sinks: WatchSink[] = [];

  override watch(options: Parameters<MemoryBackend["watch"]>[0], sink: WatchSink) {
    this.sinks.push(sink);
    return super.watch(options, sink);
  }

  break(): void {
    this.sinks.at(-1)?.failed(new StoreError("unavailable", "broken by the test"));
  }
}

test("when the watch on the store breaks, watches end and reads find everything again", async () => {
  const backend = new BreakingBackend();
  const plane = await startFakeControlPlane({ backend });
  await plane.request("POST", maps, { body: { metadata: { name: "a" } } });
  const watch = await plane.watch(`${maps}?watch=true`);
  assert.equal((await watch.next())?.object.metadata.name, "a");
  backend.break();
  assert.equal(await watch.next(), undefined);
  assert.deepEqual(
    plane.server.failingReadyChecks().map(({ name }) => name),
    ["store"],
  );
  // Written by somebody else while nobody watches.
  const bytes = Buffer.from(
    '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"b","namespace":"default"}}',
  );
  await backend.create("/registry/configmaps/default/b", bytes);
  await plane.clock.advanceAsync(500, 100);
  assert.deepEqual(plane.server.failingReadyChecks(), []);
  const list = await plane.request("GET", maps);
  assert.deepEqual(
    list.json.items.map((item) => item.metadata.name),
    ["a", "b"],
  );
  const created = await plane.request("POST", maps, { body: { metadata: { name: "c" } } });
  assert.equal(created.status, 201);
  await plane.stop();
});

test("errors of the store become errors of the API in one place", async () => {
  const cases: [ConstructorParameters<typeof StoreError>[0], number][] = [
    ["no-space", 507],
    ["read-only", 503],
    ["unavailable", 503],
    ["too-large", 413],
    ["corrupt", 500],
  ];
  for (const [code, status] of cases) {
    const backend = new MemoryBackend();
    const plane = await startFakeControlPlane({ backend });
    await plane.request("GET", maps);
    backend.create = () => Promise.reject(new StoreError(code, "the test says so"));
    const answer = await plane.request("POST", maps, { body: { metadata: { name: "a" } } });
    assert.equal(answer.status, status, code);
    assert.equal((await plane.request("GET", maps)).status, 200);
    await plane.stop();
  }
});
