// Whether an IPv4 address lies in one of some CIDRs.
import { BlockList } from "node:net";

export function addressOwner(cidrs: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [base = "", bits = "32"] = cidr.split("/");
    list.addSubnet(base, Number(bits), "ipv4");
  }
  return (address) => list.check(address, "ipv4");
}
