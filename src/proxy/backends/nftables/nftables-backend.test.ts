// Against the real nft, in a network namespace of the test's own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { seededRandom } from "#base";
import type { ProxyEndpoint } from "../../topology.ts";
import type { ServiceUpdate } from "../backend.ts";
import { NftablesBackend } from "./nftables-backend.ts";
import { renderService } from "./rules.ts";
import { type RunCommand, runCommand } from "./run.ts";

const namespace = `cox-nft-${process.pid}`;
const canRun = process.getuid?.() === 0;
const skip = canRun ? false : "needs root for a network namespace";
const commands: string[][] = [];
const run: RunCommand = (program, argv, input) => {
  commands.push([program, ...argv]);
  return program === "conntrack"
    ? Promise.resolve({ code: 0, stderr: "" })
    : runCommand("nsenter", [`--net=/run/netns/${namespace}`, program, ...argv], input);
};
const options = { clusterCidr: "10.244.0.0/16", serviceCidr: "10.96.0.0/16", run };
const list = (): string =>
  execFileSync("nsenter", [
    `--net=/run/netns/${namespace}`,
    "nft",
    "list",
    "table",
    "ip",
    "kube-proxy",
  ]).toString();

before(() => {
  if (canRun) execFileSync("ip", ["netns", "add", namespace]);
});
after(() => {
  if (canRun) execFileSync("ip", ["netns", "del", namespace]);
});

const endpoint = (address: string, change: Partial<ProxyEndpoint> = {}): ProxyEndpoint => ({
  address,
  port: 8080,
  isLocal: false,
  isReady: true,
  isServing: true,
  isTerminating: false,
  ...change,
});

function update(index: number, endpoints: ProxyEndpoint[], change: object = {}): ServiceUpdate {
  const port = {
    service: `default/web-${index}`,
    portName: "http",
    protocol: "tcp" as const,
    clusterAddress: `10.96.1.${index}`,
    port: 80,
    nodePort: 30_000 + index,
    affinitySeconds: 0,
    internalLocal: false,
    externalLocal: false,
    ...change,
  };
  return { service: port.service, ports: [{ port, endpoints }] };
}

test("replaceAll() programs addresses, node ports and refusals", { skip }, async () => {
  const backend = new NftablesBackend(options);
  await backend.replaceAll([
    update(1, [endpoint("10.244.0.4"), endpoint("10.244.1.5")]),
    update(2, []),
    update(3, [endpoint("10.244.1.6")], { internalLocal: true, externalLocal: true }),
    update(4, [endpoint("10.244.1.7", { isReady: false })], { affinitySeconds: 60 }),
    update(5, [endpoint("10.244.1.8")], { affinitySeconds: 60 }),
  ]);
  const text = list();
  assert.match(text, /10\.96\.1\.1 \. tcp \. 80 : goto pick-service-2/);
  assert.match(text, /tcp \. 30001 : goto pick-nodeport-2-masquerade/);
  assert.match(text, /10\.96\.1\.1 \. tcp \. 80 \. 0x00000001 : 10\.244\.1\.5 \. 8080/);
  assert.match(text, /10\.244\.0\.4 \. 10\.244\.0\.4/);
  assert.match(text, /10\.96\.1\.2 \. tcp \. 80 : goto reject-chain/);
  assert.match(text, /10\.96\.1\.3 \. tcp \. 80 : drop/);
  assert.match(text, /10\.96\.1\.4 \. tcp \. 80 : goto reject-chain/);
  assert.match(text, /update @affinity-/);
  await backend.cleanUp();
  assert.throws(list);
});

test("apply() ends where replaceAll() would, whatever the order of changes", { skip }, async () => {
  const random = seededRandom(7);
  const changing = new NftablesBackend(options);
  const state = new Map<number, ServiceUpdate>();
  await changing.replaceAll([]);
  for (let step = 0; step < 40; step++) {
    const index = random.integer(6);
    const endpoints = Array.from({ length: random.integer(4) }, (_, n) =>
      endpoint(`10.244.0.${n + random.integer(5)}`),
    );
    const unique = [...new Map(endpoints.map((one) => [one.address, one])).values()];
    const next =
      random.float() < 0.2
        ? { service: `default/web-${index}`, ports: [] }
        : update(index, unique, { affinitySeconds: random.integer(2) * 60 });
    state.set(index, next);
    await changing.apply([next]);
  }
  // Chains for numbers of endpoints that nobody has any more stay: they are no part of the state.
  const withoutPicks = (text: string): string => text.replaceAll(/\tchain pick-[^}]*\}\n\n?/g, "");
  const sorted = (text: string): string[] =>
    withoutPicks(text)
      .split(/[\n,]/)
      .map((line) => line.trim())
      .sort();
  const incremental = sorted(list());
  await new NftablesBackend(options).replaceAll([...state.values()]);
  assert.deepEqual(incremental, sorted(list()));
});

