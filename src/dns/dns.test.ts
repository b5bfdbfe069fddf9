import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { decode, encode, type Packet, streamDecode, streamEncode } from "dns-packet";
import type { Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { seededRandom, systemClock } from "#base";
import type { InformerFactory } from "#client";
import { silentLogger } from "#component-base";
import { dnsPlugins } from "./plugins/registry.ts";
import { DnsServer } from "./server.ts";
import { ServiceRecords } from "./service-records.ts";

const service = (name: string, spec: object): Service =>
  ({ metadata: { name, namespace: "default" }, spec }) as Service;
const slice = (
  name: string,
  endpoints: object[],
  ports: object[] = [{ name: "http", port: 8080, protocol: "TCP" }],
): EndpointSlice =>
  ({
    metadata: {
      name: `${name}-1`,
      namespace: "default",
      labels: { "kubernetes.io/service-name": name },
    },
    addressType: "IPv4",
    endpoints,
    ports,
  }) as EndpointSlice;

const objects: Record<string, (Service | EndpointSlice)[]> = {
  services: [
    service("web", {
      clusterIP: "10.96.0.7",
      clusterIPs: ["10.96.0.7"],
      ports: [{ name: "http", port: 80, protocol: "TCP" }],
    }),
    service("db", {
      clusterIP: "None",
      clusterIPs: ["None"],
      ports: [{ name: "http", port: 8080 }],
    }),
    service("out", { type: "ExternalName", externalName: "web.default.svc.cluster.local" }),
    service("big", { clusterIP: "None", clusterIPs: ["None"] }),
  ],
  endpointslices: [
    slice("db", [
      { addresses: ["10.244.0.4"], hostname: "db-0", conditions: { ready: true } },
      { addresses: ["10.244.0.5"], conditions: { ready: true } },
      { addresses: ["10.244.0.6"], conditions: { ready: false } },
    ]),
    slice(
      "big",
      Array.from({ length: 100 }, (_, index) => ({
        addresses: [`10.244.1.${index}`],
        conditions: { ready: true },
      })),
    ),
  ],
};

/** An informer factory over fixed objects. */
function fixedInformers(): InformerFactory {
  const informer = (resource: { resource: string }) => {
    const list = objects[resource.resource] ?? [];
    const indexes = new Map<string, (object: never) => readonly string[]>();
    return {
      hasSynced: true,
      synced: async () => {},
      addHandler: () => () => {},
      addIndex: (name: string, values: (object: never) => readonly string[]) =>
        indexes.set(name, values),
      lister: {
        get: (namespace: string, name: string) =>
          list.find((one) => one.metadata.namespace === namespace && one.metadata.name === name),
        list: (namespace?: string) =>
          list.filter((one) => namespace === undefined || one.metadata.namespace === namespace),
        byIndex: (name: string, value: string) =>
          list.filter((one) =>
            indexes
              .get(name)?.(one as never)
              .includes(value),
          ),
      },
    };
  };
  return {
    informer,
    start() {},
    synced: async () => {},
    stop: async () => {},
  } as unknown as InformerFactory;
}

let server: DnsServer;
let port = 0;
before(async () => {
  const plugins = dnsPlugins({
    records: new ServiceRecords(fixedInformers()),
    domain: "cluster.local",
    ownsAddress: (address) => address.startsWith("10."),
    resolvers: [],
    clock: systemClock,
    random: seededRandom(1),
  });
  server = new DnsServer({ plugins, log: silentLogger });
  ({ port } = await server.listen("127.0.0.1", 0));
});
after(() => server.close());

function ask(
  name: string,
  type: string,
  extra: Partial<Packet> = {},
): Promise<Packet & { rcode: string; flag_tc: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.once("message", (message) => {
      socket.close();
      resolve(decode(message) as unknown as Packet & { rcode: string; flag_tc: boolean });
    });
    socket.send(
      encode({
        type: "query",
        id: 7,
        flags: 0x100,
        questions: [{ name, type: type as "A", class: "IN" }],
        ...extra,
      }),
      port,
      "127.0.0.1",
    );
  });
}

const data = (packet: Packet): unknown[] =>
  (packet.answers ?? []).map((answer) => ("data" in answer ? answer.data : undefined));

