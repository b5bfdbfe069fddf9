import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "#base";
import { silentLogger } from "#component-base";
import { cleanUp } from "./clean-up.ts";
import { holdProcess } from "./hold-process.ts";
import { openHostListener } from "./host-listener.ts";
import { Ledger } from "./ledger.ts";
import {
  type ClusterNetwork,
  chooseNetworkIndex,
  type Egress,
  ensureNodeSandboxes,
} from "./node-sandbox.ts";
import { isAlive, waitForExit } from "./process-identity.ts";
import { runCommand, tryCommand } from "./run-command.ts";
import { spawnDetached } from "./spawn-detached.ts";

const skip = process.getuid?.() === 0 ? false : "needs root to make network namespaces";

interface Place {
  ledger: Ledger;
  directory: string;
  network: ClusterNetwork;
}

let counter = 0;

function setUp(t: TestContext, egress: Egress): Place {
  const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
  const ledger = new Ledger(join(directory, "ledger"));
  const network = {
    cluster: `t${process.pid}-${counter++}`,
    index: chooseNetworkIndex([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    egress,
    serviceCIDR: "10.96.0.0/16",
    podCIDR: "10.244.0.0/16",
  };
  t.after(async () => {
    assert.deepEqual(await cleanUp(ledger, { clock: systemClock, log: silentLogger }), []);
    assert.equal(existsSync(`/run/netns/${network.cluster}-1`), false);
    assert.equal(existsSync(`/sys/class/net/cox${network.index}`), false);
    const tables = await runCommand(["nft", "list", "tables"]);
    assert.equal(tables.includes(`cox-${network.cluster}`), false);
    rmSync(directory, { recursive: true });
  });
  return { ledger, directory, network };
}

test(
  "ensureNodeSandboxes() joins nodes that reach each other and nothing else",
  { skip },
  async (t) => {
    const { ledger, network } = setUp(t, "none");
    const [first, second] = await ensureNodeSandboxes(network, 2, ledger);
    assert.ok(first && second);
    const routes = await runCommand([...first.enter, "ip", "route"]);
    assert.equal(routes.includes("default"), false);
    assert.match(routes, /unreachable 10\.244\.0\.0\/16/);
    assert.match(routes, /10\.96\.0\.0\/16 dev lo/);
    const forwarding = ["cat", "/proc/sys/net/ipv4/ip_forward"];
    assert.equal((await runCommand([...first.enter, ...forwarding])).trim(), "1");
    assert.equal(
      await runCommand(["ip", "addr", "show", "dev", `cox${network.index}`, "to", "0/0"]),
      "",
    );
    const neighbour = await runCommand([...first.enter, "ip", "route", "get", second.address]);
    assert.match(neighbour, /dev eth0/);
    const outside = await tryCommand([...first.enter, "ip", "route", "get", "192.0.2.1"]);
    assert.notEqual(outside.exitCode, 0);
  },
);

test(
  "ensureNodeSandboxes() repairs what is missing and keeps what is there",
  { skip },
  async (t) => {
    const { ledger, network } = setUp(t, "none");
    await ensureNodeSandboxes(network, 1, ledger);
    const inode = (): Promise<string> =>
      runCommand(["stat", "-L", "-c", "%i", `/run/netns/${network.cluster}-1`]);
    const before = await inode();
    await runCommand(["ip", "link", "delete", `cox${network.index}-1`]);
    writeFileSync(`/run/netns/${network.cluster}-2`, ""); // Left by an interrupted creation.
    const [, second] = await ensureNodeSandboxes(network, 2, ledger);
    assert.equal(await inode(), before);
    assert.match(await runCommand([...(second?.enter ?? []), "ip", "-4", "addr"]), /172\.31\./);
  },
);

test(
  "ensureNodeSandboxes() with nat gives a gateway and puts forwarding back",
  { skip },
  async (t) => {
    const before = readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8");
    const { ledger, network } = setUp(t, "nat");
    const [node] = await ensureNodeSandboxes(network, 1, ledger);
    const routes = await runCommand([...(node?.enter ?? []), "ip", "route"]);
    assert.match(routes, new RegExp(`default via ${node?.gateway}`));
    assert.match(
      await runCommand(["nft", "list", "table", "ip", `cox-${network.cluster}`]),
      /masquerade/,
    );
    assert.equal(readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8").trim(), "1");
    await cleanUp(ledger, { clock: systemClock, log: silentLogger });
    assert.equal(readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8"), before);
  },
);

test("spawnDetached() runs in the namespace with a listener of the host's", { skip }, async (t) => {
  const { ledger, network, directory } = setUp(t, "none");
  const [node] = await ensureNodeSandboxes(network, 1, ledger);
  assert.ok(node);
  const listener = await openHostListener("127.0.0.1", 0);
  const script = `
    const { readlinkSync } = require("node:fs");
    require("node:net").createServer((socket) => socket.end(readlinkSync("/proc/self/ns/net")))
      .listen({ fd: 3 });`;
  const daemon = await spawnDetached([process.execPath, "-e", script], {
    namespace: node.namespacePath,
    logFile: join(directory, "daemon.log"),
    fileDescriptors: [listener.fileDescriptor],
  });
  ledger.add({ kind: "process", label: "daemon", identity: daemon.identity });
  listener.close();
  const socket = connect(listener.port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  await once(socket, "end");
  const inside = await runCommand([...node.enter, "readlink", "/proc/self/ns/net"]);
  assert.equal(answer, inside.trim());
  assert.equal(isAlive(daemon.identity), true);
  await cleanUp(ledger, { clock: systemClock, log: silentLogger });
  assert.equal(isAlive(daemon.identity), false);
});

test(
  "cleanUp() removes cgroups, mounts and directories, and may run again",
  { skip },
  async (t) => {
    const { ledger, directory } = setUp(t, "none");
    const tree = join(directory, "node");
    mkdirSync(join(tree, "mounted"), { recursive: true });
    const name = `cox-t${process.pid}`;
    const hierarchies = ["pids", "memory", "unified"].map((each) => `/sys/fs/cgroup/${each}`);
    const present = hierarchies.filter((each) => existsSync(join(each, "cgroup.procs")));
    ledger.add(
      { kind: "mounts", directory: tree },
      { kind: "directory", path: tree },
      { kind: "cgroup", path: `/${name}` },
      { kind: "namespace", name: "t-never-made" },
      { kind: "link", name: "t-never-made" },
      { kind: "cni-network", name: "t-never-made" },
      { kind: "containerd", directory: join(directory, "none") },
      { kind: "nft-table", family: "ip", name: "t-never-made" },
    );
    await runCommand(["mount", "-t", "tmpfs", "tmpfs", join(tree, "mounted")]);
    for (const each of present) mkdirSync(join(each, name, "inner"), { recursive: true });
    const again = new Ledger(ledger.file);
    assert.equal(again.traces.length, 8);
    assert.deepEqual(await cleanUp(again, { clock: systemClock, log: silentLogger }), []);
    assert.equal(existsSync(tree), false);
    for (const each of present) assert.equal(existsSync(join(each, name)), false);
    assert.deepEqual(await cleanUp(ledger, { clock: systemClock, log: silentLogger }), []);
  },
);

test(
  "cleanUp() keeps the kinds it is told to keep, and the ledger with them",
  { skip },
  async (t) => {
    const { ledger, directory } = setUp(t, "none");
    const path = join(directory, "kept");
    mkdirSync(path);
    ledger.add({ kind: "directory", path });
    await cleanUp(ledger, {
      clock: systemClock,
      log: silentLogger,
      keep: ({ kind }) => kind === "directory",
    });
    assert.equal(existsSync(path), true);
    assert.equal(new Ledger(ledger.file).traces.length, 1);
  },
);

test("isAlive() is false when the pid belongs to another process", { skip }, async (t) => {
  const { ledger, directory } = setUp(t, "none");
  const { identity } = await spawnDetached(["sleep", "60"], { logFile: join(directory, "log") });
  ledger.add({ kind: "process", label: "sleep", identity });
  assert.equal(isAlive(identity), true);
  assert.equal(isAlive({ ...identity, startTime: identity.startTime - 1 }), false);
  assert.equal(isAlive({ ...identity, bootId: "another" }), false);
  process.kill(identity.pid, "SIGKILL");
  const options = { clock: systemClock, timeoutMilliseconds: 5000 };
  assert.equal(await holdProcess(() => waitForExit(identity, options)), true);
});
