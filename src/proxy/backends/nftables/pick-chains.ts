// The chains that pick one of N endpoints, shared by all Services that have N: the number drawn
// goes into the packet's mark, and address, protocol, port and mark are looked up in one map. So a
// change of endpoints changes elements of maps and no rules, whose cost would grow with the table.
/** Marks connections whose source address must become the node's. */
export const masqueradeMark = "0x4000";

/** Where a pick is looked up: by cluster address, or by node port. */
export type PickKind = "service" | "nodeport";

export interface Pick {
  kind: PickKind;
  endpoints: number;
  /** The client is answered through this node. */
  masquerade: boolean;
}

export const endpointMaps: Readonly<Record<PickKind, string>> = {
  service: "service-endpoints",
  nodeport: "nodeport-endpoints",
};

const lookups: Readonly<Record<PickKind, string>> = {
  service: "ip daddr . meta l4proto . th dport . meta mark",
  nodeport: "meta l4proto . th dport . meta mark",
};

export function pickChain({ kind, endpoints, masquerade }: Pick): string {
  return `pick-${kind}-${endpoints}${masquerade ? "-masquerade" : ""}`;
}

export function renderPickChain(pick: Pick): string[] {
  const lookup = `dnat ip to ${lookups[pick.kind]} map @${endpointMaps[pick.kind]}`;
  return [
    ...(pick.masquerade ? [`ct mark set ct mark or ${masqueradeMark}`] : []),
    `meta mark set numgen random mod ${pick.endpoints}`,
    ...["tcp", "udp", "sctp"].map((protocol) => `meta l4proto ${protocol} ${lookup}`),
  ];
}
