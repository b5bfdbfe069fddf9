// The flags of `cox server` and `cox agent`.
import { readFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { parseArgs } from "node:util";

export interface NodeOptions {
  nodeName: string;
  nodeAddress: string;
  /** State of this node: runtime, kubelet, logs. */
  nodeDirectory: string;
  /** A runtime that is there already; absent: cox starts its own containerd. */
  runtimeEndpoint: string | undefined;
  /** Image archives to import when they are absent from the runtime. */
  imageArchives: string[];
  /** Network namespace file that this process runs in; absent: the host's own. */
  networkNamespace: string | undefined;
  egress: "nat" | "none";
  /** Where names outside the cluster are looked up; empty: they do not resolve. */
  upstreamResolvers: string[];
  /** Path below which pod cgroups are made: "/coxswain/dev/dev-1". */
  cgroupParent: string;
  ledger: string | undefined;
  serviceCidr: string;
  clusterCidr: string;
  clusterDns: string;
  clusterDomain: string;
  /** Where to tell the command that started this process how far it is. */
  reportFile: string | undefined;
  logLevel: "debug" | "info" | "warn" | "error";
}

export interface ServerOptions extends NodeOptions {
  clusterName: string;
  dataDirectory: string;
  store: string;
  withAgent: boolean;
  bindAddress: string;
  port: number;
  /** Listening sockets that were opened before this process started. */
  listenFds: number[];
  /** Listening sockets of the host that lead to node ports. */
  publish: { fd: number; nodePort: number }[];
  /** What the administrator's kubeconfig names: "https://127.0.0.1:6443". */
  publicUrl: string;
  nodeCidrMaskSize: number;
}

export interface AgentOptions extends NodeOptions {
  server: string;
  token: string;
  /** File with the authority that signed the server's certificate. */
  certificateAuthority: string;
}

const nodeFlags = {
  "node-name": { type: "string" },
  "node-ip": { type: "string" },
  "node-dir": { type: "string" },
  "container-runtime-endpoint": { type: "string" },
  "image-archive": { type: "string", multiple: true },
  "network-namespace": { type: "string" },
  egress: { type: "string", default: "none" },
  "upstream-resolver": { type: "string", multiple: true },
  "cgroup-parent": { type: "string" },
  ledger: { type: "string" },
  "service-cidr": { type: "string", default: "10.96.0.0/16" },
  "cluster-cidr": { type: "string", default: "10.244.0.0/16" },
  "cluster-dns": { type: "string", default: "10.96.0.10" },
  "cluster-domain": { type: "string", default: "cluster.local" },
  "report-file": { type: "string" },
  "log-level": { type: "string", default: "info" },
} as const;

/** This machine's first IPv4 address that others can reach. */
function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (!found)
    throw new TypeError("This machine has no address but loopback; give one with --node-ip");
  return found.address;
}

type NodeValues = ReturnType<typeof parseArgs<{ options: typeof nodeFlags }>>["values"];

function nodeOptions(values: NodeValues, dataDirectory: string): NodeOptions {
  const nodeName = values["node-name"] ?? hostname().toLowerCase();
  return {
    nodeName,
    nodeAddress: values["node-ip"] ?? firstAddress(),
    nodeDirectory: values["node-dir"] ?? `${dataDirectory}/nodes/${nodeName}`,
    runtimeEndpoint: values["container-runtime-endpoint"],
    imageArchives: values["image-archive"] ?? [],
    networkNamespace: values["network-namespace"],
    egress: values.egress === "nat" ? "nat" : "none",
    upstreamResolvers: values["upstream-resolver"] ?? [],
    cgroupParent: values["cgroup-parent"] ?? `/coxswain/${nodeName}`,
    ledger: values.ledger,
    serviceCidr: values["service-cidr"],
    clusterCidr: values["cluster-cidr"],
    clusterDns: values["cluster-dns"],
    clusterDomain: values["cluster-domain"],
    reportFile: values["report-file"],
    logLevel: (values["log-level"] as NodeOptions["logLevel"]) ?? "info",
  };
}

/** Throws a TypeError that names the flag when one is unknown. */
export function parseServerOptions(argv: readonly string[]): ServerOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...nodeFlags,
      "cluster-name": { type: "string", default: "cox" },
      "data-dir": { type: "string", default: "/var/lib/coxswain/server" },
      store: { type: "string" },
      "no-agent": { type: "boolean", default: false },
      "bind-address": { type: "string", default: "0.0.0.0" },
      port: { type: "string", default: "6443" },
      "listen-fd": { type: "string", multiple: true },
      "publish-fd": { type: "string", multiple: true },
      "public-url": { type: "string" },
    },
  });
  const dataDirectory = values["data-dir"];
  const port = Number(values.port);
  return {
    ...nodeOptions(values, dataDirectory),
    clusterName: values["cluster-name"],
    dataDirectory,
    store: values.store ?? `sqlite:${dataDirectory}/store/state.db`,
    withAgent: !values["no-agent"],
    bindAddress: values["bind-address"],
    port,
    listenFds: (values["listen-fd"] ?? []).map(Number),
    publish: (values["publish-fd"] ?? []).map((text) => {
      const [fd, nodePort] = text.split("=").map(Number);
      return { fd: fd ?? -1, nodePort: nodePort ?? 0 };
    }),
    publicUrl: values["public-url"] ?? `https://127.0.0.1:${port}`,
    nodeCidrMaskSize: 24,
  };
}

export function parseAgentOptions(argv: readonly string[]): AgentOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...nodeFlags,
      "data-dir": { type: "string", default: "/var/lib/coxswain/agent" },
      server: { type: "string" },
      token: { type: "string" },
      "token-file": { type: "string" },
      "certificate-authority": { type: "string" },
    },
  });
  const token =
    values.token ?? (values["token-file"] ? readFileSync(values["token-file"], "utf8").trim() : "");
  const certificateAuthority = values["certificate-authority"];
  if (!values.server || !token || !certificateAuthority) {
    throw new TypeError(
      "cox agent needs --server URL, --token TOKEN (or --token-file FILE) and --certificate-authority FILE",
    );
  }
  return {
    ...nodeOptions(values, values["data-dir"]),
    server: values.server,
    token,
    certificateAuthority,
  };
}
