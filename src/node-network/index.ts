export { prepareHostNetwork } from "./host-network.ts";
export type { NetworkState, NetworkTable } from "./network-table.ts";
export { NodeNetwork, type NodeNetworkOptions } from "./node-network.ts";
