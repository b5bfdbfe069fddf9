// The ways to program Services; one today.
import type { ProxyBackend } from "./backend.ts";
import { NftablesBackend, type NftablesOptions } from "./nftables/nftables-backend.ts";

export type ProxyMode = "nftables";

export const proxyBackends: Readonly<
  Record<ProxyMode, (options: NftablesOptions) => ProxyBackend>
> = {
  nftables: (options) => new NftablesBackend(options),
};
