export { NodeDns, type NodeDnsOptions } from "./node-dns.ts";
export type { Resolver } from "./plugins/forward.ts";
