// The real kubectl forwards ports; the older WebSocket protocols are spoken by hand.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type AddressInfo, connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import {
  clientName,
  kubectlClients,
  kubectlPath,
  startProgram,
  waitUntil,
} from "./kubectl-runner.ts";
import { type StreamingNode, startStreamingNode } from "./streaming-node.ts";

let node: StreamingNode;
const echo = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});
let echoPort = 0;

before(async () => {
  node = await startStreamingNode();
  await node.addPod("web");
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  echoPort = (echo.address() as AddressInfo).port;
});

after(async () => {
  await node.stop();
  echo.close();
});

for (const client of kubectlClients) {
  test(`port-forward carries several connections with ${clientName(client)}`, async () => {
    const words = [kubectlPath(client), "port-forward", "pod/web", `:${echoPort}`];
    const child = startProgram(words, client, node.cluster.kubeconfig);
    try {
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      await waitUntil("the forwarding", () => /127\.0\.0\.1:\d+ ->/.test(output));
      const port = Number(/127\.0\.0\.1:(\d+) ->/.exec(output)?.[1]);
      const contents = [randomBytes(10), randomBytes(2_000_000), randomBytes(300_000)];
      const answers = await Promise.all(contents.map((content) => sendAndReceive(port, content)));
      assert.deepEqual(answers, contents);
    } finally {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("close", resolve));
    }
    await waitUntil("the connection's end", () => node.streaming.connections === 0);
  });
}

function sendAndReceive(port: number, content: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    let length = 0;
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < content.length) return;
      resolve(Buffer.concat(chunks));
      socket.destroy();
    });
    socket.on("error", reject);
    socket.write(content);
  });
}

function openWebSocket(path: string, protocol: string): WebSocket {
  const { url, pki } = node.cluster;
  return new WebSocket(`${url.replace("https", "wss")}${path}`, protocol ? [protocol] : [], {
    ca: pki?.authority.certificatePem,
    cert: pki?.admin.certificatePem,
    key: pki?.admin.keyPem,
  });
}

interface Messages {
  /** By channel. */
  channels: Map<number, string>;
  closed: Promise<number>;
}

function collect(webSocket: WebSocket, isBase64: boolean): Messages {
  const channels = new Map<number, string>();
  webSocket.on("message", (data: Buffer) => {
    const channel = isBase64 ? Number(String.fromCharCode(data[0] ?? 0)) : (data[0] ?? -1);
    const bytes = isBase64 ? Buffer.from(data.toString("latin1", 1), "base64") : data.subarray(1);
    channels.set(channel, (channels.get(channel) ?? "") + bytes.toString("latin1"));
  });
  const closed = new Promise<number>((resolve, reject) => {
    webSocket.once("close", resolve);
    webSocket.once("error", reject);
  });
  return { channels, closed };
}

test("port-forward over the channels of v4 names its ports and carries data", async () => {
  const path = `/api/v1/namespaces/default/pods/web/portforward?ports=${echoPort}`;
  const webSocket = openWebSocket(path, "v4.channel.k8s.io");
  const { channels } = collect(webSocket, false);
  await new Promise((resolve) => webSocket.once("open", resolve));
  webSocket.send(Buffer.from("\x00hello", "latin1"));
  const port = Buffer.alloc(2);
  port.writeUInt16LE(echoPort);
  await waitUntil("the echo", () => channels.get(0) === `${port.toString("latin1")}hello`);
  assert.equal(channels.get(1), port.toString("latin1"));
  webSocket.close();
  await waitUntil("the connection's end", () => node.streaming.connections === 0);
});

const execPath = (words: string): string =>
  `/api/v1/namespaces/default/pods/web/exec?stdout=1&stderr=1&container=main&${words}`;

for (const protocol of ["channel.k8s.io", "base64.channel.k8s.io", ""]) {
  test(`exec over "${protocol}" gives output only, and the text of a failure`, async () => {
    const isBase64 = protocol.startsWith("base64");
    const good = collect(openWebSocket(execPath("command=echo&command=hi"), protocol), isBase64);
    assert.equal(await good.closed, 1000);
    assert.equal(good.channels.get(1), "hi\n", good.channels.get(3));
    assert.equal(good.channels.get(3) ?? "", "");
    const bad = collect(openWebSocket(execPath("command=false"), protocol), isBase64);
    assert.equal(await bad.closed, 1000);
    assert.match(bad.channels.get(3) ?? "", /exit code 1$/);
  });
}

for (const protocol of ["v4.channel.k8s.io", "v4.base64.channel.k8s.io", "v5.channel.k8s.io"]) {
  test(`exec over "${protocol}" ends with a Status`, async () => {
    const isBase64 = protocol.includes("base64");
    const words = "command=sh&command=-c&command=echo%20hi;exit%207";
    const { channels, closed } = collect(openWebSocket(execPath(words), protocol), isBase64);
    assert.equal(await closed, 1000);
    assert.equal(channels.get(1), "hi\n");
    const status = JSON.parse(channels.get(3) ?? "");
    assert.deepEqual(status.details.causes, [{ reason: "ExitCode", message: "7" }]);
  });
}

test("exec loses nothing of short commands, whose end comes with their output", async () => {
  for (let round = 0; round < 100; round++) {
    const webSocket = openWebSocket(execPath("command=echo&command=hi"), "v5.channel.k8s.io");
    const { channels, closed } = collect(webSocket, false);
    await closed;
    assert.equal(channels.get(1), "hi\n", channels.get(3));
  }
});

test("exec refuses protocols that nobody knows", async () => {
  const { closed } = collect(openWebSocket(execPath("command=true"), "v9.example.com"), false);
  await assert.rejects(closed, /Unexpected server response: 400/);
});
