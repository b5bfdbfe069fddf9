// The real kubectl runs commands and copies files, over WebSockets and over SPDY.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  clientName,
  type KubectlClient,
  kubectlClients,
  kubectlPath,
  type Result,
  runProgram,
  startProgram,
  waitUntil,
} from "./kubectl-runner.ts";
import { type StreamingNode, startStreamingNode } from "./streaming-node.ts";

const directory = mkdtempSync(join(tmpdir(), "cox-exec-test-"));
let node: StreamingNode;

before(async () => {
  node = await startStreamingNode();
  await node.addPod("web");
  await node.addPod("two", ["a", "b"]);
});

after(async () => {
  await node.stop();
  rmSync(directory, { recursive: true, force: true });
});

function run(
  client: KubectlClient,
  words: readonly string[],
  input?: Buffer | string,
): Promise<Result> {
  return runProgram([kubectlPath(client), ...words], client, {
    kubeconfig: node.cluster.kubeconfig,
    ...(input === undefined ? {} : { input }),
  });
}

for (const client of kubectlClients) {
  const by = clientName(client);

  test(`exec gives output, errors and exit code with ${by}`, async () => {
    const result = await run(client, [
      "exec",
      "web",
      "--",
      "sh",
      "-c",
      "echo out; echo err >&2; exit 3",
    ]);
    assert.equal(result.stdout.toString(), "out\n");
    assert.match(result.stderr, /^err\n/);
    assert.equal(result.code, 3, result.stderr);
  });

  test(`exec -i passes megabytes and the end of stdin with ${by}`, async () => {
    const input = randomBytes(5 * 1024 * 1024);
    const result = await run(client, ["exec", "-i", "web", "--", "sha256sum"], input);
    const expected = createHash("sha256").update(input).digest("hex");
    assert.equal(result.stdout.toString(), `${expected}  -\n`, result.stderr);
    assert.equal(result.code, 0);
  });

  test(`exec passes megabytes of output with ${by}`, async () => {
    const words = ["exec", "web", "--", "head", "-c", "8000000", "/dev/zero"];
    const result = await run(client, words);
    assert.equal(result.stdout.length, 8_000_000, result.stderr);
  });

  test(`exec -it has a terminal with ${by}`, async () => {
    const command = `${kubectlPath(client)} exec -it web -- tty`;
    const result = await runProgram(["script", "-qec", command, "/dev/null"], client, {
      kubeconfig: node.cluster.kubeconfig,
    });
    assert.match(result.stdout.toString(), /\/dev\/pts\/\d+\r\n/);
    assert.match(node.streaming.sizes.join(), /"Height"|"height"/i);
  });

  test(`cp copies there and back with ${by}`, async () => {
    const content = randomBytes(3 * 1024 * 1024);
    const [from, far, back] = ["from", "far", "back"].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(from, content);
    const there = await run(client, ["cp", from, `web:${far}`]);
    assert.equal(there.code, 0, there.stderr);
    assert.deepEqual(readFileSync(far), content);
    const again = await run(client, ["cp", `web:${far}`, back]);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(readFileSync(back), content);
    for (const file of [from, far, back]) rmSync(file);
  });

  test(`attach -i joins what runs with ${by}`, async () => {
    const result = await run(client, ["attach", "-i", "web"], "hello\n");
    assert.equal(result.stdout.toString(), "hello\n", result.stderr);
    assert.equal(result.code, 0);
  });

  test(`exec says why it cannot with ${by}`, async () => {
    const missing = await run(client, ["exec", "two", "-c", "x", "--", "true"]);
    assert.match(missing.stderr, /container x is not valid for pod two|container not found/);
    node.containers.set("two/b", { state: "terminated" });
    const stopped = await run(client, ["exec", "two", "-c", "b", "--", "true"]);
    assert.match(stopped.stderr, /container not found \("b"\)/);
    assert.notEqual(stopped.code, 0);
  });
}

for (const client of kubectlClients.slice(0, 3)) {
  test(`exec ends the command when the client dies: ${clientName(client)}`, async () => {
    const words = [kubectlPath(client), "exec", "-i", "web", "--", "sleep", "600"];
    const child = startProgram(words, client, node.cluster.kubeconfig);
    await waitUntil("the command's start", () => node.streaming.processes === 1);
    child.kill("SIGKILL");
    await waitUntil("the command's end", () => node.streaming.processes === 0);
    await waitUntil("the connection's end", () => node.streaming.connections === 0);
  });

  test(`exec fails when the runtime dies: ${clientName(client)}`, async () => {
    const running = run(client, ["exec", "web", "--", "sleep", "600"]);
    await waitUntil("the command's start", () => node.streaming.processes === 1);
    node.streaming.cut();
    const { code } = await running;
    assert.notEqual(code, client.webSockets ? 0 : null);
    await waitUntil("the command's end", () => node.streaming.processes === 0);
  });
}
