// `cox up` on a cluster of which parts have died, and `cox delete` of what is left of one.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { lastLine, type OwnHome, ownHome, processesWith, takePort } from "./own-home.ts";

const own = ownHome();
const directoryOf = (name: string): string => join(own.home, "clusters", name);

async function startWeb(name: string, replicas = 2): Promise<void> {
  await own.kubectl(name, [
    "create",
    "deployment",
    "web",
    "--image=nginx:1.22",
    `--replicas=${replicas}`,
  ]);
  await own.kubectl(name, ["rollout", "status", "deployment/web", "--timeout=60s"]);
}

/** "pod container-id restarts" of each. */
async function containers(name: string): Promise<string[]> {
  const path =
    "{range .items[*]}{.metadata.name} {.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}{'\\n'}{end}";
  const text = await own.kubectl(name, [
    "get",
    "pods",
    "-o",
    `jsonpath=${path.replaceAll("'", '"')}`,
  ]);
  return text.trim().split("\n").sort();
}

function daemonPids(name: string): number[] {
  const files = globSync(["*.process.json", "nodes/*/*.process.json"], { cwd: directoryOf(name) });
  return files.map(
    (file) =>
      (JSON.parse(readFileSync(join(directoryOf(name), file), "utf8")) as { pid: number }).pid,
  );
}

function kill(...pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone.
    }
}

/** Everything in the cluster's control groups and everything that names its directory. */
function killAll(name: string): void {
  kill(...processesWith(`${directoryOf(name)}/`).map(({ pid }) => pid));
  const files = globSync(`/sys/fs/cgroup/{,*/}coxswain-${name}/**/cgroup.procs`);
  const pids = files.flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean));
  kill(...pids.map(Number));
}

