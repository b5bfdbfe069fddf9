// One endpoint changes among N Services: time of the transaction, beside the floor of adding one
// element by hand to the same table. Run: node bench/service-proxy.bench.ts (as root)
import { execFileSync } from "node:child_process";
import { NftablesBackend } from "../src/proxy/backends/nftables/nftables-backend.ts";
import { type RunCommand, runCommand } from "../src/proxy/backends/nftables/run.ts";

const namespace = `cox-bench-${process.pid}`;
const run: RunCommand = (program, argv, input) =>
  runCommand("nsenter", [`--net=/run/netns/${namespace}`, program, ...argv], input);
const endpoint = (address: string) => ({
  address,
  port: 8080,
  isLocal: false,
  isReady: true,
  isServing: true,
  isTerminating: false,
});

function update(index: number, addresses: string[]) {
  const port = {
    service: `default/web-${index}`,
    portName: "http",
    protocol: "tcp" as const,
    clusterAddress: `10.96.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    port: 80,
    nodePort: 0,
    affinitySeconds: 0,
    internalLocal: false,
    externalLocal: false,
  };
  return { service: port.service, ports: [{ port, endpoints: addresses.map(endpoint) }] };
}

async function median(count: number, action: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const from = performance.now();
    await action(index);
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[Math.floor(count / 2)] as number;
}

execFileSync("ip", ["netns", "add", namespace]);
try {
  for (const services of [10, 100, 1000]) {
    const backend = new NftablesBackend({
      clusterCidr: "10.244.0.0/16",
      serviceCidr: "10.96.0.0/16",
      run,
    });
    const from = performance.now();
    await backend.replaceAll(
      Array.from({ length: services }, (_, index) => update(index, ["10.244.0.4", "10.244.0.5"])),
    );
    const whole = performance.now() - from;
    const floor = await median(21, (n) =>
      run(
        "nft",
        ["-f", "-"],
        `add element ip kube-proxy no-endpoint-services { 10.96.255.${n + 1} . tcp . 80 : drop }\n`,
      ),
    );
    const change = await median(21, (n) =>
      backend.apply([update(5, ["10.244.0.4", `10.244.1.${n + 1}`])]),
    );
    console.log(
      `${services} services: all ${whole.toFixed(0)} ms, one endpoint ${change.toFixed(1)} ms, one element by hand ${floor.toFixed(1)} ms (x${(change / floor).toFixed(2)})`,
    );
    await backend.cleanUp();
  }
} finally {
  execFileSync("ip", ["netns", "del", namespace]);
}
