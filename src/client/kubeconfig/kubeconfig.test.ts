import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { FakeClock, systemClock } from "#base";
import { removeContext, setContext } from "./edit-kubeconfig.ts";
import { parseKubeconfig } from "./kubeconfig.ts";
import { loadKubeconfig, resolveContext } from "./load-kubeconfig.ts";

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "cox-kubeconfig-"));
  try {
    await body(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const entry = (name: string) => ({
  name,
  cluster: { server: `https://${name}:6443`, "certificate-authority-data": "Y2E=" },
  user: { "client-certificate-data": "Y2VydA==", "client-key-data": "a2V5" },
});

test("loadKubeconfig() merges files, the first of a name counts, paths are made absolute", () =>
  inDirectory(async (directory) => {
    const first = path.join(directory, "first");
    const second = path.join(directory, "second");
    await writeFile(path.join(directory, "token"), "secret\n");
    await writeFile(
      first,
      `current-context: a
clusters: [{name: c, cluster: {server: "https://one", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {tokenFile: token}}]
contexts: [{name: a, context: {cluster: c, user: u, namespace: x}}]
`,
    );
    await writeFile(
      second,
      `current-context: b
clusters: [{name: c, cluster: {server: "https://two"}}, {name: d, cluster: {server: "https://d"}}]
contexts: [{name: b, context: {cluster: d, user: none}}]
`,
    );
    const config = await loadKubeconfig({
      environmentPaths: `${first}:${second}:${directory}/missing`,
      homeDirectory: directory,
    });
    const a = await resolveContext(config, { clock: systemClock });
    assert.equal(a.transport.server, "https://one");
    assert.equal(a.namespace, "x");
    assert.equal(a.transport.insecureSkipTlsVerify, true);
    assert.equal(await a.transport.token?.(), "secret");
    const b = await resolveContext(config, { clock: systemClock, context: "b" });
    assert.equal(b.transport.server, "https://d");
    assert.equal(await b.transport.clientCertificate?.(), undefined);
    await assert.rejects(
      resolveContext(config, { clock: systemClock, context: "z" }),
      /no context "z"/,
    );
  }));

test("setContext() and removeContext() keep what others wrote and the file private", () =>
  inDirectory(async (directory) => {
    const real = path.join(directory, "real");
    const file = path.join(directory, "config");
    await writeFile(real, "preferences: {colors: true}\nextensions: [{name: e}]\n", {
      mode: 0o600,
    });
    await symlink(real, file);
    const clock = systemClock;
    await setContext(file, entry("one"), { clock });
    await setContext(file, entry("two"), { clock });
    await setContext(file, entry("two"), { clock, makeCurrent: true });
    const config = parseKubeconfig(await readFile(real, "utf8"));
    assert.deepEqual(config["preferences"], { colors: true });
    assert.equal(config["current-context"], "two");
    assert.equal(config.contexts.length, 2);
    assert.equal((await stat(real)).mode & 0o777, 0o600);
    const { transport } = await resolveContext(config, { clock });
    assert.deepEqual(await transport.clientCertificate?.(), { certificate: "cert", key: "key" });
    assert.equal(transport.certificateAuthority, "ca");
    await removeContext(file, "two", { clock });
    const rest = parseKubeconfig(await readFile(file, "utf8"));
    assert.equal(rest["current-context"], undefined);
    assert.deepEqual(
      rest.clusters.map((cluster) => cluster.name),
      ["one"],
    );
  }));

test("setContext() loses nothing when many write at once, and waits for a lock with an end", () =>
  inDirectory(async (directory) => {
    const file = path.join(directory, "deep", "config");
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(names.map((name) => setContext(file, entry(name), { clock: systemClock })));
    const config = parseKubeconfig(await readFile(file, "utf8"));
    assert.deepEqual(config.users.map((user) => user.name).sort(), names);
    await writeFile(`${file}.lock`, "");
    const clock = new FakeClock();
    const refused = assert.rejects(setContext(file, entry("f"), { clock }), /Another program/);
    const drive = async (): Promise<void> => {
      for (let turn = 0; turn < 60; turn++) {
        clock.advance(100);
        await stat(file);
      }
    };
    let isDone = false;
    void refused.then(() => {
      isDone = true;
    });
    while (!isDone) await drive();
    await refused;
  }));

test("resolveContext() refuses credentials that it cannot use", async () => {
  const config = parseKubeconfig(`
current-context: a
clusters: [{name: c, cluster: {server: "https://one"}}]
users: [{name: u, user: {exec: {command: get-token}}}]
contexts: [{name: a, context: {cluster: c, user: u}}]
`);
  await assert.rejects(
    resolveContext(config, { clock: systemClock }),
    /User "u" of the kubeconfig uses "exec", which is not supported/,
  );
});

test("parseKubeconfig() refuses what is no kubeconfig", () => {
  assert.throws(() => parseKubeconfig("- a"), /mapping/);
  assert.throws(() => parseKubeconfig("kind: Pod"), /Kind must be/);
  assert.throws(() => parseKubeconfig("clusters: {}"), /must be a list/);
  assert.throws(() => parseKubeconfig("users: [{}]"), /has no name/);
});
