// Node sandboxes: every node of a cluster is a network namespace, all of them joined by one bridge.
// With egress "none" the bridge has no address and the nodes no default route: nothing gets in or
// out. See ip-netns(8), veth(4).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { enterCommand, namespacePath } from "./enter.ts";
import type { Ledger, Trace } from "./ledger.ts";
import { listMounts } from "./mounts.ts";
import { runCommand } from "./run-command.ts";

export type Egress = "nat" | "none";

export interface ClusterNetwork {
  /** The cluster's name. */
  cluster: string;
  /** The third number of the node network: 172.31.INDEX.0/24. */
  index: number;
  egress: Egress;
  serviceCIDR: string;
  podCIDR: string;
}

export interface NodeSandbox {
  /** The node's name, which is the namespace's too. */
  node: string;
  namespacePath: string;
  address: string;
  /** Only with egress "nat". */
  gateway?: string;
  /** Arguments to put before a command that runs in the node. */
  enter: string[];
}

const maximalNodes = 250;
/**
 * Kernel settings that were changed for clusters, each file holding the value before; gone at a
 * reboot.
 */
export const changedSettingsDirectory = "/run/coxswain";
export const forwardingSetting = "net/ipv4/ip_forward";

/** The part of the network's address range that a node has. `nodeIndex` counts from 1. */
export function nodeAddress(network: ClusterNetwork, nodeIndex: number): string {
  return `172.31.${network.index}.${nodeIndex + 1}`;
}

export function bridgeName(network: ClusterNetwork): string {
  return `cox${network.index}`;
}

/**
 * Makes the sandboxes of nodes CLUSTER-1 to CLUSTER-count; what is there already stays as it is.
 */
export async function ensureNodeSandboxes(
  network: ClusterNetwork,
  count: number,
  ledger: Ledger,
): Promise<NodeSandbox[]> {
  if (count < 1 || count > maximalNodes || network.index < 0 || network.index > 255)
    throw new RangeError(`Nodes must be 1 to ${maximalNodes} and the network's index 0 to 255`);
  const indexes = Array.from({ length: count }, (_, position) => position + 1);
  const bridge = bridgeName(network);
  const traces: Trace[] = [
    { kind: "link", name: bridge },
    ...indexes.map((index) => ({ kind: "link", name: `${bridge}-${index}` }) as const),
    ...indexes.map((index) => ({ kind: "namespace", name: nodeName(network, index) }) as const),
  ];
  refuseForeign(traces.filter((trace) => !ledger.has(trace)));
  ledger.add(...traces);
  await runCommand(["ip", "-batch", "-"], { input: hostBatch(network, indexes) });
  await Promise.all([
    ...indexes.map((index) => configureInside(network, index)),
    ...(network.egress === "nat" ? [openEgress(network, ledger)] : []),
  ]);
  return indexes.map((index) => nodeSandbox(network, index));
}

// What is there and not in the ledger is somebody else's: another cluster's of another COX_HOME.
function refuseForeign(traces: readonly Trace[]): void {
  const mounted = new Set(listMounts().map((mount) => mount.path));
  for (const trace of traces) {
    if (trace.kind === "link" && linkExists(trace.name))
      throw new ForeignTrace(
        `Network interface ${trace.name} is there and not of this cluster; remove it: ip link delete ${trace.name}`,
      );
    if (trace.kind === "namespace" && mounted.has(namespacePath(trace.name)))
      throw new ForeignTrace(
        `Network namespace ${trace.name} is there and not of this cluster; choose another name for the cluster, or remove it: ip netns delete ${trace.name}`,
      );
  }
}

/** What is to be made is there already, and somebody else's. */
export class ForeignTrace extends Error {
  override name = "ForeignTrace";
}

/** What a node's sandbox is, whether it was made or not. */
export function nodeSandbox(network: ClusterNetwork, nodeIndex: number): NodeSandbox {
  const node = nodeName(network, nodeIndex);
  return {
    node,
    namespacePath: namespacePath(node),
    address: nodeAddress(network, nodeIndex),
    ...(network.egress === "nat" ? { gateway: gatewayAddress(network) } : {}),
    enter: enterCommand(namespacePath(node)),
  };
}

/** The first index whose addresses no route of the host covers and whose bridge is free. */
export function chooseNetworkIndex(taken: readonly number[] = []): number {
  const routes = readFileSync("/proc/net/route", "utf8").split("\n").slice(1);
  const covered = (index: number): boolean =>
    routes.some((line) => {
      const fields = line.split("\t");
      const destination = littleEndian(fields[1] ?? "0");
      const mask = littleEndian(fields[7] ?? "0");
      const address = ((172 << 24) | (31 << 16) | (index << 8)) >>> 0;
      const shared = (mask & 0xffffff00) >>> 0;
      return mask !== 0 && (address & shared) >>> 0 === (destination & shared) >>> 0;
    });
  for (let index = 1; index <= 255; index++)
    if (!taken.includes(index) && !covered(index) && !existsSync(`/sys/class/net/cox${index}`))
      return index;
  throw new Error("Every network of 172.31.0.0/16 is in use on this machine");
}

