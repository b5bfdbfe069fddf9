// The plugins of the DNS server; the order is the order in which a question passes them.
import type { Clock, Random } from "#base";
import type { DnsPlugin } from "../chain.ts";
import type { ServiceRecords } from "../service-records.ts";
import { CachePlugin } from "./cache.ts";
import { ExternalNamePlugin } from "./external-name.ts";
import { ForwardPlugin, type Resolver } from "./forward.ts";
import { KubernetesPlugin } from "./kubernetes.ts";

export interface DnsPluginDependencies {
  records: ServiceRecords;
  domain: string;
  ownsAddress: (address: string) => boolean;
  resolvers: readonly Resolver[];
  clock: Clock;
  random: Random;
}

export function dnsPlugins(dependencies: DnsPluginDependencies): DnsPlugin[] {
  const behind = [
    new KubernetesPlugin(dependencies),
    new CachePlugin(dependencies),
    new ForwardPlugin(dependencies),
  ];
  return [new ExternalNamePlugin(() => behind), ...behind];
}
