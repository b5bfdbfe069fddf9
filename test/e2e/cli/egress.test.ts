// `--egress`: none leaves no way out; nat lets pods reach what the machine reaches. The machine of the
// second is made by the test: a network namespace, joined to another one that plays the outside.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readlinkSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runProgram } from "../../../src/testing/run-program.ts";
import { ownHome } from "./own-home.ts";

const plain = ownHome();

describe("cox up --egress none", plain.needed, () => {
  test("makes no default route, no address on the bridge and no table on the host", async () => {
    const name = plain.name("none");
    const tables = (): Promise<string> => run("nft", "list", "tables");
    const before = await tables();
    await plain.done("up", name);
    const index = plain.spec(name)?.index;
    const inside = ["nsenter", `--net=/run/netns/${name}-1`, "--"];
    assert.doesNotMatch(await run(...inside, "ip", "route"), /default/);
    assert.equal(await run("ip", "-4", "address", "show", "dev", `cox${index}`), "");
    assert.equal((await tables()).includes(`cox-${name}`), before.includes(`cox-${name}`));
    assert.match(await plain.done("status", name), /egress none/);
    const changed = await plain.cox("up", name, "--egress", "nat");
    assert.equal(changed.exitCode, 2);
    assert.match(changed.stderr, /has --egress none, which cannot change/);
    await plain.done("delete", name);
    assert.deepEqual(plain.traces(name, index), []);
  });
});

async function run(...argv: readonly string[]): Promise<string> {
  return (await runProgram(argv)).stdout;
}

// What a machine shows of its network is mounted anew, so that it is this machine's.
const makeMachine = `set -e
mount --make-rprivate /
mount --rbind /sys/fs/cgroup "$1/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$1/cgroup" /sys/fs/cgroup
mount -t tmpfs tmpfs /run/coxswain
mount --bind "$1/resolv.conf" /etc/resolv.conf
ip link set lo up
echo ready
exec sleep 3600`;
const settings = "/run/coxswain";

describe("cox up --egress nat", plain.needed, () => {
  let machine: ChildProcess | undefined;
  let outside: ChildProcess | undefined;
  let hadSettings = true;
  const enter = (): string[] => ["nsenter", `--target=${machine?.pid}`, "--net", "--mount", "--"];
  const own = ownHome({ egress: "nat", enter });

  before(async () => {
    mkdirSync(join(own.home, "machine/cgroup"), { recursive: true });
    writeFileSync(join(own.home, "machine/resolv.conf"), "nameserver 192.0.2.2\n");
    hadSettings = existsSync(settings);
    mkdirSync(settings, { recursive: true });
    machine = spawn(
      "unshare",
      ["--net", "--mount", "--", "sh", "-c", makeMachine, "sh", join(own.home, "machine")],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(machine.stdout as NodeJS.ReadableStream, "data");
    const program = join(import.meta.dirname, "outside.ts");
    const start = `read go; ip link set lo up; ip address add 192.0.2.2/24 dev out0; ip link set out0 up; exec "$1" "$2"`;
    outside = spawn(
      "unshare",
      ["--net", "--", "sh", "-c", start, "sh", process.execPath, program],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    const ours = readlinkSync("/proc/self/ns/net");
    while (readlinkSync(`/proc/${outside.pid}/ns/net`) === ours) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const links = ["link", "add", "up0", "type", "veth", "peer", "name", "out0"];
    await run(...enter(), "ip", ...links, "netns", String(outside.pid));
    await run(...enter(), "ip", "address", "add", "192.0.2.1/24", "dev", "up0");
    await run(...enter(), "ip", "link", "set", "up0", "up");
    outside.stdin?.write("go\n");
    await once(outside.stdout as NodeJS.ReadableStream, "data");
  });

  after(async () => {
    for (const child of [outside, machine])
      if (child && child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    if (!hadSettings) rmdirSync(settings);
  });

  test("lets pods reach the outside and resolve its names; delete undoes all", async () => {
    const name = own.name("nat");
    const state = async (): Promise<string[]> => [
      await run(...enter(), "nft", "list", "ruleset"),
      await run(...enter(), "cat", "/proc/sys/net/ipv4/ip_forward"),
      await run(...enter(), "ip", "-o", "link", "show", "type", "bridge"),
      await run(...enter(), "ls", settings),
    ];
    const before = await state();
    await own.done("up", name);
    assert.match((await state())[0] ?? "", /table ip cox-\S+ \{[\s\S]*masquerade/);
    assert.equal((await state())[1], "1\n");
    const pod = async (podName: string, ...command: readonly string[]): Promise<string> => {
      await own.kubectl(name, [
        ...[
          "run",
          podName,
          "--image=busybox",
          "--restart=Never",
          "--image-pull-policy=IfNotPresent",
        ],
        ...["--command", "--", ...command],
      ]);
      const done = "--for=jsonpath={.status.phase}=Succeeded";
      await own.kubectl(name, ["wait", `pod/${podName}`, done, "--timeout=40s"]);
      return own.kubectl(name, ["logs", podName]);
    };
    // Debian's busybox crashes in wget -T; nc has a deadline that works.
    const request = "printf 'GET / HTTP/1.0\\r\\nHost: me\\r\\n\\r\\n'";
    const ask = ["sh", "-c", `${request} | nc -w 5 192.0.2.2 80`];
    assert.match(await pod("by-address", ...ask), /me for 192\.0\.2\.1$/);
    assert.match(await pod("by-name", "nslookup", "outside.example"), /Address: 192\.0\.2\.2/);
    assert.match(
      await pod("cluster", "nslookup", "kubernetes.default.svc.cluster.local"),
      /10\.96\.0\.1/,
    );
    await own.done("down", name);
    assert.deepEqual(await state(), before);
    await own.done("up", name);
    assert.match(await pod("again", ...ask), /me for 192\.0\.2\.1$/);
    await own.done("delete", name);
    assert.deepEqual(await state(), before);
    assert.deepEqual(own.traces(name), []);
  });
});
