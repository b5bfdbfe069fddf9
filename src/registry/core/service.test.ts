import assert from "node:assert/strict";
import { test } from "node:test";
import { applyServiceDefaults, type Service, validateServiceUpdate } from "#api/core/v1";
import { StatusError } from "#apimachinery";
import type { WriteContext } from "#apiserver";
import { type FakeServer, fakeServer } from "../fake-dependencies.ts";
import { ServiceAllocation } from "./service-strategy.ts";

const service = (name: string, spec: Service["spec"] = { ports: [{ port: 80 }] }): Service => {
  const object: Service = { metadata: { name, namespace: "default" }, spec };
  applyServiceDefaults(object);
  return object;
};

function setUp(): { server: FakeServer; allocation: ServiceAllocation; context: WriteContext } {
  const server = fakeServer();
  const allocation = new ServiceAllocation(server.dependencies);
  return { server, allocation, context: server.writeContext("default") };
}

test("prepareForCreate() claims a cluster IP as an IPAddress object", async () => {
  const { server, allocation, context } = setUp();
  const web = service("web");
  await allocation.prepareForCreate(web, context);
  const ip = web.spec.clusterIP ?? "";
  assert.match(ip, /^10\.96\./);
  assert.deepEqual(web.spec.clusterIPs, [ip]);
  assert.deepEqual(web.spec.ipFamilies, ["IPv4"]);
  assert.equal(web.spec.ipFamilyPolicy, "SingleStack");
  const address = server.store("ipaddresses").objects.get(`/${ip}`);
  assert.deepEqual(address?.["spec"], {
    parentRef: { group: "", resource: "services", namespace: "default", name: "web" },
  });
  await allocation.release(web, context);
  assert.equal(server.store("ipaddresses").objects.size, 0);
});

test("prepareForCreate() leaves headless and ExternalName services without an address", async () => {
  const { server, allocation, context } = setUp();
  await allocation.prepareForCreate(service("a", { clusterIP: "None" }), context);
  const external = service("b", { type: "ExternalName", externalName: "example.org" });
  await allocation.prepareForCreate(external, context);
  assert.equal(server.store("ipaddresses").objects.size, 0);
  assert.equal(external.spec.ipFamilies, undefined);
});

test("prepareForCreate() refuses addresses that are taken or outside the range", async () => {
  const { allocation, context } = setUp();
  await allocation.prepareForCreate(service("first", { clusterIP: "10.96.0.10" }), context);
  const cases: [string, RegExp][] = [
    [
      "10.96.0.10",
      /spec\.clusterIPs: Invalid value: \["10\.96\.0\.10"\]: failed to allocate IP 10\.96\.0\.10: provided IP is already allocated/,
    ],
    ["10.1.0.1", /failed to allocate IP 10\.1\.0\.1: the provided network does not match/],
    ["10.96.255.255", /does not match the current range/],
  ];
  for (const [clusterIP, message] of cases) {
    await assert.rejects(
      allocation.prepareForCreate(service("second", { clusterIP }), context),
      (error) => error instanceof StatusError && error.code === 422 && message.test(error.message),
      clusterIP,
    );
  }
});

test("release() after a create that lost to an older service leaves its address alone", async () => {
  const { server, allocation, context } = setUp();
  await allocation.prepareForCreate(service("web", { clusterIP: "10.96.0.10" }), context);
  const again = service("web", { clusterIP: "10.96.0.10" });
  await allocation.prepareForCreate(again, context);
  await allocation.release(again, context);
  assert.equal(server.store("ipaddresses").objects.size, 1);
});

test("a dry run claims nothing", async () => {
  const { server, allocation } = setUp();
  const web = service("web");
  await allocation.prepareForCreate(web, server.writeContext("default", { dryRun: true }));
  assert.match(web.spec.clusterIP ?? "", /^10\.96\./);
  assert.equal(server.store("ipaddresses").objects.size, 0);
});

test("node ports are unique across services and shared by protocols of one", async () => {
  const { allocation, context } = setUp();
  const ports = [
    { name: "tcp", port: 53, nodePort: 30053 },
    { name: "udp", port: 53, protocol: "UDP" as const, nodePort: 30053 },
  ];
  await allocation.prepareForCreate(service("dns", { type: "NodePort", ports }), context);
  const other = service("other", { type: "NodePort", ports: [{ port: 80, nodePort: 30053 }] });
  await assert.rejects(allocation.prepareForCreate(other, context), {
    message:
      'Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 30053: provided port is already allocated',
  });
  const outside = service("outside", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] });
  await assert.rejects(allocation.prepareForCreate(outside, context), {
    message:
      'Service "outside" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  });
  const automatic = service("automatic", { type: "NodePort", ports: [{ port: 80 }] });
  await allocation.prepareForCreate(automatic, context);
  const given = automatic.spec.ports?.[0]?.nodePort ?? 0;
  assert.ok(given >= 30000 && given <= 32767 && given !== 30053);
});

test("prepareForUpdate() keeps what an update leaves out and follows changes of type", async () => {
  const { server, allocation, context } = setUp();
  const old = service("web", { type: "NodePort", ports: [{ port: 80 }] });
  await allocation.prepareForCreate(old, context);
  const same = service("web", { type: "NodePort", ports: [{ port: 80 }] });
  await allocation.prepareForUpdate(same, old, context);
  assert.equal(same.spec.clusterIP, old.spec.clusterIP);
  assert.equal(same.spec.ports?.[0]?.nodePort, old.spec.ports?.[0]?.nodePort);

  const moved = structuredClone(old);
  moved.spec.clusterIP = "10.96.0.9";
  await allocation.prepareForUpdate(moved, old, context);
  const messages = validateServiceUpdate(moved, old).map(({ field, message }) => field + message);
  assert.match(messages[0] ?? "", /spec\.clusterIPs\[0\].*may not change once set/);

  const narrowed = structuredClone(old);
  narrowed.spec.type = "ClusterIP";
  await allocation.prepareForUpdate(narrowed, old, context);
  assert.equal(narrowed.spec.ports?.[0]?.nodePort, undefined);
  assert.equal(narrowed.spec.externalTrafficPolicy, undefined);

  const external = structuredClone(narrowed);
  external.spec.type = "ExternalName";
  external.spec.externalName = "example.org";
  await allocation.prepareForUpdate(external, narrowed, context);
  assert.equal(external.spec.clusterIP, undefined);
  assert.equal(server.store("ipaddresses").objects.size, 0);

  const back = service("web");
  await allocation.prepareForUpdate(back, external, context);
  assert.match(back.spec.clusterIP ?? "", /^10\.96\./);
});
