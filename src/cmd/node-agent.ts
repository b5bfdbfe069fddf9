// Wires one node: containerd, kubelet, service proxy, DNS, routes. Used by the server for its own
// node and by every agent.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, type LifecycleGroup, systemRandom } from "#base";
import type { KeyPair } from "#bootstrap";
import { type Client, createEventRecorder, createInformerFactory } from "#client";
import type { Logger, Metrics, StartReport } from "#component-base";
import {
  ContainerdProcess,
  ContainerdRuntime,
  type ContainerRuntime,
  importImageArchive,
} from "#cri";
import { NodeDns } from "#dns";
import {
  ContainerLogReader,
  Kubelet,
  NodeLifecycleHooks,
  NodeProbeManager,
  NodeProbeRunner,
  NodeVolumeManager,
  startExecServer,
} from "#kubelet";
import { NodeNetwork } from "#node-network";
import { proxyBackends, ServiceProxy } from "#proxy";
import { Ledger } from "#sandbox";
import { volumePlugins } from "#volume/plugins";
import { serviceAddressOwner } from "./address-owner.ts";
import type { NodeOptions } from "./options.ts";

export const sandboxImage = "docker.io/coxswain/pause:1";

export interface NodeAgentDependencies {
  options: NodeOptions;
  /** Acts as system:node:<name>. */
  client: Client;
  /** Serves the kubelet's port; asked for again when it is renewed. */
  servingCertificate: () => Promise<KeyPair>;
  authorityPem: string;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  lifecycle: LifecycleGroup;
  report: StartReport;
}

interface Runtime {
  runtime: ContainerRuntime;
  socketPath: string;
}

