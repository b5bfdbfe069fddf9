import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "#base";
import { silentLogger } from "#component-base";
import { chooseNetworkIndex, cleanUp, ensureNodeSandboxes, Ledger, runCommand } from "#sandbox";
import { KernelNetworkTable } from "./network-table.ts";

const skip = process.getuid?.() === 0 ? false : "needs root to make network namespaces";
const clusterCIDR = "10.244.0.0/16";

async function setUp(t: TestContext): Promise<{ enter: string[]; near: string; far: string }> {
  const directory = mkdtempSync(join(tmpdir(), "network-table-"));
  const ledger = new Ledger(join(directory, "ledger"));
  t.after(async () => {
    assert.deepEqual(await cleanUp(ledger, { clock: systemClock, log: silentLogger }), []);
    rmSync(directory, { recursive: true });
  });
  const taken = Array.from({ length: 20 }, (_, index) => index);
  const index = chooseNetworkIndex(taken);
  const cluster = `nn-t${process.pid}`;
  const ranges = { serviceCIDR: "10.96.0.0/16", podCIDR: clusterCIDR };
  const network = { cluster, index, egress: "none" as const, ...ranges };
  const [node] = await ensureNodeSandboxes(network, 1, ledger);
  assert.ok(node);
  return { enter: node.enter, near: `172.31.${index}.3`, far: `172.31.${index}.4` };
}

test("KernelNetworkTable.apply() adds, moves and removes routes", { skip }, async (t) => {
  const { enter, near, far } = await setUp(t);
  const show = async (): Promise<string[]> => {
    const text = await runCommand([...enter, "ip", "route", "show", "proto", "140"]);
    return text.split("\n").flatMap((line) => line.trim().split(" dev ")[0] || []);
  };
  const table = new KernelNetworkTable(enter);
  const first = new Map([
    ["10.244.1.0/24", near],
    ["10.244.2.0/24", far],
  ]);
  await table.apply({ clusterCIDR, routes: first });
  assert.deepEqual(await show(), [`10.244.1.0/24 via ${near}`, `10.244.2.0/24 via ${far}`]);
  await table.apply({ clusterCIDR, routes: new Map([["10.244.1.0/24", far]]) });
  assert.deepEqual(await show(), [`10.244.1.0/24 via ${far}`]);
  // Another process finds what the first one left.
  await new KernelNetworkTable(enter).apply({ clusterCIDR, routes: new Map() });
  assert.deepEqual(await show(), []);
  const all = await runCommand([...enter, "ip", "route"]);
  assert.match(all, /unreachable 10\.244\.0\.0\/16/);
});

test("KernelNetworkTable.apply() does the rest when one route is refused", { skip }, async (t) => {
  const { enter, near } = await setUp(t);
  const table = new KernelNetworkTable(enter);
  const routes = new Map([
    ["10.244.1.0/24", "192.0.2.1"],
    ["10.244.2.0/24", near],
  ]);
  await assert.rejects(table.apply({ clusterCIDR, routes }), /invalid gateway/i);
  assert.match(await runCommand([...enter, "ip", "route"]), /10\.244\.2\.0\/24 via/);
  routes.delete("10.244.1.0/24");
  await table.apply({ clusterCIDR, routes });
});

test("KernelNetworkTable.apply() masquerades what leaves the cluster", { skip }, async (t) => {
  const { enter, near } = await setUp(t);
  const table = new KernelNetworkTable(enter);
  const rules = (): Promise<string> => runCommand([...enter, "nft", "list", "ruleset"]);
  const masquerade = { podCIDR: "10.244.0.0/24", nodeAddresses: [near] };
  await table.apply({ clusterCIDR, routes: new Map(), masquerade });
  const escaped = near.replaceAll(".", "\\.");
  assert.match(await rules(), new RegExp(`10\\.244\\.0\\.0/24 .*${escaped}.* masquerade`));
  await table.apply({ clusterCIDR, routes: new Map() });
  assert.doesNotMatch(await rules(), /masquerade/);
});
