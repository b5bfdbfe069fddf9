// The API server on real sockets: HTTP/2 and HTTP/1.1 over TLS on one port, client certificates,
// limits, upgrades, certificates changed under way.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { request as httpsRequest } from "node:https";
import { after, before, test } from "node:test";
import { connect as tlsConnect } from "node:tls";
import { configMaps } from "#api";
import type { ConfigMap } from "#api/core/v1";
import { ensurePki, issueCertificate, type KeyPair } from "#bootstrap";
import { startTestApiServer, type TestApiServer } from "#testing";

let plane: TestApiServer;

before(async () => {
  plane = await startTestApiServer({ https: true });
});
after(() => plane.stop());

function open(client?: KeyPair): ClientHttp2Session {
  const session = connect(plane.url, {
    ca: plane.pki?.authority.certificatePem,
    servername: "localhost",
    ...(client ? { cert: client.certificatePem, key: client.keyPem } : {}),
  });
  session.on("error", () => {});
  return session;
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

function http2Request(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    const chunks: Buffer[] = [];
    let answered: Record<string, unknown> = {};
    stream.on("response", (received) => {
      answered = received;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("end", () =>
      resolve({
        status: Number(answered[":status"]),
        headers: answered,
        body: Buffer.concat(chunks),
      }),
    );
    if (body !== undefined) stream.end(body);
  });
}

function http1Request(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; client?: KeyPair },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const message = httpsRequest(
      `${plane.url}${path}`,
      {
        method: options.method ?? "GET",
        headers: options.headers ?? {},
        ca: plane.pki?.authority.certificatePem,
        servername: "localhost",
        agent: false,
        ...(options.client
          ? { cert: options.client.certificatePem, key: options.client.keyPem }
          : {}),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    message.on("error", reject);
    message.end(options.body);
  });
}

const whoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

function userOf(answer: Answer): { username: string; groups: string[] } {
  return JSON.parse(answer.body.toString()).status.userInfo;
}

test("HTTP/2 and HTTP/1.1 share a port and know the client by its certificate", async () => {
  const client = await issueCertificate(plane.pki?.authority as KeyPair, {
    commonName: "jane",
    organizations: ["developers", "testers"],
    usage: "client",
    validDays: 1,
    now: Date.now(),
  });
  const headers = { "content-type": "application/json" };
  const session = open(client);
  const two = await http2Request(session, { ":method": "POST", ":path": whoAmI, ...headers }, "{}");
  session.close();
  const one = await http1Request(whoAmI, { method: "POST", headers, body: "{}", client });
  for (const answer of [one, two]) {
    assert.equal(answer.status, 201, answer.body.toString());
    assert.equal(userOf(answer).username, "jane");
    assert.deepEqual(userOf(answer).groups, ["developers", "testers", "system:authenticated"]);
  }
});

test("a client without a certificate, or with a stranger's, is anonymous", async () => {
  const stranger = await ensurePki({
    directory: `${plane.kubeconfig}.stranger`,
    serverDnsNames: [],
    serverIpAddresses: [],
    now: Date.now(),
  });
  for (const client of [undefined, stranger.admin]) {
    const session = open(client);
    const answer = await http2Request(
      session,
      { ":method": "POST", ":path": whoAmI, "content-type": "application/json" },
      "{}",
    );
    session.close();
    assert.equal(userOf(answer).username, "system:anonymous");
    assert.deepEqual(userOf(answer).groups, ["system:unauthenticated"]);
  }
});

test("a body beyond 3 MiB is refused, declared or not", async () => {
  const session = open();
  const path = "/api/v1/namespaces/default/configmaps";
  const base = { ":method": "POST", ":path": path, "content-type": "application/json" };
  const big = Buffer.alloc(4 * 1024 * 1024, 0x20);
  const undeclared = await http2Request(session, base, big);
  assert.equal(undeclared.status, 413);
  assert.equal(JSON.parse(undeclared.body.toString()).reason, "RequestEntityTooLarge");
  const declared = { ...base, "content-length": String(big.length) };
  assert.equal((await http2Request(session, declared, big)).status, 413);
  assert.equal((await http2Request(session, { ":path": "/healthz" })).body.toString(), "ok");
  session.close();
});

