export { writeNetworkConfiguration } from "./network-configuration.ts";
export type { NetworkConfigurationList, PodNetwork, PodNetworkOptions } from "./plugin.ts";
export { podNetworks } from "./plugins/registry.ts";
