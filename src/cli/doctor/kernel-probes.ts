// Whether the kernel can do what nodes need, found out by doing it: in a network namespace and a
// mount namespace that end with the probe, so that nothing is left. See unshare(1).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type CheckResult, failed, ok } from "./check-result.ts";
import type { Machine } from "./machine.ts";

interface Probe {
  name: string;
  argv: readonly string[];
  input?: string;
  what: string;
  remedy: string;
}

const inNetwork = ["unshare", "--net", "--"];
const inMounts = ["unshare", "--mount", "--"];

const rules = `table ip probe {
  map services { type ipv4_addr . inet_proto . inet_service : verdict; }
  chain one {
    meta mark set 0x1
    meta l4proto tcp dnat to 192.0.2.1:80
  }
  chain entry {
    type nat hook prerouting priority dstnat;
    ip daddr . meta l4proto . th dport vmap @services
    numgen random mod 2 vmap { 0 : goto one, 1 : goto one }
  }
  chain exit {
    type nat hook postrouting priority srcnat;
    ct state new masquerade
  }
  chain refuse {
    type filter hook forward priority filter;
    tcp dport 9 reject with tcp reset
  }
}
`;

const probes: readonly Probe[] = [
  {
    name: "network-namespace",
    argv: [...inNetwork, "true"],
    what: "Network namespaces cannot be made",
    remedy:
      "run cox as root of the machine (in a container: privileged), with a kernel that has CONFIG_NET_NS",
  },
  {
    name: "veth",
    argv: [...inNetwork, "ip", "link", "add", "probe0", "type", "veth", "peer", "name", "probe1"],
    what: "Links between namespaces cannot be made",
    remedy: "load the kernel module: modprobe veth",
  },
  {
    name: "bridge",
    argv: [...inNetwork, "ip", "link", "add", "probe0", "type", "bridge"],
    what: "Bridges cannot be made",
    remedy: "load the kernel module: modprobe bridge",
  },
  {
    name: "nf_tables",
    argv: [...inNetwork, "nft", "-f", "-"],
    input: rules,
    what: "The rules for Services are not understood",
    remedy:
      "load the kernel modules: modprobe -a nf_tables nft_chain_nat nft_nat nft_masq nft_ct nft_numgen nft_reject_ipv4",
  },
];

/** One result a probe, the first that fails explaining those after it. Asks for root. */
export async function probeKernel(machine: Machine, directory?: string): Promise<CheckResult[]> {
  const results = await Promise.all(
    probes.map(async ({ name, argv, input, what, remedy }) => {
      const { exitCode, stderr } = await machine.run(argv, input);
      return exitCode === 0
        ? ok(name, "works")
        : failed(name, `${what} (${firstLine(stderr)}); ${remedy}`);
    }),
  );
  return directory === undefined ? results : [...results, await probeOverlay(machine, directory)];
}

/** Layers of images are joined by overlayfs, which not every file system carries. */
function probeOverlay(machine: Machine, parent: string): Promise<CheckResult> {
  return machine.withDirectory(parent, async (directory) => {
    const [lower, upper, work, merged] = ["lower", "upper", "work", "merged"].map((name) =>
      join(directory, name),
    ) as [string, string, string, string];
    for (const path of [lower, upper, work, merged]) mkdirSync(path, { recursive: true });
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    const { exitCode, stderr } = await machine.run([
      ...inMounts,
      ...["mount", "-t", "overlay", "probe", "-o", layers, merged],
    ]);
    return exitCode === 0
      ? ok("overlayfs", `works in ${parent}`)
      : failed(
          "overlayfs",
          `Image layers cannot be joined in ${parent} (${firstLine(stderr)}); load the kernel module: modprobe overlay, or set COX_HOME to a directory on ext4 or xfs`,
        );
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] || "no reason given";
}
