import assert from "node:assert/strict";
import { test } from "node:test";
import { pods } from "#api";
import type { Pod } from "#api/core/v1";
import { conflict } from "#apimachinery";
import { FakeClock, systemClock } from "#base";
import { createClient, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import { StatusManager } from "./status-manager.ts";

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = systemClock.monotonic() + 5000;
  while (!(await condition())) {
    assert.ok(systemClock.monotonic() < deadline, "Condition was not met in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function setUp() {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock }).resource(pods);
  const manager = new StatusManager({
    clock,
    log: silentLogger,
    client: createClient(server, { clock }),
  });
  const create = (): Promise<Pod> =>
    client.create("default", {
      metadata: { name: "web", namespace: "default" },
      spec: { containers: [{ name: "c", image: "i" }], nodeName: "n1" },
    });
  return { clock, server, client, manager, create };
}

test("StatusManager writes the newest status, once the server answers again", async () => {
  const { clock, server, client, manager, create } = await setUp();
  const pod = await create();
  server.reactor = () => {
    throw new Error("no answer");
  };
  manager.setStatus(pod, { phase: "Pending", message: "1" });
  await until(() => clock.waiting === 1);
  manager.setStatus(pod, { phase: "Running", message: "2" });
  await until(() => clock.waiting === 1);
  server.reactor = undefined;
  clock.advance(10_000);
  await until(async () => (await client.get("default", "web")).status?.message === "2");
});

test("StatusManager tries again after a conflict of writers", async () => {
  const { clock, server, client, manager, create } = await setUp();
  const pod = await create();
  let conflicts = 0;
  server.reactor = ({ method }) => {
    if (method !== "PATCH" || conflicts++ > 0) return;
    throw conflict({ group: "", resource: "pods" }, "web", "the object has been modified");
  };
  manager.setStatus(pod, { phase: "Running" });
  await until(() => clock.waiting === 1);
  clock.advance(10_000);
  await until(async () => (await client.get("default", "web")).status?.phase === "Running");
});

test("StatusManager leaves a pod alone that has another's name", async () => {
  const { client, manager, create } = await setUp();
  const old = await create();
  await client.delete("default", "web", { gracePeriodSeconds: 0 });
  const fresh = await create();
  manager.setStatus(old, { phase: "Failed" });
  await manager.finish({ ...old, metadata: { ...old.metadata, deletionTimestamp: "t" } });
  const present = await client.get("default", "web");
  assert.equal(present.metadata.uid, fresh.metadata.uid);
  assert.notEqual(present.status?.phase, "Failed");
});
