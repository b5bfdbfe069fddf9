// The proxy subresources of nodes, pods and services.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { nodes, services } from "#api";
import { type StreamingNode, startStreamingNode } from "./streaming-node.ts";

let node: StreamingNode;
let port = 0;
const backend = createServer((message, response) => {
  const url = message.url ?? "";
  if (url.startsWith("/page")) {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    response.end('<a href="/rewriteme">test</a> <img class="x" src=\'/i.png\'> "/plain"');
  } else if (url.startsWith("/moved")) {
    response.writeHead(302, { location: "/elsewhere?x=1" }).end();
  } else {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          method: message.method,
          url,
          body: Buffer.concat(chunks).toString(),
          headers: message.headers,
        }),
      );
    });
  }
});
backend.on("upgrade", (_message, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n");
  socket.on("error", () => {});
  socket.pipe(socket);
});

before(async () => {
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  port = (backend.address() as AddressInfo).port;
  node = await startStreamingNode();
  await node.addPod("web");
  const { client } = node.cluster;
  await client.resource(services).create("default", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "front", namespace: "default" },
    spec: { clusterIP: "None", ports: [{ name: "http", port: 80 }] },
  });
  await client.resource(services).create("default", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "empty", namespace: "default" },
    spec: { clusterIP: "None", ports: [{ port: 80 }] },
  });
  // Past validation, which refuses the loopback addresses that a test is bound to.
  const slices = node.cluster.server.storeOf("discovery.k8s.io", "endpointslices");
  await slices.create("default", {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: "front-1",
      namespace: "default",
      labels: { "kubernetes.io/service-name": "front" },
    },
    addressType: "IPv4",
    ports: [{ name: "http", port }],
    endpoints: [
      { addresses: ["127.0.0.1"], conditions: { ready: true } },
      { addresses: ["127.9.9.9"], conditions: { ready: false } },
    ],
  });
});

after(async () => {
  await node.stop();
  backend.close();
});

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