test("large lists are compressed for clients that read gzip", async () => {
  const session = open();
  const path = "/api/v1/namespaces/zipped/configmaps";
  for (let index = 0; index < 80; index++) {
    const body = JSON.stringify({
      metadata: { name: `m${index}` },
      data: { value: "v".repeat(2_000) },
    });
    await http2Request(
      session,
      { ":method": "POST", ":path": path, "content-type": "application/json" },
      body,
    );
  }
  const plain = await http2Request(session, { ":path": path });
  const zipped = await http2Request(session, { ":path": path, "accept-encoding": "gzip" });
  session.close();
  assert.equal(zipped.headers["content-encoding"], "gzip");
  const { gunzipSync } = await import("node:zlib");
  assert.deepEqual(gunzipSync(zipped.body), plain.body);
});

test("protobuf goes in and comes out", async () => {
  const session = open();
  const path = "/api/v1/namespaces/default/configmaps";
  const type = "application/vnd.kubernetes.protobuf";
  const json = { ":method": "POST", ":path": path, "content-type": "application/json" };
  await http2Request(session, json, JSON.stringify({ metadata: { name: "p" }, data: { a: "b" } }));
  const got = await http2Request(session, { ":path": `${path}/p`, accept: type });
  assert.equal(got.headers["content-type"], type);
  assert.equal(got.body.subarray(0, 4).toString("latin1"), "k8s\0");
  const put = await http2Request(
    session,
    { ":method": "PUT", ":path": `${path}/p`, "content-type": type },
    got.body,
  );
  assert.equal(put.status, 200, put.body.toString());
  assert.deepEqual(JSON.parse(put.body.toString()).data, { a: "b" });
  const list = await http2Request(session, { ":path": path, accept: type });
  assert.equal(list.status, 200);
  const broken = await http2Request(
    session,
    { ":method": "PUT", ":path": `${path}/p`, "content-type": type },
    Buffer.from("k8s\0garbage"),
  );
  assert.equal(broken.status, 400, broken.body.toString());
  session.close();
});

test("an upgrade that nobody takes is answered and closed", async () => {
  const socket = tlsConnect({
    host: "127.0.0.1",
    port: Number(new URL(plane.url).port),
    ca: plane.pki?.authority.certificatePem as string,
    servername: "localhost",
    ALPNProtocols: ["http/1.1"],
  });
  await once(socket, "secureConnect");
  socket.write(
    "GET /api/v1/namespaces/default/configmaps/none HTTP/1.1\r\nHost: localhost\r\n" +
      "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n",
  );
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  await once(socket, "close");
  assert.match(text, /^HTTP\/1\.1 404 /);
  assert.match(text, /configmaps \\"none\\" not found/);
});

