// What a kubelet is told about its node and cluster.
// https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/

export interface KubeletConfiguration {
  nodeName: string;
  nodeIPs: readonly string[];
  /** As /var/lib/kubelet. */
  rootDirectory: string;
  /** As /var/log/pods; without it below the root directory. */
  podLogsDirectory?: string;
  /** The parent of all pods' cgroups, the kubelet's alone: "/coxswain/dev/dev-1/kubepods". */
  cgroupParent: string;
  clusterDNS: readonly string[];
  clusterDomain: string;
  /** 110 without it. */
  maximumPods?: number;
  /** The node's resolver configuration for pods with dnsPolicy Default; "" for none. */
  resolverConfigPath?: string;
  nodeLabels?: Readonly<Record<string, string>>;
  /** Kept back from pods. */
  reserved?: { milliCPU: number; memoryBytes: number; storageBytes: number };
  kubeletPort?: number;
  kubeletVersion?: string;
  /** 60 without it. */
  relistSeconds?: number;
}

export const defaultMaximumPods = 110;
export const defaultKubeletPort = 10_250;
export const defaultKubeletVersion = "v1.36.0";
