import assert from "node:assert/strict";
import { test } from "node:test";
import { configMaps } from "#api";
import type { ConfigMap } from "#api/core/v1";
import { gone, notFound } from "#apimachinery";
import { FakeClock, seededRandom, systemClock } from "#base";
import type { Client, ListOptions } from "../client.ts";
import { createClient } from "../dynamic/dynamic-client.ts";
import { FakeApiServer } from "../rest/fake-api-server.ts";
import type { InformerHandler } from "./informer.ts";
import { createInformerFactory } from "./shared-informer-factory.ts";

const configMap = (name: string, value = "1"): ConfigMap => ({
  metadata: { name, namespace: "default", labels: { app: name } },
  data: { value },
});

function recorder(): { log: string[]; handler: InformerHandler<ConfigMap> } {
  const log: string[] = [];
  return {
    log,
    handler: {
      add: (object, isInitial) => log.push(`add ${object.metadata.name} ${isInitial}`),
      update: (object) => log.push(`update ${object.metadata.name} ${object.data?.["value"]}`),
      delete: (object) => log.push(`delete ${object.metadata.name}`),
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = systemClock.monotonic() + 5000;
  while (!condition()) {
    assert.ok(systemClock.monotonic() < deadline, "Condition was not met in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

for (const hasStreamingList of [true, false]) {
  test(`informer delivers initial objects and changes in order, streaming ${hasStreamingList}`, async () => {
    const server = new FakeApiServer();
    server.hasStreamingList = hasStreamingList;
    const client = createClient(server);
    const maps = client.resource(configMaps);
    await maps.create("default", configMap("a"));
    await maps.create("other", { ...configMap("b"), metadata: { name: "b" } });
    const factory = createInformerFactory({ client, clock: systemClock, freeze: true });
    const informer = factory.informer(configMaps);
    informer.addIndex("app", (object) => Object.values(object.metadata.labels ?? {}));
    const { log, handler } = recorder();
    informer.addHandler(handler);
    factory.start();
    await factory.synced();
    assert.deepEqual(log.splice(0), ["add a true", "add b true"]);
    assert.equal(informer.lister.get("default", "a")?.kind, "ConfigMap");
    assert.equal(informer.lister.list("other").length, 1);
    await maps.create("default", configMap("c"));
    await maps.patch("default", "a", { data: { value: "2" } }, { type: "merge" });
    await maps.delete("default", "c");
    await until(() => log.length === 3);
    assert.deepEqual(log, ["add c false", "update a 2", "delete c"]);
    assert.equal(informer.lister.byIndex("app", "a")[0]?.data?.["value"], "2");
    assert.equal(informer.lister.byIndex("app", "c").length, 0);
    const cached = informer.lister.get("default", "a");
    assert.throws(() => Object.assign(cached?.metadata ?? {}, { name: "x" }));
    const late = recorder();
    informer.addHandler(late.handler);
    assert.deepEqual(late.log.sort(), ["add a true", "add b true"]);
    await factory.stop();
  });
}

test("informer resumes after a broken watch and tells what it missed after 410", async () => {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock });
  const maps = client.resource(configMaps);
  await maps.create("default", configMap("a"));
  await maps.create("default", configMap("b"));
  const factory = createInformerFactory({ client, clock });
  const { log, handler } = recorder();
  factory.informer(configMaps).addHandler(handler);
  factory.start();
  await factory.synced();
  log.splice(0);

  server.endWatches();
  await maps.create("default", configMap("c"));
  await clock.advanceAsync(2000, 500);
  assert.deepEqual(log.splice(0), ["add c false"]);

  server.reactor = (request) => {
    if (request.path.includes("watch=true")) throw new Error("connection refused");
  };
  server.endWatches();
  await maps.delete("default", "a");
  await maps.patch("default", "b", { data: { value: "9" } }, { type: "merge" });
  server.store.compact();
  server.reactor = undefined;
  await clock.advanceAsync(60_000, 500);
  assert.deepEqual(log.splice(0), ["update b 9", "delete a"]);
  await factory.stop();
});

test("informer backs off while the server fails and tells a replaced object as delete and add", async () => {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock });
  const maps = client.resource(configMaps);
  await maps.create("default", configMap("a"));
  let asked = 0;
  server.reactor = (request) => {
    if (!request.path.includes("watch=true")) return;
    asked += 1;
    if (asked < 4) throw asked === 1 ? gone("gone") : new Error("connection refused");
  };
  const factory = createInformerFactory({ client, clock });
  const { log, handler } = recorder();
  factory.informer(configMaps).addHandler(handler);
  factory.start();
  await clock.advanceAsync(700, 100);
  assert.equal(asked, 1);
  await clock.advanceAsync(20_000, 500);
  await factory.synced();
  assert.equal(asked, 4);
  assert.equal(clock.waiting, 0);
  log.splice(0);
  asked = 0;
  server.endWatches();
  await maps.delete("default", "a");
  await maps.create("default", configMap("a"));
  server.store.compact();
  await clock.advanceAsync(60_000, 1000);
  assert.deepEqual(log, ["delete a", "add a false"]);
  await factory.stop();
});

test("informer gives update and delete the very objects that it gave before", async () => {
  const server = new FakeApiServer();
  const maps = createClient(server).resource(configMaps);
  const factory = createInformerFactory({ client: createClient(server), clock: systemClock });
  const known = new Set<ConfigMap>();
  const wrong: string[] = [];
  factory.informer(configMaps).addHandler({
    add: (object) => known.add(object),
    update: (object, old) => {
      if (!known.delete(old)) wrong.push("update");
      known.add(object);
    },
    delete: (object) => {
      if (!known.delete(object)) wrong.push("delete");
    },
  });
  factory.start();
  await factory.synced();
  await maps.create("default", configMap("a"));
  await maps.patch("default", "a", { data: { value: "2" } }, { type: "merge" });
  await until(() => [...known].some((object) => object.data?.["value"] === "2"));
  await maps.delete("default", "a");
  await until(() => known.size === 0);
  assert.deepEqual(wrong, []);
  await factory.stop();
});

test("informer with metadataOnly keeps no data", async () => {
  const server = new FakeApiServer();
  const client = createClient(server);
  await client.resource(configMaps).create("default", configMap("a"));
  const factory = createInformerFactory({ client, clock: systemClock });
  const informer = factory.informer(configMaps, { metadataOnly: true });
  factory.start();
  await factory.synced();
  const object = informer.lister.get("default", "a");
  assert.deepEqual(Object.keys(object ?? {}).sort(), ["apiVersion", "kind", "metadata"]);
  await factory.stop();
});

test("informer lists anew when a page of a list fails", async () => {
  const server = new FakeApiServer();
  server.hasStreamingList = false;
  const client = createClient(server);
  const maps = client.resource(configMaps);
  for (let n = 0; n < 3; n++) await maps.create("default", configMap(`m${n}`));
  const clock = new FakeClock();
  let pages = 0;
  const paged: Client = {
    ...client,
    resource: (resource) => {
      const whole = client.resource(resource);
      return Object.assign(Object.create(whole), {
        watch: whole.watch.bind(whole),
        list: async (options: ListOptions) => {
          const all = await whole.list({ ...options, limit: 0 });
          pages++;
          if (pages === 2) throw new Error("The connection broke");
          if (options.continue) return { ...all, items: all.items.slice(1), continue: undefined };
          return { ...all, items: all.items.slice(0, 1), continue: "more" };
        },
      });
    },
  };
  const factory = createInformerFactory({ client: paged, clock, random: seededRandom(1) });
  const informer = factory.informer(configMaps);
  factory.start();
  await until(() => clock.waiting === 1);
  assert.equal(informer.hasSynced, false);
  clock.advance(10_000);
  await until(() => informer.hasSynced);
  assert.equal(informer.lister.list().length, 3);
  await factory.stop();
});

test("informer keeps what it knows while the server denies the kind", async () => {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock });
  await client.resource(configMaps).create("default", configMap("a"));
  const factory = createInformerFactory({ client, clock, random: seededRandom(1) });
  const informer = factory.informer(configMaps);
  const { log, handler } = recorder();
  informer.addHandler(handler);
  factory.start();
  await factory.synced();
  let refusals = 0;
  server.reactor = () => {
    refusals++;
    throw notFound({ group: "", resource: "configmaps" }, "");
  };
  clock.advance(5000);
  server.endWatches();
  for (let turn = 1; turn <= 8; turn++) {
    await until(() => refusals === turn && clock.waiting === 1);
    clock.advance(20_000);
  }
  assert.deepEqual(log, ["add a true"]);
  server.reactor = undefined;
  clock.advance(20_000);
  await client.resource(configMaps).delete("default", "a");
  await until(() => log.length === 2);
  await factory.stop();
});

test("informer takes a kind that is denied again and again at its start for empty", async () => {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  let refusals = 0;
  server.reactor = () => {
    refusals++;
    throw notFound({ group: "", resource: "configmaps" }, "");
  };
  const client = createClient(server, { clock });
  const factory = createInformerFactory({ client, clock, random: seededRandom(1) });
  const informer = factory.informer(configMaps);
  factory.start();
  for (let turn = 1; turn <= 5; turn++) {
    await until(() => refusals === turn && clock.waiting === 1);
    assert.equal(informer.hasSynced, turn === 5);
    clock.advance(20_000);
  }
  await factory.stop();
});
