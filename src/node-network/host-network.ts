// What a node needs of its own network before pods come: forwarding, and a route that lets local
// packets for Service addresses reach the output hook. Node sandboxes have it from their making; a
// node on a host of its own gets it here.
import { writeFile } from "node:fs/promises";
import { runCommand } from "#sandbox";

const forwarding = "/proc/sys/net/ipv4/ip_forward";

/** Idempotent. Stays when the agent stops, since containers go on. */
export async function prepareHostNetwork(serviceCIDR: string): Promise<void> {
  await writeFile(forwarding, "1\n");
  await runCommand(["ip", "route", "replace", serviceCIDR, "dev", "lo"]);
}