function ask(method: string, path: string, body?: string): Promise<Answer> {
  const { url, pki } = node.cluster;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      {
        method,
        ca: pki?.authority.certificatePem,
        cert: pki?.admin.certificatePem,
        key: pki?.admin.keyPem,
        headers: {
          "x-own": "1",
          authorization: "Bearer secret-of-the-client",
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
        },
      },
      (message) => {
        let text = "";
        message.on("data", (chunk) => {
          text += chunk;
        });
        message.on("end", () =>
          resolve({ status: message.statusCode ?? 0, headers: message.headers, body: text }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const podProxy = (): string => `/api/v1/namespaces/default/pods/web:${port}/proxy`;

for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
  test(`pods/proxy passes ${method} on`, async () => {
    const sent = method === "GET" || method === "OPTIONS" ? undefined : "some text";
    const { status, body } = await ask(method, `${podProxy()}/a%20b/c/?q=1&r=%2F`, sent);
    assert.equal(status, 200, body);
    const seen = JSON.parse(body) as { method: string; url: string; body: string; headers: object };
    assert.equal(seen.method, method);
    assert.equal(seen.url, "/a%20b/c/?q=1&r=%2F");
    assert.equal(seen.body, sent ?? "");
    assert.equal("authorization" in seen.headers, false);
    assert.equal((seen.headers as Record<string, string>)["x-own"], "1");
  });
}

test("pods/proxy answers HEAD without a body", async () => {
  const { status, body } = await ask("HEAD", `${podProxy()}/page`);
  assert.deepEqual([status, body], [200, ""]);
});

test("proxies send the client to a path that ends with a slash", async () => {
  const { status, headers } = await ask("GET", `${podProxy()}?x=1`);
  assert.deepEqual([status, headers.location], [301, `${podProxy()}/?x=1`]);
});

test("proxies rewrite links and redirects", async () => {
  const page = await ask("GET", `${podProxy()}/page`);
  assert.equal(
    page.body,
    `<a href="${podProxy()}/rewriteme">test</a> ` +
      `<img class="x" src='${podProxy()}/i.png'> "/plain"`,
  );
  assert.deepEqual(page.headers["set-cookie"], ["a=1", "b=2"]);
  const moved = await ask("GET", `${podProxy()}/moved`);
  assert.equal(moved.headers.location, `${podProxy()}/elsewhere?x=1`);
});

for (const name of ["front:http", "front:80", "http:front:http"]) {
  test(`services/proxy finds ${name}`, async () => {
    const path = `/api/v1/namespaces/default/services/${name}/proxy/x`;
    const { status, body } = await ask("GET", path);
    assert.equal(status, 200, body);
    assert.equal(JSON.parse(body).url, "/x");
  });
}

const refusals: [string, number, RegExp][] = [
  ["/api/v1/namespaces/default/services/empty:80/proxy/", 503, /no endpoints available/],
  ["/api/v1/namespaces/default/services/front:81/proxy/", 503, /no service port 81 found/],
  ["/api/v1/namespaces/default/services/ftp:front:80/proxy/", 400, /invalid service request/],
  ["/api/v1/namespaces/default/pods/absent/proxy/", 404, /pods \\"absent\\" not found/],
  ["/api/v1/namespaces/default/pods/web:1/proxy/", 503, /error trying to reach service/],
  ["/api/v1/nodes/absent/proxy/", 404, /nodes \\"absent\\" not found/],
];
for (const [path, status, text] of refusals) {
  test(`${path} is refused with ${status}`, async () => {
    const answer = await ask("GET", path);
    assert.equal(answer.status, status, answer.body);
    assert.match(answer.body, text);
  });
}

test("nodes/proxy reaches the kubelet", async () => {
  const health = await ask("GET", "/api/v1/nodes/node-1/proxy/healthz");
  assert.deepEqual([health.status, health.body], [200, "ok"]);
  const pods = await ask("GET", "/api/v1/nodes/node-1/proxy/pods");
  assert.equal(JSON.parse(pods.body).items[0].metadata.name, "web");
  const run = await ask("POST", "/api/v1/nodes/node-1/proxy/run/default/web/main?cmd=ls%20-l");
  assert.deepEqual([run.status, run.body], [200, "ls,-l"]);
});

test("the API server refuses a kubelet whose certificate is not the node's", async () => {
  const { client } = node.cluster;
  const real = await client.resource(nodes).get("", "node-1");
  const other = await client.resource(nodes).create("", {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "other" },
    spec: {},
  });
  await client.resource(nodes).updateStatus({
    ...other,
    status: {
      ...real.status,
      addresses: [{ type: "Hostname", address: "localhost" }],
    },
  });
  const answer = await ask("GET", "/api/v1/nodes/other/proxy/healthz");
  assert.equal(answer.status, 503);
  assert.match(answer.body, /does not match certificate/);
});

test("the kubelet refuses who has no certificate, no token or no right", async () => {
  const found = (await node.cluster.client.json({
    method: "GET",
    path: "/api/v1/nodes/node-1",
    headers: {},
  })) as { status: { daemonEndpoints: { kubeletEndpoint: { Port: number } } } };
  const url = `https://127.0.0.1:${found.status.daemonEndpoints.kubeletEndpoint.Port}/pods`;
  const askKubelet = (authorization?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = authorization ? { authorization } : {};
      request(url, { rejectUnauthorized: false, headers }, (message) => {
        message.resume();
        resolve(message.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });
  assert.equal(await askKubelet(), 401);
  assert.equal(await askKubelet("Bearer bad"), 401);
  assert.equal(await askKubelet("Bearer good"), 403);
});

test("proxies pass a change of protocol on", async () => {
  const { url, pki } = node.cluster;
  const echoed = await new Promise<string>((resolve, reject) => {
    const sent = request(`${url}${podProxy()}/echo`, {
      ca: pki?.authority.certificatePem,
      cert: pki?.admin.certificatePem,
      key: pki?.admin.keyPem,
      headers: { connection: "Upgrade", upgrade: "echo" },
      agent: false,
    });
    sent.on("upgrade", (_message, socket) => {
      socket.once("data", (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.write("hello");
    });
    sent.on("error", reject);
    sent.end();
  });
  assert.equal(echoed, "hello");
});

test("a connection whose upgrade is refused carries nothing more", async () => {
  const { url, pki } = node.cluster;
  const plain = await new Promise<string>((resolve, reject) => {
    const sent = request(`${url}/api/v1/nodes/node-1/proxy/healthz`, {
      ca: pki?.authority.certificatePem,
      cert: pki?.admin.certificatePem,
      key: pki?.admin.keyPem,
      headers: { connection: "Upgrade", upgrade: "echo" },
      agent: false,
    });
    sent.on("upgrade", () => reject(new Error("The kubelet has upgraded")));
    sent.on("response", (message) => {
      message.resume();
      message.socket.once("close", () => resolve(`${message.statusCode} closed`));
    });
    sent.on("error", reject);
    sent.end();
  });
  assert.equal(plain, "404 closed");
});
