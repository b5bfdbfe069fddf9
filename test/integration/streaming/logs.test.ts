// The real kubectl reads and follows logs.
import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import {
  type KubectlClient,
  kubectlPath,
  type Result,
  runProgram,
  startProgram,
  waitUntil,
} from "./kubectl-runner.ts";
import { type StreamingNode, startStreamingNode } from "./streaming-node.ts";

const client: KubectlClient = { minor: 36, webSockets: true };
let node: StreamingNode;

before(async () => {
  node = await startStreamingNode();
  await node.addPod("web");
  await node.addPod("two", ["a", "b"]);
  writeFileSync(
    join(node.logDirectory, "web-main.log"),
    [
      "2026-01-02T03:04:05.1Z stdout F one",
      "2026-01-02T03:04:06.25Z stderr F two",
      "2026-01-02T03:04:07Z stdout P thr",
      "2026-01-02T03:04:08Z stdout F ee",
      "",
    ].join("\n"),
  );
});

after(() => node.stop());

function kubectl(...words: string[]): Promise<Result> {
  return runProgram([kubectlPath(client), ...words], client, {
    kubeconfig: node.cluster.kubeconfig,
  });
}

const cases: { words: string[]; output: string }[] = [
  { words: ["logs", "web"], output: "one\ntwo\nthree\n" },
  { words: ["logs", "web", "--tail=1"], output: "three\n" },
  { words: ["logs", "web", "--tail=0"], output: "" },
  { words: ["logs", "web", "--limit-bytes=5"], output: "one\nt" },
  {
    words: ["logs", "web", "--timestamps", "--tail=2"],
    output: "2026-01-02T03:04:06.250000000Z two\n2026-01-02T03:04:07.000000000Z three\n",
  },
  { words: ["logs", "web", "--since-time=2026-01-02T03:04:06Z"], output: "two\nthree\n" },
  { words: ["logs", "web", "--since=1s"], output: "" },
];
for (const { words, output } of cases) {
  test(`kubectl ${words.join(" ")} shows what it should`, async () => {
    const result = await kubectl(...words);
    assert.equal(result.stdout.toString(), output, result.stderr);
    assert.equal(result.code, 0);
  });
}

test("kubectl logs says why there is no log", async () => {
  const waiting = { state: "waiting", waitingReason: "ContainerCreating" } as const;
  node.containers.set("two/a", waiting);
  const { stderr } = await kubectl("logs", "two", "-c", "a");
  assert.equal(
    stderr,
    'Error from server (BadRequest): container "a" in pod "two" is waiting to start: ContainerCreating\n',
  );
  const previous = await kubectl("logs", "two", "-c", "a", "--previous");
  assert.match(previous.stderr, /previous terminated container "a" in pod "two" not found/);
  const path = "/api/v1/namespaces/default/pods/two/log";
  const ask = (query: string): Promise<unknown> =>
    node.cluster.client.json({ method: "GET", path: path + query, headers: {} });
  await assert.rejects(ask(""), {
    message: "a container name must be specified for pod two, choose one of: [a b]",
  });
  await assert.rejects(ask("?container=a&tailLines=-1"), {
    message:
      'PodLogOptions "two" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  });
  await assert.rejects(ask("?container=a&limitBytes=x"), {
    message: 'strconv.ParseInt: parsing "x": invalid syntax',
  });
});

test("kubectl logs -f follows across rotation and ends with the container", async () => {
  await node.addPod("loud");
  const path = join(node.logDirectory, "loud/main.log");
  mkdirSync(dirname(path));
  node.containers.set("loud/main", { containerId: "loud-main", state: "running", logPath: path });
  writeFileSync(path, "2026-01-02T03:04:05Z stdout F first\n");
  const words = [kubectlPath(client), "logs", "-f", "loud"];
  const child = startProgram(words, client, node.cluster.kubeconfig);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await waitUntil("the first line", () => output === "first\n");
  appendFileSync(path, "2026-01-02T03:04:05Z stdout F second\n2026-01-02T03:04:05Z stdo");
  await waitUntil("the second line", () => output === "first\nsecond\n");
  appendFileSync(path, "ut F third\n");
  renameSync(path, `${path}.20260102-030405`);
  writeFileSync(path, "2026-01-02T03:04:05Z stdout F fourth\n");
  await waitUntil("the lines after rotation", () => output.endsWith("third\nfourth\n"));
  appendFileSync(path, "2026-01-02T03:04:05Z stdout F last\n");
  node.exit("loud-main");
  assert.equal(await ended, 0);
  assert.equal(output, "first\nsecond\nthird\nfourth\nlast\n");
});

test("kubectl logs -f that is killed leaves nothing open behind it", async () => {
  const path = join(node.logDirectory, "web-main.log");
  const isOpen = (): boolean =>
    readdirSync("/proc/self/fd").some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === path;
      } catch {
        return false;
      }
    });
  const words = [kubectlPath(client), "logs", "-f", "web"];
  const child = startProgram(words, client, node.cluster.kubeconfig);
  await waitUntil("the reading", isOpen);
  child.kill("SIGKILL");
  await waitUntil("the end of the reading", () => !isOpen());
});

test("kubectl logs passes megabytes", async () => {
  await node.addPod("big");
  const line = `2026-01-02T03:04:05Z stdout F ${"y".repeat(1_000)}\n`;
  writeFileSync(join(node.logDirectory, "big-main.log"), line.repeat(20_000));
  const { stdout } = await kubectl("logs", "big");
  assert.equal(stdout.length, 1_001 * 20_000);
  const tail = await kubectl("logs", "big", "--tail=1500");
  assert.equal(tail.stdout.length, 1_001 * 1_500);
});

test("pods/log answers over a WebSocket", async () => {
  const { url, pki } = node.cluster;
  const webSocket = new WebSocket(
    `${url.replace("https", "wss")}/api/v1/namespaces/default/pods/web/log?container=main`,
    ["binary.k8s.io"],
    {
      ca: pki?.authority.certificatePem,
      cert: pki?.admin.certificatePem,
      key: pki?.admin.keyPem,
    },
  );
  let output = "";
  webSocket.on("message", (data: Buffer) => {
    output += data.toString();
  });
  await new Promise((resolve) => webSocket.once("close", resolve));
  assert.equal(output, "one\ntwo\nthree\n");
});