test("a watch over HTTP/1.1 streams, and ends with the client", async () => {
  const before = plane.server.watchCount;
  const path = "/api/v1/namespaces/streamed/configmaps";
  const message = httpsRequest(`${plane.url}${path}?watch=true`, {
    ca: plane.pki?.authority.certificatePem,
    servername: "localhost",
    agent: false,
  });
  message.on("error", () => {});
  message.end();
  const [response] = await once(message, "response");
  await plane.client.json({
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: { metadata: { name: "seen" } },
  });
  const [chunk] = await once(response, "data");
  assert.match(String(chunk), /^\{"type":"ADDED","object":\{"kind":"ConfigMap"/);
  assert.equal(plane.server.watchCount, before + 1);
  message.destroy();
  const deadline = Date.now() + 5_000;
  while (plane.server.watchCount !== before) {
    assert.ok(Date.now() < deadline, "The watch outlives its client");
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test("new connections see a new certificate, open ones go on", async () => {
  const session = open();
  await http2Request(session, { ":path": "/healthz" });
  const { authority } = plane.pki as { authority: KeyPair };
  const renewed = await issueCertificate(authority, {
    commonName: "renewed",
    dnsNames: ["localhost"],
    usage: "server",
    validDays: 1,
    now: Date.now(),
  });
  plane.server.reloadTls({
    certificate: renewed.certificatePem,
    key: renewed.keyPem,
    clientCertificateAuthorities: authority.certificatePem,
  });
  const later = open();
  await http2Request(later, { ":path": "/healthz" });
  const peer = later.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } };
  assert.equal(peer.getPeerCertificate().subject.CN, "renewed");
  assert.equal((await http2Request(session, { ":path": "/healthz" })).status, 200);
  session.close();
  later.close();
});

test("health, version, discovery and OpenAPI answer", async () => {
  const session = open();
  const get = (path: string, accept = "application/json"): Promise<Answer> =>
    http2Request(session, { ":path": path, accept });
  assert.match(
    (await get("/readyz?verbose")).body.toString(),
    /\[\+\]store ok\nreadyz check passed/,
  );
  assert.equal((await get("/livez/ping")).body.toString(), "ok");
  assert.equal((await get("/livez/nothing")).status, 404);
  assert.equal(JSON.parse((await get("/version")).body.toString()).minor, "36");
  const groups = JSON.parse((await get("/apis")).body.toString()).groups;
  assert.ok(groups.some((group: { name: string }) => group.name === "apps"));
  const apps = JSON.parse((await get("/apis/apps/v1")).body.toString());
  const names = apps.resources.map((resource: { name: string }) => resource.name);
  assert.ok(names.includes("deployments/scale") && names.includes("deployments/status"));
  const type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const aggregated = await get("/apis", `${type},application/json`);
  assert.equal(aggregated.headers["content-type"], type);
  const etag = aggregated.headers["etag"] as string;
  const again = await http2Request(session, {
    ":path": "/apis",
    accept: type,
    "if-none-match": etag,
  });
  assert.equal(again.status, 304);
  const v3 = JSON.parse((await get("/openapi/v3")).body.toString());
  const url = v3.paths["apis/apps/v1"].serverRelativeURL as string;
  const document = JSON.parse((await get(url)).body.toString());
  assert.ok(document.components.schemas["io.k8s.api.apps.v1.Deployment"]);
  assert.match((await get("/metrics")).body.toString(), /^apiserver_request_total\{/m);
  session.close();
});

/** A frame of HTTP/2: https://www.rfc-editor.org/rfc/rfc9113#name-frame-format */
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

test("a client that only opens and resets streams is cut off; others go on", async () => {
  const socket = tlsConnect({
    host: "127.0.0.1",
    port: Number(new URL(plane.url).port),
    ca: plane.pki?.authority.certificatePem as string,
    servername: "localhost",
    ALPNProtocols: ["h2"],
  });
  await once(socket, "secureConnect");
  // Writing on meets the connection's end as an error.
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${frame(4, 0, 0, Buffer.alloc(0)).toString("latin1")}`,
    "latin1",
  );
  const getRoot = Buffer.from([0x82, 0x87, 0x84]);
  const cancel = Buffer.from([0, 0, 0, 8]);
  for (let index = 0; index < 50_000 && !socket.destroyed; index++) {
    const stream = 2 * index + 1;
    socket.write(Buffer.concat([frame(1, 5, stream, getRoot), frame(3, 0, stream, cancel)]));
    socket.resume();
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  const session = open();
  assert.equal((await http2Request(session, { ":path": "/healthz" })).status, 200);
  session.close();
});

test("a watcher over HTTP/2 that does not read is cut off; others go on", async () => {
  const path = "/api/v1/namespaces/stuck/configmaps";
  const watching = plane.server.watchCount;
  const session = open();
  const stuck = session.request({ ":path": `${path}?watch=true` });
  stuck.on("error", () => {});
  const cut = new Promise((resolve) => stuck.once("close", resolve));
  await once(stuck, "response");
  stuck.pause();
  assert.equal(plane.server.watchCount, watching + 1);
  const reader = plane.client.resource<ConfigMap>(configMaps).watch({ namespace: "stuck" });
  const events = reader[Symbol.asyncIterator]();
  const data = { value: "v".repeat(900_000) };
  for (let index = 0; index < 20; index++) {
    const metadata = { name: `big${index}`, namespace: "stuck" };
    await plane.client.resource<ConfigMap>(configMaps).create("stuck", { metadata, data });
    const event = await events.next();
    assert.equal(event.value?.object.metadata?.name, `big${index}`);
  }
  await events.return?.();
  await cut;
  session.close();
  const deadline = Date.now() + 5_000;
  while (plane.server.watchCount !== watching) {
    assert.ok(Date.now() < deadline, "The watch of the reader that does not read goes on");
    await new Promise((resolve) => setImmediate(resolve));
  }
});
