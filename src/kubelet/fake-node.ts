// A node in memory for the kubelet's tests: API server, runtime and clock are fakes, the kubelet is real.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { events, pods } from "#api";
import type { Container, Pod, PodSpec } from "#api/core/v1";
import { FakeClock } from "#base";
import { createClient, createEventRecorder, createInformerFactory, FakeApiServer } from "#client";
import { Metrics, silentLogger } from "#component-base";
import { FakeRuntime, type FakeScript } from "#cri";
import {
  FakeLifecycleHooks,
  FakeProbeManager,
  FakeVolumeManager,
  fakeContainerLogs,
} from "./fake-parts.ts";
import { Kubelet } from "./kubelet.ts";

export const image = "docker.io/library/web:1";
export class FakeNode {
  readonly clock = new FakeClock();
  readonly server = new FakeApiServer({ clock: this.clock });
  readonly client = createClient(this.server, { clock: this.clock });
  readonly runtime: FakeRuntime;
  readonly probes = new FakeProbeManager();
  readonly volumes = new FakeVolumeManager();
  readonly hooks = new FakeLifecycleHooks();
  readonly #cleanUps: (() => Promise<void> | void)[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), "kubelet-test-"));

  constructor(script: FakeScript = {}) {
    this.runtime = new FakeRuntime({ clock: this.clock, script: { images: [image], ...script } });
    this.#cleanUps.push(() => rmSync(this.directory, { recursive: true, force: true }));
    this.#cleanUps.push(() => this.server.close());
  }

  async close(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).reverse()) await cleanUp();
  }

  async kubelet(): Promise<Kubelet> {
    const { clock, client } = this;
    const informerFactory = createInformerFactory({ client, clock, freeze: true });
    const kubelet = new Kubelet({
      clock,
      log: silentLogger,
      client,
      informerFactory,
      eventRecorder: createEventRecorder({ client, clock, component: "kubelet", host: "n1" }),
      metrics: new Metrics(),
      runtime: this.runtime,
      runtimeName: "fake",
      probeManager: this.probes,
      volumeManager: this.volumes,
      lifecycleHooks: this.hooks,
      containerLogs: fakeContainerLogs,
      cgroupMounts: [],
      configuration: {
        nodeName: "n1",
        nodeIPs: ["10.0.0.1"],
        rootDirectory: this.directory,
        cgroupParent: "/test",
        clusterDNS: ["10.96.0.10"],
        clusterDomain: "cluster.local",
      },
    });
    const started = kubelet.start();
    await this.until(() => this.settled(started));
    this.#cleanUps.push(async () => {
      // A step that waits on the clock ends only when the clock moves.
      const stopped = kubelet.stop();
      await this.until(() => this.settled(stopped));
      await stopped;
      await informerFactory.stop();
    });
    return kubelet;
  }

  #done = new WeakSet<object>();
  settled(promise: Promise<unknown>): boolean {
    promise.then(
      () => this.#done.add(promise),
      () => this.#done.add(promise),
    );
    return this.#done.has(promise);
  }

  async create(name: string, spec: Partial<PodSpec> = {}): Promise<Pod> {
    const containers = (spec.containers ?? [{ name: "web", image }]) as Container[];
    return await this.client.resource(pods).create("default", {
      metadata: { name, namespace: "default" },
      spec: { restartPolicy: "Always", nodeName: "n1", ...spec, containers },
      status: { phase: "Pending" },
    });
  }

  pod(name: string): Promise<Pod> {
    return this.client.resource(pods).get("default", name);
  }

  /**
   * Until it holds: lets promises and files settle, moving the fake clock by 10 ms for each real
   * millisecond or more.
   */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let turn = 0; turn < 5000; turn++) {
      if (await condition()) return;
      await new Promise<void>((resolve) => setTimeout(resolve, 1));
      await this.clock.advanceAsync(10);
    }
    assert.fail("The condition never held");
  }

  async phase(name: string, phase: string): Promise<Pod> {
    await this.until(async () => (await this.pod(name)).status?.phase === phase);
    return await this.pod(name);
  }

  async waitingReason(name: string, reason: string): Promise<Pod> {
    const shown = (pod: Pod): boolean =>
      pod.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason;
    await this.until(async () => shown(await this.pod(name)));
    return await this.pod(name);
  }

  async gone(name: string): Promise<void> {
    await this.until(() =>
      this.pod(name).then(
        () => false,
        () => true,
      ),
    );
  }

  async eventTexts(name: string): Promise<string[]> {
    const { items } = await this.client.resource(events).list({ namespace: "default" });
    return items
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  }
}