function nodeName(network: ClusterNetwork, index: number): string {
  return `${network.cluster}-${index}`;
}

function gatewayAddress(network: ClusterNetwork): string {
  return `172.31.${network.index}.1`;
}

// One process for all of the host's side.
function hostBatch(network: ClusterNetwork, indexes: readonly number[]): string {
  const bridge = bridgeName(network);
  const lines: string[] = [];
  if (!linkExists(bridge)) lines.push(`link add ${bridge} type bridge`);
  lines.push(`link set ${bridge} addrgenmode none up`);
  if (network.egress === "nat")
    lines.push(`addr replace ${gatewayAddress(network)}/24 dev ${bridge}`);
  const mounted = new Set(listMounts().map((mount) => mount.path));
  for (const index of indexes) {
    const name = nodeName(network, index);
    const veth = `${bridge}-${index}`;
    const path = namespacePath(name);
    const isNew = !mounted.has(path);
    // A file without a mount is what an interrupted creation leaves.
    if (isNew) rmSync(path, { force: true });
    if (isNew) lines.push(`netns add ${name}`);
    if (isNew || !linkExists(veth)) {
      if (linkExists(veth)) lines.push(`link del ${veth}`);
      lines.push(`link add ${veth} type veth peer name eth0 netns ${name}`);
    }
    lines.push(`link set ${veth} addrgenmode none master ${bridge} up`);
  }
  return `${lines.join("\n")}\n`;
}

async function configureInside(network: ClusterNetwork, index: number): Promise<void> {
  const name = nodeName(network, index);
  const lines = [
    "link set lo up",
    `addr replace ${nodeAddress(network, index)}/24 dev eth0`,
    "link set eth0 up",
    // Local packets are routed before the output hook translates them: without a route they are
    // refused.
    `route replace ${network.serviceCIDR} dev lo`,
    // Pods of nodes whose route is not known must not leave through the default route.
    `route replace unreachable ${network.podCIDR} metric 4096`,
  ];
  if (network.egress === "nat") lines.push(`route replace default via ${gatewayAddress(network)}`);
  const files = ["/proc/sys/net/ipv4/ip_forward"];
  await Promise.all([
    runCommand(["ip", "-n", name, "-batch", "-"], { input: `${lines.join("\n")}\n` }),
    // Only a process inside sees the namespace's settings.
    runCommand([...enterCommand(namespacePath(name)), "tee", ...files], { input: "1" }),
    relaxReversePathFilter(name),
  ]);
}

// A strict filter drops what comes from a pod over another way than the answer goes. New namespaces
// inherit it.
async function relaxReversePathFilter(name: string): Promise<void> {
  const files = ["all", "default"].map((scope) => `/proc/sys/net/ipv4/conf/${scope}/rp_filter`);
  if (files.every((file) => readFileSync(file, "utf8").trim() !== "1")) return;
  await runCommand([...enterCommand(namespacePath(name)), "tee", ...files], { input: "2" });
}

async function openEgress(network: ClusterNetwork, ledger: Ledger): Promise<void> {
  const table = egressTable(network);
  ledger.add(
    { kind: "nft-table", family: "ip", name: table },
    { kind: "sysctl", path: forwardingSetting },
  );
  enableForwarding();
  const range = `172.31.${network.index}.0/24`;
  const bridge = bridgeName(network);
  const rules = `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain postrouting {
    type nat hook postrouting priority 100
    ip saddr ${range} ip daddr != ${range} masquerade
  }
  chain forward {
    type filter hook forward priority 0
    iifname "${bridge}" accept
    oifname "${bridge}" ct state established,related accept
    oifname "${bridge}" drop
  }
}
`;
  await runCommand(["nft", "-f", "-"], { input: rules });
}

/** nft's names are made of letters, digits, "_" and "-" here: cluster names are DNS labels. */
export function egressTable(network: ClusterNetwork): string {
  return `cox-${network.cluster}`;
}

// The value before is kept for all clusters together; the last one with egress puts it back.
function enableForwarding(): void {
  const file = `/proc/sys/${forwardingSetting}`;
  const before = readFileSync(file, "utf8").trim();
  if (before === "1") return;
  mkdirSync(changedSettingsDirectory, { recursive: true });
  writeFileSync(`${changedSettingsDirectory}/${forwardingSetting.replaceAll("/", ".")}`, before);
  writeFileSync(file, "1");
}

function linkExists(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

function littleEndian(hexadecimal: string): number {
  const value = Number.parseInt(hexadecimal, 16) || 0;
  return (
    (((value & 0xff) << 24) |
      ((value & 0xff00) << 8) |
      ((value >>> 8) & 0xff00) |
      (value >>> 24)) >>>
    0
  );
}