const cases: [string, string, string, string, unknown[]][] = [
  ["a Service's cluster address", "web.default.svc.cluster.local", "A", "NOERROR", ["10.96.0.7"]],
  ["any case", "WEB.default.svc.Cluster.Local", "A", "NOERROR", ["10.96.0.7"]],
  ["no IPv6 address", "web.default.svc.cluster.local", "AAAA", "NOERROR", []],
  [
    "ready endpoints of a headless Service",
    "db.default.svc.cluster.local",
    "A",
    "NOERROR",
    ["10.244.0.4", "10.244.0.5"],
  ],
  [
    "an endpoint by its hostname",
    "db-0.db.default.svc.cluster.local",
    "A",
    "NOERROR",
    ["10.244.0.4"],
  ],
  [
    "an endpoint by its address",
    "10-244-0-5.db.default.svc.cluster.local",
    "A",
    "NOERROR",
    ["10.244.0.5"],
  ],
  ["no endpoint of that name", "db-9.db.default.svc.cluster.local", "A", "NXDOMAIN", []],
  ["no such Service", "absent.default.svc.cluster.local", "A", "NXDOMAIN", []],
  ["no such namespace", "web.absent.svc.cluster.local", "A", "NXDOMAIN", []],
  [
    "a name doubled by a search path",
    "web.default.svc.cluster.local.default.svc.cluster.local",
    "A",
    "NXDOMAIN",
    [],
  ],
  [
    "SRV of a named port",
    "_http._tcp.web.default.svc.cluster.local",
    "SRV",
    "NOERROR",
    [{ priority: 0, weight: 100, port: 80, target: "web.default.svc.cluster.local" }],
  ],
  [
    "SRV of a port that is not there",
    "_https._tcp.web.default.svc.cluster.local",
    "SRV",
    "NXDOMAIN",
    [],
  ],
  [
    "PTR of a Service",
    "7.0.96.10.in-addr.arpa",
    "PTR",
    "NOERROR",
    ["web.default.svc.cluster.local"],
  ],
  [
    "PTR of a named endpoint",
    "4.0.244.10.in-addr.arpa",
    "PTR",
    "NOERROR",
    ["db-0.db.default.svc.cluster.local"],
  ],
  ["a pod's address", "10-244-0-9.default.pod.cluster.local", "A", "NOERROR", ["10.244.0.9"]],
  [
    "an ExternalName with its addresses",
    "out.default.svc.cluster.local",
    "A",
    "NOERROR",
    ["web.default.svc.cluster.local", "10.96.0.7"],
  ],
  ["an outside name without resolvers", "example.org", "A", "SERVFAIL", []],
];

for (const [what, name, type, code, expected] of cases) {
  test(`the server answers ${type} ${name}: ${what}`, async () => {
    const answer = await ask(name, type);
    assert.equal(answer.rcode, code);
    assert.deepEqual(data(answer), expected);
    assert.equal(answer.questions?.[0]?.name, name);
  });
}

test("the server gives SRV targets of headless endpoints with their addresses", async () => {
  const answer = await ask("_http._tcp.db.default.svc.cluster.local", "SRV");
  assert.deepEqual(
    data(answer).map((one) => (one as { target: string }).target),
    ["db-0.db.default.svc.cluster.local", "10-244-0-5.db.default.svc.cluster.local"],
  );
  assert.deepEqual(
    (answer.additionals ?? []).map((one) => ("data" in one ? one.data : "")),
    ["10.244.0.4", "10.244.0.5"],
  );
});

test("the server cuts long UDP answers and gives them whole by TCP", async () => {
  assert.equal((await ask("big.default.svc.cluster.local", "A")).flag_tc, true);
  const query = streamEncode({
    type: "query",
    id: 9,
    flags: 0x100,
    questions: [{ name: "big.default.svc.cluster.local", type: "A", class: "IN" }],
  });
  const whole = await new Promise<Packet>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(query));
    let all = Buffer.alloc(0);
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      if (all.length < 2 || all.length < all.readUInt16BE(0) + 2) return;
      socket.destroy();
      resolve(streamDecode(all));
    });
  });
  assert.equal(whole.answers?.length, 100);
});

test("the server survives malformed packets", async () => {
  const socket = createSocket("udp4");
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from("x"),
    Buffer.alloc(12, 255),
    Buffer.from("0007010000010000000000003f", "hex"),
  ]) {
    await new Promise<void>((resolve) => socket.send(bytes, port, "127.0.0.1", () => resolve()));
  }
  socket.close();
  assert.equal((await ask("web.default.svc.cluster.local", "A")).rcode, "NOERROR");
});

test("the server refuses names that it could not give back", async () => {
  const label = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const names = [Buffer.alloc(63, 0xff), Buffer.from("a..b"), Buffer.from("a\nb")];
  for (const name of names) {
    const header = Buffer.from("000701000001000000000000", "hex");
    const query = Buffer.concat([header, label(name), Buffer.from("0000010001", "hex")]);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const socket = createSocket("udp4");
      socket.once("error", reject);
      socket.once("message", (message) => {
        socket.close();
        resolve(message);
      });
      socket.send(query, port, "127.0.0.1");
    });
    assert.equal((decode(answer) as unknown as { rcode: string }).rcode, "FORMERR");
    assert.equal(answer.length, 12);
  }
});

test("the server answers all of many questions in one TCP write, and cuts off who reads none", async () => {
  const question = { name: "web.default.svc.cluster.local", type: "A", class: "IN" } as const;
  const query = streamEncode({ type: "query", id: 9, flags: 0, questions: [question] });
  const answerBytes = query.length + 16 + question.name.length;
  const count = 200;
  const socket = connect(port, "127.0.0.1");
  let received = 0;
  const all = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received >= count * answerBytes) resolve();
    });
  });
  socket.write(Buffer.concat(Array.from({ length: count }, () => query)));
  await all;
  assert.equal(received, count * answerBytes);
  socket.destroy();
  const deaf = connect(port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => {
    deaf.on("error", () => {});
    deaf.once("close", () => resolve());
  });
  deaf.pause();
  const many = Buffer.concat(Array.from({ length: 5000 }, () => query));
  const send = (): void => {
    if (deaf.writable) deaf.write(many, () => send());
  };
  send();
  await closed;
});
