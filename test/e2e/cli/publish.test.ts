// `--publish`: a node port on this machine's 127.0.0.1; and clusters side by side.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "../../../src/testing/run-program.ts";
import { lastLine, ownHome, takePort } from "./own-home.ts";

const own = ownHome();

async function freePort(): Promise<number> {
  const taken = await takePort(0);
  await taken.release();
  return taken.port;
}

async function startWeb(name: string, nodePort: number): Promise<void> {
  const manifest = `
apiVersion: v1
kind: ConfigMap
metadata: { name: page }
data: { index.html: "page of ${name}" }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, nodePort: ${nodePort} }]
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx:1.22
    volumeMounts:
    - { name: page, mountPath: /usr/share/nginx/html }
    - { name: page, mountPath: /var/www/html }
    readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1 }
  volumes: [{ name: page, configMap: { name: page } }]
`;
  await own.kubectl(name, ["apply", "-f", "-"], { input: manifest });
  await own.kubectl(name, ["wait", "pod/web", "--for=condition=Ready", "--timeout=60s"]);
  // Ready comes first, the way through the Service a moment later.
  const url = `http://172.31.${own.spec(name)?.index}.2:${nodePort}/`;
  const script = `for (const end = Date.now() + 10000; ; await new Promise((go) => setTimeout(go, 50)))
    try { await fetch("${url}", { signal: AbortSignal.timeout(3000) }); break; }
    catch (error) { if (Date.now() > end) throw error; }`;
  const inside = ["nsenter", `--net=/run/netns/${name}-1`, "--"];
  await runProgram([...inside, process.execPath, "--input-type=module", "-e", script]);
}

async function fetchPage(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return answer.text();
}

/** Once the pod of a stopped cluster is there again: until then its status is the one before. */
async function fetchSoon(url: string): Promise<string> {
  for (const deadline = Date.now() + 30_000; ; await sleep(100)) {
    try {
      return await fetchPage(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function serverPid(name: string): number {
  const file = join(own.home, "clusters", name, "server.process.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid;
}

describe("cox up --publish", own.needed, () => {
  test("answers on 127.0.0.1, also after a restart, and takes more ports later", async () => {
    const name = own.name("pub");
    const [first, second] = [await freePort(), await freePort()];
    await own.done("up", name, "--publish", `${first}:30080`);
    await startWeb(name, 30_080);
    const page = `page of ${name}`;
    assert.equal(await fetchPage(`http://127.0.0.1:${first}/`), page);

    const taken = await takePort(0);
    const before = serverPid(name);
    const refused = await own.cox("up", name, "--publish", `${taken.port}:30080`);
    assert.equal(refused.exitCode, 1);
    assert.match(lastLine(refused), new RegExp(`^cox: Port ${taken.port} of 127.0.0.1 is taken`));
    assert.equal(serverPid(name), before);
    assert.equal(await fetchPage(`http://127.0.0.1:${first}/`), page);
    await taken.release();

    const id = "jsonpath={.status.containerStatuses[0].containerID}";
    const container = await own.kubectl(name, ["get", "pod", "web", "-o", id]);
    await own.done("up", name, "--publish", `${second}:30080`);
    for (const port of [first, second])
      assert.equal(await fetchPage(`http://127.0.0.1:${port}/`), page);
    assert.equal(await own.kubectl(name, ["get", "pod", "web", "-o", id]), container);
    const pid = serverPid(name);
    await own.done("up", name, "--publish", `${first}:30080`);
    assert.equal(serverPid(name), pid);
    const status = await own.done("status", name);
    for (const port of [first, second])
      assert.ok(status.includes(`127.0.0.1:${port} to node port 30080`), status);
    assert.deepEqual(JSON.parse(await own.done("status", name, "--output", "json")).publish, [
      { hostPort: first, nodePort: 30_080 },
      { hostPort: second, nodePort: 30_080 },
    ]);

    process.kill(pid, "SIGKILL");
    await own.done("up", name);
    assert.equal(await fetchPage(`http://127.0.0.1:${second}/`), page);
    await own.done("down", name);
    await assert.rejects(fetchPage(`http://127.0.0.1:${first}/`));
    await own.done("up", name);
    assert.equal(await fetchSoon(`http://127.0.0.1:${first}/`), page);
    await own.done("delete", name);
    await assert.rejects(fetchPage(`http://127.0.0.1:${first}/`));
  });

  test("a first start with a port that is taken leaves nothing", async () => {
    const name = own.name("taken");
    const taken = await takePort(0);
    const result = await own.cox("up", name, "--publish", `${taken.port}:30080`);
    await taken.release();
    assert.equal(result.exitCode, 1);
    assert.match(lastLine(result), /is taken .* which the published node port 30080 needs/);
    assert.deepEqual(own.traces(name), []);
  });
});

describe("two clusters side by side", own.needed, () => {
  test("serve their own and do not see each other", async () => {
    const names = [own.name("a"), own.name("b")] as const;
    for (const name of names) await own.done("up", name);
    await Promise.all(names.map((name) => startWeb(name, 30_080)));
    const inNode = (node: string, url: string): Promise<{ stdout: string }> =>
      runProgram(
        [
          ...["nsenter", `--net=/run/netns/${node}`, "--", process.execPath, "-e"],
          `fetch("${url}", { signal: AbortSignal.timeout(3000) }).then((answer) => answer.text()).then((text) => process.stdout.write(text))`,
        ],
        { deadlineSeconds: 20 },
      );
    const fact = (name: string, path: string): Promise<string> =>
      own.kubectl(name, ["get", "nodes,services,pods", "-o", `jsonpath=${path}`]);
    const nodeAddresses = [];
    for (const name of names) {
      const clusterAddress = await own.kubectl(name, [
        "get",
        "service",
        "web",
        "-o",
        "jsonpath={.spec.clusterIP}",
      ]);
      assert.equal(
        (await inNode(`${name}-1`, `http://${clusterAddress}/`)).stdout,
        `page of ${name}`,
      );
      const address = await own.kubectl(name, [
        "get",
        "nodes",
        "-o",
        "jsonpath={.items[0].status.addresses[0].address}",
      ]);
      nodeAddresses.push(address);
      assert.equal(
        (await inNode(`${name}-1`, `http://${address}:30080/`)).stdout,
        `page of ${name}`,
      );
      const listed = await fact(name, "{.items[*].metadata.name}");
      for (const other of names) assert.equal(listed.includes(`${other}-1`), other === name);
    }
    const [first, second] = nodeAddresses;
    await assert.rejects(inNode(`${names[0]}-1`, `http://${second}:30080/`));
    await assert.rejects(inNode(`${names[1]}-1`, `https://${first}:6443/healthz`));
    const indexes = names.map((name) => own.spec(name)?.index);
    await own.done("delete", names[0]);
    assert.deepEqual(own.traces(names[0], indexes[0]), []);
    assert.equal(
      (await inNode(`${names[1]}-1`, `http://${second}:30080/`)).stdout,
      `page of ${names[1]}`,
    );
    await own.done("status", names[1]);
    await own.done("delete", names[1]);
  });
});
