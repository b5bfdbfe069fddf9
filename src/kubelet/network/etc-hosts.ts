// The /etc/hosts that the kubelet manages for a pod.
// https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
import type { Container, HostAlias, Pod } from "#api/core/v1";

export const etcHostsPath = "/etc/hosts";

/** Not where the container mounts something there itself. */
export function shouldMountEtcHosts(container: Container): boolean {
  return !(container.volumeMounts ?? []).some(({ mountPath }) => mountPath === etcHostsPath);
}

export interface EtcHostsInput {
  pod: Pod;
  podIPs: readonly string[];
  hostname: string;
  /** The domain of a pod with a subdomain: "sub.ns.svc.cluster.local". */
  hostDomain: string;
  /** The node's own file, for pods on the host network. */
  hostFile: string;
}

export function etcHosts(input: EtcHostsInput): string {
  const aliases = hostAliasLines(input.pod.spec.hostAliases ?? []);
  if (input.pod.spec.hostNetwork) {
    return `# Kubernetes-managed hosts file (host network).\n${input.hostFile}${aliases}`;
  }
  const lines = [
    "# Kubernetes-managed hosts file.",
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    "fe00::0\tip6-localnet",
    "fe00::0\tip6-mcastprefix",
    "fe00::1\tip6-allnodes",
    "fe00::2\tip6-allrouters",
  ];
  for (const ip of input.podIPs) {
    lines.push(
      input.hostDomain === ""
        ? `${ip}\t${input.hostname}`
        : `${ip}\t${input.hostname}.${input.hostDomain}\t${input.hostname}`,
    );
  }
  return `${lines.join("\n")}\n${aliases}`;
}

function hostAliasLines(aliases: readonly HostAlias[]): string {
  if (aliases.length === 0) return "";
  const lines = aliases.map(({ ip, hostnames }) => `${ip}\t${(hostnames ?? []).join("\t")}`);
  return `\n# Entries added by HostAliases.\n${lines.join("\n")}\n`;
}
