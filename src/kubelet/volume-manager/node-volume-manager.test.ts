import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { configMaps } from "#api";
import type { ConfigMap, Pod, Volume } from "#api/core/v1";
import { FakeClock, systemClock } from "#base";
import { createClient, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import type { MountContext, MountedVolume, VolumePlugin } from "#volume";
import { NodeVolumeManager } from "./node-volume-manager.ts";

const root = mkdtempSync(join(tmpdir(), "cox-volume-manager-"));
after(() => rmSync(root, { recursive: true }));

const configMap = (value: string): ConfigMap => ({
  metadata: { name: "settings", namespace: "default" },
  data: { value },
});

const pod = (uid: string, volumes: Volume[]): Pod => ({
  metadata: { name: uid, namespace: "default", uid },
  spec: {
    containers: [
      { name: "c", volumeMounts: volumes.map(({ name }) => ({ name, mountPath: `/${name}` })) },
    ],
    volumes,
  },
});

/** Shows what it read of the ConfigMap; waits in the middle of setUp when told to. */
class FakePlugin implements VolumePlugin {
  readonly name = "kubernetes.io/configmap";
  readonly shown: string[] = [];
  readonly tornDown: string[] = [];
  /** Awaited after the source was read. */
  pause: Promise<void> | undefined;
  isPaused = false;

  canSupport(): boolean {
    return true;
  }

  async setUp({ volume, directory, sources }: MountContext): Promise<MountedVolume> {
    const name = volume.configMap?.name ?? "";
    const object = await sources.configMap("default", name);
    this.isPaused = this.pause !== undefined;
    await this.pause;
    if (!object) throw new Error(`configmap "${name}" not found`);
    this.shown.push(object.data?.["value"] ?? "");
    return {
      hostPath: directory,
      readOnly: true,
      dependsOn: [`configmap/default/${volume.configMap?.name}`],
    };
  }

  async tearDown(directory: string): Promise<void> {
    this.tornDown.push(directory.slice(root.length + 1));
  }
}

function setUp() {
  const server = new FakeApiServer();
  const client = createClient(server);
  const clock = new FakeClock();
  const plugin = new FakePlugin();
  const events: string[] = [];
  const options = {
    client,
    clock,
    log: silentLogger,
    eventRecorder: {
      event: (_object: object, { reason, message }: { reason: string; message: string }): void => {
        events.push(`${reason}: ${message}`);
      },
      flush: async () => {},
    },
    plugins: [plugin],
    rootDirectory: root,
    nodeName: "node-1",
    hostIP: "192.0.2.1",
    nodeAllocatable: () => ({}),
  };
  const newManager = (): NodeVolumeManager => new NodeVolumeManager(options);
  const { signal } = new AbortController();
  const maps = client.resource(configMaps);
  return { server, maps, clock, plugin, events, manager: newManager(), newManager, signal };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = systemClock.monotonic() + 5000;
  while (!condition()) {
    assert.ok(systemClock.monotonic() < deadline, "Condition was not met in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const settings: Volume = { name: "v", configMap: { name: "settings" } };

test("NodeVolumeManager mounts once the source is there, and follows its changes", async () => {
  const { maps, plugin, events, manager, signal } = setUp();
  const one = pod("u1", [settings]);
  const first = await manager.mountPod(one, signal);
  assert.match(first.waiting ?? "", /unmounted volumes=\[v\]: v: configmap "settings" not found/);
  assert.match(events[0] ?? "", /^FailedMount: MountVolume.SetUp failed for volume "v"/);
  let changed = 0;
  manager.onChange(() => changed++);
  await maps.create("default", configMap("1"));
  await until(() => changed === 1);
  assert.deepEqual([...((await manager.mountPod(one, signal)).mounted?.keys() ?? [])], ["v"]);
  await maps.patch("default", "settings", { data: { value: "2" } }, { type: "merge" });
  await until(() => plugin.shown.at(-1) === "2");
  manager.stop();
});

test("NodeVolumeManager loses no change that comes while a volume is set up", async () => {
  const { maps, plugin, manager, signal } = setUp();
  await maps.create("default", configMap("old"));
  const { promise, resolve } = Promise.withResolvers<void>();
  plugin.pause = promise;
  const mounting = manager.mountPod(pod("u2", [settings]), signal);
  await until(() => plugin.isPaused);
  await maps.patch("default", "settings", { data: { value: "new" } }, { type: "merge" });
  for (let turn = 0; turn < 50; turn++) await new Promise((soon) => setImmediate(soon));
  plugin.pause = undefined;
  resolve();
  await mounting;
  await until(() => plugin.shown.at(-1) === "new");
  manager.stop();
});

test("NodeVolumeManager tears down what was set up and what a dead kubelet left", async () => {
  const { maps, plugin, manager, newManager, signal } = setUp();
  await maps.create("default", configMap("1"));
  await manager.mountPod(pod("u3", [settings]), signal);
  assert.deepEqual(await manager.podsWithVolumes(), ["u1", "u2", "u3"]);
  await newManager().unmountPod("u3");
  assert.deepEqual(plugin.tornDown, ["pods/u3/volumes/kubernetes.io~configmap/v"]);
  assert.ok(!existsSync(join(root, "pods/u3/volumes")));
  manager.stop();
});

test("NodeVolumeManager says that the server is silent, and mounts when it speaks", async () => {
  const { server, maps, clock, manager, signal } = setUp();
  await maps.create("default", configMap("1"));
  server.reactor = () => {
    throw new Error("no answer");
  };
  const one = pod("u4", [settings]);
  const mounting = manager.mountPod(one, signal);
  await until(() => clock.waiting === 2);
  clock.advance(3000);
  assert.match(
    (await mounting).waiting ?? "",
    /failed to sync configmap cache: timed out waiting for the condition/,
  );
  server.reactor = undefined;
  let changed = false;
  manager.onChange(() => {
    changed = true;
  });
  clock.advance(30_000);
  await until(() => changed);
  assert.ok((await manager.mountPod(one, signal)).mounted);
  manager.stop();
});

test("NodeVolumeManager unmounts a pod whose sources cannot be read", async () => {
  const { server, manager, signal, clock } = setUp();
  server.reactor = () => {
    throw new Error("no answer");
  };
  const mounting = manager.mountPod(pod("u5", [settings]), signal);
  await until(() => clock.waiting === 2);
  await manager.unmountPod("u5");
  await mounting;
  await until(() => clock.waiting === 0);
  assert.ok(!(await manager.podsWithVolumes()).includes("u5"));
  manager.stop();
});

test("NodeVolumeManager waits longer and longer while a watch ends at once", async () => {
  const { server, maps, clock, manager, signal } = setUp();
  await maps.create("default", configMap("1"));
  await manager.mountPod(pod("u6", [settings]), signal);
  let watches = 0;
  server.reactor = () => {
    watches++;
    queueMicrotask(() => setImmediate(() => server.endWatches()));
  };
  clock.advance(2000);
  server.endWatches();
  for (let turn = 0; turn < 200; turn++) await new Promise((soon) => setImmediate(soon));
  assert.equal(watches, 1);
  manager.stop();
  server.endWatches();
});
