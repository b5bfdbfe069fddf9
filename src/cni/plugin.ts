// A pod network: how the list of CNI plugins looks that the container runtime runs for every pod.
// https://www.cni.dev/docs/spec/#section-1-network-configuration-format

export interface PodNetworkOptions {
  /** The network's name, unique on the machine: results of all runtimes are kept in one place. */
  name: string;
  /** The node's own range: "10.244.1.0/24". */
  podCIDR: string;
  /** Where addresses given away are remembered. */
  dataDirectory: string;
  mtu?: number;
  /** Serves the hostPorts of containers; needs iptables on the machine. */
  portMappings: boolean;
}

export interface CniPluginConfiguration {
  type: string;
  [key: string]: unknown;
}

export interface NetworkConfigurationList {
  cniVersion: string;
  name: string;
  plugins: CniPluginConfiguration[];
}

export interface PodNetwork {
  name: string;
  configuration(options: PodNetworkOptions): NetworkConfigurationList;
}