/** What a reboot takes: processes, mounts, namespaces, links. */
function forgetAsAReboot(own: OwnHome, name: string): void {
  const index = own.spec(name)?.index;
  killAll(name);
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${directoryOf(name)}/`))
    .reverse();
  if (mounts.length > 0) spawnSync("umount", ["--lazy", ...mounts]);
  for (const namespace of readdirSync("/run/netns").filter((one) => one.startsWith(`${name}-`)))
    spawnSync("ip", ["netns", "delete", namespace]);
  spawnSync("ip", ["link", "delete", `cox${index}`]);
}

async function deleted(name: string, index: number | undefined): Promise<void> {
  await own.done("delete", name);
  assert.deepEqual(own.traces(name, index), []);
}

describe("cox up, again", own.needed, () => {
  test("changes nothing on a cluster that runs", async () => {
    const name = own.name("same");
    await own.done("up", name, "--nodes", "2");
    const index = own.spec(name)?.index;
    await startWeb(name);
    const before = [
      await containers(name),
      daemonPids(name),
      own.spec(name),
      own.traces(name, index),
    ];
    const answer = JSON.parse(await own.done("up", name, "--output", "json"));
    assert.deepEqual(answer.started, []);
    assert.deepEqual(
      [await containers(name), daemonPids(name), own.spec(name), own.traces(name, index)],
      before,
    );
    const refused = await own.cox("up", name, "--nodes", "1");
    assert.equal(refused.exitCode, 2);

    // All daemons die, containers go on, and are found again.
    kill(...daemonPids(name));
    assert.equal((await own.cox("status", name)).exitCode, 1);
    const again = JSON.parse(await own.done("up", name, "--output", "json"));
    assert.deepEqual(again.started.sort(), [`agent of ${name}-2`, "server"]);
    assert.deepEqual(await containers(name), before[0]);
    await own.done("status", name);

    // Down and up: the same objects, new containers.
    await own.done("down", name);
    assert.deepEqual(processesWith(`${directoryOf(name)}/`), []);
    await own.done("up", name);
    await own.kubectl(name, ["rollout", "status", "deployment/web", "--timeout=60s"]);
    const names = (lines: string[]): string[] => lines.map((line) => line.split(" ")[0] ?? "");
    assert.deepEqual(names(await containers(name)), names(before[0] as string[]));
    await deleted(name, index);
  });

  test("starts the pods again after a reboot", async () => {
    const name = own.name("boot");
    await own.done("up", name, "--nodes", "2");
    const index = own.spec(name)?.index;
    await startWeb(name, 3);
    const pods = (await containers(name)).map((line) => line.split(" ")[0]);
    forgetAsAReboot(own, name);
    assert.match(await own.done("ls"), new RegExp(`${name} +stopped`));
    await own.done("up", name);
    await own.kubectl(name, ["wait", "pod", "--all", "--for=condition=Ready", "--timeout=90s"]);
    assert.deepEqual(
      (await containers(name)).map((line) => line.split(" ")[0]),
      pods,
    );
    await own.kubectl(name, ["rollout", "status", "deployment/web", "--timeout=60s"]);
    const address = await own.kubectl(name, [
      "get",
      "pods",
      "-o",
      "jsonpath={.items[*].status.podIP}",
    ]);
    for (const one of address.split(" ")) {
      const fetched = spawnSync(
        "nsenter",
        [
          `--net=/run/netns/${name}-1`,
          "--",
          process.execPath,
          "-e",
          `fetch("http://${one}/", { signal: AbortSignal.timeout(5000) }).then((r) => process.exit(r.ok ? 0 : 1))`,
        ],
        { encoding: "utf8" },
      );
      assert.equal(fetched.status, 0, `${one}: ${fetched.stderr}`);
    }
    await deleted(name, index);
  });

  test("says in one line why an API port that is taken stands in the way, and leaves it stopped", async () => {
    const name = own.name("port");
    const first = await takePort(6443).catch(() => undefined);
    await own.done("up", name);
    const { index, apiPort = 0 } = own.spec(name) ?? {};
    assert.notEqual(apiPort, 6443);
    await first?.release();
    await own.done("down", name);
    const taken = await takePort(apiPort);
    const result = await own.cox("up", name);
    assert.equal(result.exitCode, 1);
    assert.match(
      lastLine(result),
      new RegExp(`^cox: Port ${apiPort} of 127.0.0.1 is taken .*ss -ltnp`),
    );
    assert.match((await own.cox("doctor")).stdout, new RegExp(`FAIL +ports +Port ${apiPort}`));
    assert.match(await own.done("ls"), new RegExp(`${name} +stopped`));
    assert.deepEqual(processesWith(`${directoryOf(name)}/`), []);
    await taken.release();
    await own.done("up", name);
    await deleted(name, index);
  });

  test("says in one line why the server does not start, and leaves the cluster stopped", async () => {
    const name = own.name("store");
    await own.done("up", name);
    const index = own.spec(name)?.index;
    await own.done("down", name);
    const store = join(directoryOf(name), "store");
    for (const file of readdirSync(store))
      writeFileSync(join(store, file), "no store ".repeat(2000));
    const result = await own.cox("up", name);
    assert.equal(result.exitCode, 1);
    assert.match(lastLine(result), /^cox: The server did not start: .*; see \S+server\.log$/);
    assert.doesNotMatch(result.stderr, /^ +at /m);
    assert.match(await own.done("ls"), new RegExp(`${name} +stopped`));
    assert.deepEqual(processesWith(`${directoryOf(name)}/`), []);
    await deleted(name, index);
  });

  test("a first start that fails leaves only its logs, and says where", async () => {
    const name = own.name("never");
    const result = await own.cox("up", name, "--wait", "300ms");
    assert.equal(result.exitCode, 1);
    assert.match(lastLine(result), /did not start within 300ms; its logs are in \S+$/);
    assert.deepEqual(own.traces(name), []);
    const kept = lastLine(result).split(" ").at(-1) ?? "";
    await own.done("up", name);
    assert.equal(existsSync(kept), false);
    await deleted(name, own.spec(name)?.index);
  });

  test("refuses a network namespace of somebody else's, and leaves it", async () => {
    const name = own.name("foreign");
    spawnSync("ip", ["netns", "add", `${name}-1`]);
    try {
      const result = await own.cox("up", name);
      assert.equal(result.exitCode, 1);
      assert.match(lastLine(result), /Network namespace \S+-1 is there and not of this cluster/);
      assert.ok(existsSync(`/run/netns/${name}-1`));
    } finally {
      spawnSync("ip", ["netns", "delete", `${name}-1`]);
    }
    assert.deepEqual(own.traces(name), []);
  });
});

describe("cox delete", own.needed, () => {
  const ruins: [string, (name: string) => void][] = [
    [
      "its file is gone and only the ledger is left",
      (name) => rmSync(join(directoryOf(name), "cluster.json")),
    ],
    ["its file is damaged", (name) => writeFileSync(join(directoryOf(name), "cluster.json"), "{")],
    ["its daemons were killed", (name) => kill(...daemonPids(name))],
    [
      "containerd was killed with its shims left",
      (name) => {
        kill(...daemonPids(name));
        const directory = `${directoryOf(name)}/`;
        kill(
          ...processesWith(directory)
            .filter(({ line }) => /^\S*containerd /.test(line))
            .map(({ pid }) => pid),
        );
      },
    ],
    ["everything of it was killed", killAll],
    ["the machine was started again", (name) => forgetAsAReboot(own, name)],
  ];
  for (const [what, ruin] of ruins)
    test(`leaves nothing when ${what}`, async () => {
      const name = own.name(`ruin${ruins.findIndex(([one]) => one === what)}`);
      await own.done("up", name);
      const index = own.spec(name)?.index;
      await startWeb(name, 1);
      ruin(name);
      await deleted(name, index);
    });

  test("leaves nothing when a process is at home in a volume of a pod", async () => {
    const name = own.name("busy");
    await own.done("up", name);
    const index = own.spec(name)?.index;
    await startWeb(name, 1);
    const mount = readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .find((path) => path.startsWith(`${directoryOf(name)}/nodes`));
    assert.ok(mount);
    const guest = spawn("sleep", ["60"], { cwd: mount, stdio: "ignore" });
    try {
      await deleted(name, index);
      assert.equal(guest.exitCode, null);
    } finally {
      guest.kill("SIGKILL");
    }
  });

  test("cox up makes a half-deleted cluster anew", async () => {
    const name = own.name("half");
    await own.done("up", name);
    const index = own.spec(name)?.index;
    await own.kubectl(name, ["create", "configmap", "old"]);
    rmSync(join(directoryOf(name), "cluster.json"));
    assert.match((await own.cox("doctor")).stdout, /is half-deleted; finish with: cox delete/);
    await own.done("up", name);
    await assert.rejects(own.kubectl(name, ["get", "configmap", "old"]), /not found/);
    await deleted(name, index);
    assert.deepEqual(own.traces(name, own.spec(name)?.index), []);
  });
});
