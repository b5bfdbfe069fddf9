import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointSlices, type Resource, services } from "#api";
import type { Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { FakeClock, seededRandom, systemClock } from "#base";
import { createClient, createInformerFactory, FakeApiServer } from "#client";
import { Metrics, silentLogger } from "#component-base";
import type { ProxyBackend, ServiceUpdate } from "./backends/backend.ts";
import { ServiceProxy } from "./service-proxy.ts";

const service = (name: string, clusterIP: string): Service => ({
  metadata: { name, namespace: "default" },
  spec: { clusterIP, ports: [{ name: "http", port: 80 }] },
});

const slice = (serviceName: string, address: string, portName = "http"): EndpointSlice => ({
  metadata: {
    name: "slice",
    namespace: "default",
    labels: { "kubernetes.io/service-name": serviceName },
  },
  addressType: "IPv4",
  endpoints: [{ addresses: [address], conditions: { ready: true } }],
  ports: [{ name: portName, port: 8080 }],
});

/** Keeps what it was told, and fails as often as asked. */
class RecordingBackend implements ProxyBackend {
  readonly name = "recording";
  readonly calls: string[] = [];
  readonly state = new Map<string, string>();
  failures = 0;

  async replaceAll(updates: readonly ServiceUpdate[]): Promise<void> {
    this.calls.push("replaceAll");
    this.#fail();
    this.state.clear();
    this.#set(updates);
  }

  async apply(updates: readonly ServiceUpdate[]): Promise<void> {
    this.calls.push("apply");
    this.#fail();
    this.#set(updates);
  }

  async cleanUp(): Promise<void> {}

  #fail(): void {
    if (this.failures === 0) return;
    this.failures--;
    throw new Error("refused");
  }

  #set(updates: readonly ServiceUpdate[]): void {
    for (const { service, ports } of updates) {
      const text = ports.map(
        ({ port, endpoints }) =>
          `${port.clusterAddress}:${port.port} to ${endpoints.map((e) => e.address).join(",")}`,
      );
      if (ports.length === 0) this.state.delete(service);
      else this.state.set(service, text.join(" "));
    }
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = systemClock.monotonic() + 5000;
  while (!condition()) {
    assert.ok(systemClock.monotonic() < deadline, "Condition was not met in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function startProxy() {
  const client = createClient(new FakeApiServer());
  const clock = new FakeClock();
  const informers = createInformerFactory({ client, clock: systemClock });
  const backend = new RecordingBackend();
  const proxy = new ServiceProxy({
    informers,
    backend,
    nodeName: "node-1",
    clock,
    random: seededRandom(1),
    log: silentLogger,
    metrics: new Metrics(),
  });
  const started = proxy.start();
  informers.start();
  await started;
  return {
    backend,
    clock,
    services: client.resource(services as Resource<Service>),
    slices: client.resource(endpointSlices as Resource<EndpointSlice>),
    stop: async () => {
      await proxy.stop();
      await informers.stop();
    },
  };
}

test("ServiceProxy replaces everything after a transaction that failed", async () => {
  const { backend, clock, services, slices, stop } = await startProxy();
  backend.failures = 2;
  await services.create("default", service("web", "10.96.0.7"));
  await until(() => clock.waiting === 1);
  await slices.create("default", slice("web", "10.244.0.4"));
  clock.advance(1000);
  await until(() => clock.waiting === 1);
  clock.advance(1000);
  await until(() => backend.state.get("default/web") === "10.96.0.7:80 to 10.244.0.4");
  assert.deepEqual(backend.calls.slice(0, 4), ["replaceAll", "apply", "replaceAll", "replaceAll"]);
  await services.patch("default", "web", { spec: { clusterIP: "10.96.0.8" } }, { type: "merge" });
  await until(() => backend.state.get("default/web") === "10.96.0.8:80 to 10.244.0.4");
  assert.equal(backend.calls.at(-1), "apply");
  await stop();
});

test("ServiceProxy follows a Service that is deleted and made again elsewhere", async () => {
  const { backend, services, slices, stop } = await startProxy();
  await slices.create("default", slice("web", "10.244.0.4"));
  await services.create("default", service("web", "10.96.0.7"));
  await until(() => backend.state.get("default/web") === "10.96.0.7:80 to 10.244.0.4");
  await services.delete("default", "web");
  await services.create("default", service("web", "10.96.0.9"));
  await until(() => backend.state.get("default/web") === "10.96.0.9:80 to 10.244.0.4");
  await services.delete("default", "web");
  await until(() => backend.state.size === 0);
  await stop();
});

test("ServiceProxy takes a slice away from the Service that had it", async () => {
  const { backend, services, slices, stop } = await startProxy();
  await services.create("default", service("a", "10.96.0.1"));
  await services.create("default", service("b", "10.96.0.2"));
  await slices.create("default", slice("a", "10.244.0.4"));
  await until(() => backend.state.get("default/a") === "10.96.0.1:80 to 10.244.0.4");
  const labels = { "kubernetes.io/service-name": "b" };
  await slices.patch("default", "slice", { metadata: { labels } }, { type: "merge" });
  await until(() => backend.state.get("default/b") === "10.96.0.2:80 to 10.244.0.4");
  await until(() => backend.state.get("default/a") === "10.96.0.1:80 to ");
  await stop();
});

test("ServiceProxy gives a port only the endpoints of its own name", async () => {
  const { backend, services, slices, stop } = await startProxy();
  await services.create("default", service("web", "10.96.0.7"));
  await slices.create("default", slice("web", "10.244.0.4", "other"));
  await until(() => backend.state.get("default/web") === "10.96.0.7:80 to ");
  await slices.patch(
    "default",
    "slice",
    { ports: [{ name: "http", port: 8080 }] },
    { type: "merge" },
  );
  await until(() => backend.state.get("default/web") === "10.96.0.7:80 to 10.244.0.4");
  await stop();
});