/** Starts or adopts this node's containerd and imports the images that it lacks. */
export async function startRuntime({
  options,
  clock,
  log,
  lifecycle,
}: Pick<NodeAgentDependencies, "options" | "clock" | "log" | "lifecycle">): Promise<Runtime> {
  const { nodeDirectory, runtimeEndpoint, imageArchives } = options;
  let socketPath = runtimeEndpoint?.replace(/^unix:\/\//, "");
  if (!socketPath) {
    const directory = join(nodeDirectory, "containerd");
    const ledger = options.ledger ? new Ledger(options.ledger) : undefined;
    ledger?.add(
      { kind: "containerd", directory },
      { kind: "mounts", directory: nodeDirectory },
      { kind: "cgroup", path: options.cgroupParent },
      { kind: "cni-network", name: networkName(options) },
    );
    const containerd = new ContainerdProcess({
      clock,
      log,
      directory,
      sandboxImage,
      cniConfigDirectory: join(nodeDirectory, "cni/net.d"),
      cniBinaryDirectory: "/usr/lib/cni",
      onStarted: (identity) => ledger?.add({ kind: "process", label: "containerd", identity }),
    });
    await containerd.start();
    lifecycle.add(() => containerd.release());
    socketPath = containerd.socketPath;
  }
  const runtime = new ContainerdRuntime({ clock, socketPath });
  lifecycle.add(() => runtime.close());
  for (const archive of imageArchives) {
    const [file = "", name = ""] = archive.split("=");
    if (name && (await runtime.imageStatus(name))) continue;
    await importImageArchive(file, { clock, socketPath });
  }
  return { runtime, socketPath };
}

/** Unique on the machine: /var/lib/cni is shared by all containerds. */
function networkName(options: NodeOptions): string {
  return `cox-${options.nodeName}`;
}

/** Resolves when the node is registered, Services are programmed and DNS answers. */
export async function startNodeAgent(
  dependencies: NodeAgentDependencies,
  started: Promise<Runtime>,
): Promise<void> {
  const { options, client, clock, log, metrics, lifecycle, report } = dependencies;
  const { nodeName, nodeAddress, nodeDirectory, clusterCidr, serviceCidr } = options;
  const informers = createInformerFactory({ client, clock, log, random: systemRandom });
  const eventRecorder = createEventRecorder({
    client,
    clock,
    component: "kubelet",
    host: nodeName,
    log,
  });
  const network = new NodeNetwork({
    clock,
    log: log.child({ component: "node-network" }),
    informers,
    nodeName,
    clusterCIDR: clusterCidr,
    egress: options.egress,
    cni: {
      configDirectory: join(nodeDirectory, "cni/net.d"),
      dataDirectory: join(nodeDirectory, "cni/data"),
      networkName: networkName(options),
    },
  });
  const proxy = new ServiceProxy({
    informers,
    backend: proxyBackends.nftables({ clusterCidr, serviceCidr }),
    nodeName,
    clock,
    random: systemRandom,
    log: log.child({ component: "proxy" }),
    metrics,
  });
  const dns = new NodeDns({
    client,
    informers,
    clock,
    random: systemRandom,
    log: log.child({ component: "dns" }),
    nodeName,
    nodeAddress,
    domain: options.clusterDomain,
    ownsAddress: serviceAddressOwner([clusterCidr, serviceCidr]),
    resolvers: options.upstreamResolvers.map((address) => ({ address, port: 53 })),
  });
  const { runtime } = await started;
  const rootDirectory = join(nodeDirectory, "kubelet");
  const volumeManager = new NodeVolumeManager({
    client,
    clock,
    log,
    eventRecorder,
    plugins: volumePlugins({ memoryDirectory: join(rootDirectory, "memory") }),
    rootDirectory,
    nodeName,
    hostIP: nodeAddress,
    nodeAllocatable: () => (kubelet.node?.status?.allocatable ?? {}) as Record<string, string>,
  });
  const probeManager = new NodeProbeManager({
    clock,
    runner: new NodeProbeRunner(runtime),
    eventRecorder,
  });
  const containerLogs = new ContainerLogReader({ clock });
  const kubelet: Kubelet = new Kubelet({
    clock,
    log: log.child({ component: "kubelet" }),
    client,
    informerFactory: informers,
    eventRecorder,
    runtime,
    runtimeName: "containerd",
    probeManager,
    volumeManager,
    lifecycleHooks: new NodeLifecycleHooks({ runtime, clock }),
    containerLogs,
    configuration: {
      nodeName,
      nodeIPs: [nodeAddress],
      rootDirectory,
      podLogsDirectory: join(nodeDirectory, "logs"),
      cgroupParent: `${options.cgroupParent}/kubepods`,
      clusterDNS: [options.clusterDns],
      clusterDomain: options.clusterDomain,
      resolverConfigPath: resolverFile(options),
    },
  });
  await Promise.all([network.start(), kubelet.start()]);
  lifecycle.add(() => network.stop());
  lifecycle.add(async () => {
    await kubelet.stop();
    volumeManager.stop();
    probeManager.stop();
  });
  report.send({ part: "node", message: `Node ${nodeName} is registered` });
  const [execServer] = await Promise.all([
    startExecServer({
      client,
      runtime,
      podContainers: kubelet.podContainers,
      logs: containerLogs,
      servingCertificate: dependencies.servingCertificate,
      authorityPem: dependencies.authorityPem,
      address: nodeAddress,
      clock,
      log,
      metrics,
    }),
    proxy.start(),
    dns.start(),
    network.configured,
  ]);
  lifecycle.add(() => execServer.stop());
  lifecycle.add(() => proxy.stop());
  lifecycle.add(() => dns.stop());
  lifecycle.add(() => informers.stop());
  report.send({ part: "dns", message: "Services and DNS answer" });
}

/** A sandboxed node without egress resolves nothing outside. */
function resolverFile(options: NodeOptions): string {
  if (options.networkNamespace === undefined) return "/etc/resolv.conf";
  const file = join(options.nodeDirectory, "resolv.conf");
  try {
    readFileSync(file);
    return file;
  } catch {
    return "";
  }
}
