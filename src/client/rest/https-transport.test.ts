import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { webcrypto } from "node:crypto";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { TLSSocket } from "node:tls";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { FakeClock } from "#base";
import { readBody } from "../dynamic/body.ts";
import { type ClientCertificate, HttpsTransport } from "./https-transport.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

async function selfSigned(name: string): Promise<ClientCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 3_600_000),
      signingAlgorithm: algorithm,
      keys,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate: certificate.toString("pem"),
    key: x509.PemConverter.encode(key, "PRIVATE KEY"),
  };
}

const serverCertificate = await selfSigned("localhost");

interface Setting {
  server: http2.Http2SecureServer;
  sessions: http2.ServerHttp2Session[];
  url: string;
}

async function listen(
  context: TestContext,
  serve: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
  settings: http2.Settings = {},
): Promise<Setting> {
  const server = http2.createSecureServer({
    cert: serverCertificate.certificate,
    key: serverCertificate.key,
    requestCert: true,
    rejectUnauthorized: false,
    settings,
  });
  const sessions: http2.ServerHttp2Session[] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    serve(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, sessions, url: `https://localhost:${port}` };
}

/** A way to the server that can be cut, or stop to move bytes without a sign. */
async function freezableWire(
  context: TestContext,
  setting: Setting,
): Promise<{ url: string; freeze(): void; cut(): void }> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((near) => {
    const far = net.connect(Number(new URL(setting.url).port), "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.push(socket);
      socket.on("error", () => {});
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function connect(
  context: TestContext,
  setting: Setting,
  options: Partial<ConstructorParameters<typeof HttpsTransport>[0]> = {},
): HttpsTransport {
  const transport = new HttpsTransport({
    server: setting.url,
    certificateAuthority: serverCertificate.certificate,
    ...options,
  });
  context.after(() => transport.close());
  return transport;
}

const get = (path: string, signal?: AbortSignal) => ({
  method: "GET" as const,
  path,
  headers: {},
  ...(signal ? { signal } : {}),
});

test("request() sends method, path, headers, token and body over one connection", async (context) => {
  const setting = await listen(context, (stream, headers) => {
    stream.respond({ ":status": 201, "x-kind": "echo" });
    stream.write(`${headers[":method"]} ${headers[":path"]} ${headers["authorization"]} `);
    stream.pipe(stream);
  });
  let token = "one";
  const transport = connect(context, setting, {
    server: `${setting.url}/prefix/`,
    token: () => token,
  });
  const post = async (): Promise<string> => {
    const body = Buffer.from("hello");
    const response = await transport.request({ ...get("/api"), method: "POST", body });
    assert.deepEqual([response.status, response.headers["x-kind"]], [201, "echo"]);
    return (await readBody(response.body)).toString();
  };
  assert.equal(await post(), "POST /prefix/api Bearer one hello");
  token = "two";
  assert.equal(await post(), "POST /prefix/api Bearer two hello");
  assert.equal(setting.sessions.length, 1);
});

test("request() opens further connections when one has no room for streams", async (context) => {
  const setting = await listen(context, (stream) => stream.respond({ ":status": 200 }), {
    maxConcurrentStreams: 2,
  });
  const transport = connect(context, setting);
  await Promise.all([1, 2, 3, 4, 5].map(() => transport.request(get("/watch"))));
  assert.equal(setting.sessions.length, 3);
  await transport.request(get("/watch"));
  assert.equal(setting.sessions.length, 3);
});

test("request() works again after the server closed the connection", async (context) => {
  const setting = await listen(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.end("ok");
  });
  const transport = connect(context, setting);
  await readBody((await transport.request(get("/"))).body);
  const closed = new Promise((resolve) => setting.sessions[0]?.once("close", resolve));
  setting.sessions[0]?.close();
  await closed;
  assert.equal((await transport.request(get("/"))).status, 200);
  assert.equal(setting.sessions.length, 2);
});

test("a stream rejects when the connection breaks and with the signal's reason when aborted", async (context) => {
  const setting = await listen(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("line\n");
  });
  const transport = connect(context, setting);
  const read = async (signal: AbortSignal | undefined, act: () => void): Promise<void> => {
    for await (const _ of (await transport.request(get("/watch", signal))).body) act();
  };
  const stop = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(
    read(stop.signal, () => stop.abort(reason)),
    reason,
  );
  await assert.rejects(
    read(undefined, () => setting.sessions[0]?.destroy()),
    /middle of a response/,
  );
  const wire = await freezableWire(context, setting);
  const cut = connect(context, setting, { server: wire.url });
  const response = await cut.request(get("/watch"));
  wire.cut();
  await assert.rejects(readBody(response.body));
});

test("reconnect() presents a rotated client certificate", async (context) => {
  const setting = await listen(context, (stream) => {
    const socket = stream.session?.socket as TLSSocket;
    stream.respond({ ":status": 200 });
    stream.end(String(socket.getPeerCertificate().subject.CN));
  });
  let identity = await selfSigned("first");
  const transport = connect(context, setting, { clientCertificate: () => identity });
  const name = async (): Promise<string> =>
    (await readBody((await transport.request(get("/"))).body)).toString();
  assert.equal(await name(), "first");
  identity = await selfSigned("second");
  transport.reconnect();
  assert.equal(await name(), "second");
});

test("request() rejects when the server's certificate is not trusted or nobody listens", async (context) => {
  const setting = await listen(context, (stream) => stream.respond({ ":status": 200 }));
  const other = await selfSigned("localhost");
  const untrusting = connect(context, setting, { certificateAuthority: other.certificate });
  await assert.rejects(untrusting.request(get("/")), /certificate|self.signed/i);
  const named = connect(context, setting, { tlsServerName: "other.example" });
  await assert.rejects(named.request(get("/")), /altnames/i);
  const nobody = connect(context, setting, { server: "https://127.0.0.1:1" });
  await assert.rejects(nobody.request(get("/")), /ECONNREFUSED/);
});

test("request() rejects when no response comes in time and when a silent connection is dead", async (context) => {
  const seen = Promise.withResolvers<void>();
  const setting = await listen(context, (stream, headers) => {
    if (headers[":path"] === "/watch") stream.respond({ ":status": 200 });
    else seen.resolve();
  });
  const clock = new FakeClock();
  const slow = connect(context, setting, { clock, responseTimeoutMilliseconds: 20_000 });
  const late = assert.rejects(slow.request(get("/slow")), /in time/);
  await seen.promise;
  clock.advance(20_000);
  await late;
  const wire = await freezableWire(context, setting);
  const transport = connect(context, setting, { server: wire.url, clock });
  const response = await transport.request(get("/watch"));
  wire.freeze();
  const dead = assert.rejects(readBody(response.body), /dead/);
  // What came before is noticed first; then the silence.
  clock.advance(30_000);
  clock.advance(30_000);
  clock.advance(15_000);
  await dead;
});