test(
  "apply() of one endpoint among many Services touches only its elements",
  { skip },
  async () => {
    const inputs: string[] = [];
    const backend = new NftablesBackend({
      ...options,
      run: (program, argv, input) => {
        inputs.push(input);
        return run(program, argv, input);
      },
    });
    await backend.replaceAll(
      Array.from({ length: 100 }, (_, index) =>
        update(index, [endpoint("10.244.0.4"), ...(index === 0 ? [endpoint("10.244.0.5")] : [])]),
      ),
    );
    await backend.apply([update(7, [endpoint("10.244.0.4"), endpoint("10.244.0.9")])]);
    assert.ok((inputs[1] as string).split("\n").length < 15, inputs[1]);
  },
);

test("apply() deletes UDP connections to endpoints that are gone", { skip }, async () => {
  const backend = new NftablesBackend(options);
  const udp = { protocol: "udp", nodePort: 0 };
  await backend.replaceAll([update(1, [endpoint("10.244.0.4")], udp)]);
  commands.length = 0;
  await backend.apply([update(1, [endpoint("10.244.0.5")], udp)]);
  assert.deepEqual(
    commands.filter(([program]) => program === "conntrack"),
    [
      [
        "conntrack",
        "-D",
        "-p",
        "udp",
        "--orig-dst",
        "10.96.1.1",
        "--orig-port-dst",
        "80",
        "--reply-src",
        "10.244.0.4",
      ],
    ],
  );
});

test("apply() lets two Services change places in one transaction", { skip }, async () => {
  const inputs: string[] = [];
  const backend = new NftablesBackend({
    ...options,
    run: (program, argv, input) => {
      inputs.push(input);
      return run(program, argv, input);
    },
  });
  const first = { clusterAddress: "10.96.1.1", nodePort: 30_001 };
  const second = { clusterAddress: "10.96.1.2", nodePort: 30_002 };
  await backend.replaceAll([
    update(1, [endpoint("10.244.0.4")], first),
    update(2, [endpoint("10.244.0.5")], second),
  ]);
  await backend.apply([
    update(1, [endpoint("10.244.0.4")], second),
    update(2, [endpoint("10.244.0.5")], first),
  ]);
  assert.equal(inputs.length, 2);
  assert.match(list(), /10\.96\.1\.2 \. tcp \. 80 \. 0x00000000 : 10\.244\.0\.4 \. 8080/);
  assert.match(list(), /tcp \. 30001 \. 0x00000000 : 10\.244\.0\.5 \. 8080/);
});

test("apply() changes the time of a session affinity", { skip }, async () => {
  const backend = new NftablesBackend(options);
  await backend.replaceAll([update(1, [endpoint("10.244.0.4")], { affinitySeconds: 60 })]);
  await backend.apply([update(1, [endpoint("10.244.0.4")], { affinitySeconds: 90 })]);
  assert.match(list(), /timeout 1m30s/);
  assert.doesNotMatch(list(), /timeout 1m$/m);
});

const udp = { protocol: "udp", nodePort: 0 };
const forgotten = (): string[] =>
  commands
    .filter(([program]) => program === "conntrack")
    .map((argv) => `${argv[5]} to ${argv.at(-1)}`);

test("apply() forgets UDP connections of a Service made again elsewhere", { skip }, async () => {
  const backend = new NftablesBackend(options);
  await backend.replaceAll([update(1, [endpoint("10.244.0.4")], udp)]);
  commands.length = 0;
  const moved = { ...udp, clusterAddress: "10.96.1.9" };
  await backend.apply([update(1, [endpoint("10.244.0.4")], moved)]);
  assert.deepEqual(forgotten(), ["10.96.1.1 to 10.244.0.4"]);
});

test("replaceAll() forgets UDP connections of Services that are gone", { skip }, async () => {
  const backend = new NftablesBackend(options);
  await backend.replaceAll([update(1, [endpoint("10.244.0.4")], udp)]);
  commands.length = 0;
  await backend.replaceAll([]);
  assert.deepEqual(forgotten(), ["10.96.1.1 to 10.244.0.4"]);
});

test("names of ports and Services never leave the name of a chain", () => {
  const hostile = update(1, [endpoint("10.244.0.4")], {
    service: 'default/web"; }\nflush ruleset\n',
    portName: "http } ; drop",
    affinitySeconds: 60,
  });
  const { chains, elements, sets } = renderService(hostile.ports);
  for (const name of [...chains.keys(), ...sets.keys()]) assert.match(name, /^[\w/-]+$/);
  for (const verdict of elements.values()) assert.match(verdict, /^goto [\w/-]+$/);
});
