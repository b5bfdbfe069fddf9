// Routed pods: each has a link of its own to the node, which forwards. It needs no bridge, so it
// works whether the kernel shows bridged packets to its filters or not.
// https://www.cni.dev/plugins/current/main/ptp/
import type { PodNetwork } from "../plugin.ts";

export const ptp: PodNetwork = {
  name: "ptp",
  configuration: ({ name, podCIDR, dataDirectory, mtu, portMappings }) => ({
    cniVersion: "0.4.0",
    name,
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ...(mtu === undefined ? {} : { mtu }),
        ipam: {
          type: "host-local",
          dataDir: dataDirectory,
          ranges: [[{ subnet: podCIDR }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      ...(portMappings ? [{ type: "portmap", capabilities: { portMappings: true } }] : []),
    ],
  }),
};
