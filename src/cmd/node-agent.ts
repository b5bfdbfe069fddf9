// Wires one node: containerd, kubelet, service proxy, DNS, routes. Used by the server for its own
// node and by every agent.
import { join } from "node:path";
import { systemRandom } from "#base";
import { createInformerFactory, type InformerFactory } from "#client";
import { NodeDns } from "#dns";
import { NodeNetwork, prepareHostNetwork } from "#node-network";
import { proxyBackends, ServiceProxy } from "#proxy";
import { addressOwner } from "./address-owner.ts";
import type { NodeAgentDependencies } from "./node-dependencies.ts";
import { startExecServer } from "./node-exec-server.ts";
import { makeKubelet } from "./node-kubelet.ts";
import { untilDnsAnswers, untilNodeReady } from "./node-ready.ts";
import { cniDirectory, type NodeRuntime, networkName } from "./node-runtime.ts";

function makeNetwork(
  { options, clock, log }: NodeAgentDependencies,
  informers: InformerFactory,
): NodeNetwork {
  return new NodeNetwork({
    clock,
    log: log.child({ component: "node-network" }),
    informers,
    nodeName: options.nodeName,
    clusterCIDR: options.clusterCidr,
    egress: options.egress,
    cni: {
      configDirectory: cniDirectory(options),
      dataDirectory: join(options.nodeDirectory, "cni/data"),
      networkName: networkName(options),
    },
  });
}

function makeProxy(
  { options, clock, log, metrics }: NodeAgentDependencies,
  informers: InformerFactory,
): ServiceProxy {
  const { clusterCidr, serviceCidr, nodeName } = options;
  return new ServiceProxy({
    informers,
    backend: proxyBackends.nftables({ clusterCidr, serviceCidr }),
    nodeName,
    clock,
    random: systemRandom,
    log: log.child({ component: "proxy" }),
    metrics,
  });
}

function makeDns(
  { options, client, clock, log }: NodeAgentDependencies,
  informers: InformerFactory,
): NodeDns {
  return new NodeDns({
    client,
    informers,
    clock,
    random: systemRandom,
    log: log.child({ component: "dns" }),
    nodeName: options.nodeName,
    nodeAddress: options.nodeAddress,
    domain: options.clusterDomain,
    ownsAddress: addressOwner([options.clusterCidr, options.serviceCidr]),
    resolvers: options.upstreamResolvers.map((address) => ({ address, port: 53 })),
  });
}

/** Resolves when the node is Ready, Services are programmed and DNS answers. */
export async function startNodeAgent(
  dependencies: NodeAgentDependencies,
  starting: Promise<NodeRuntime>,
): Promise<void> {
  const { options, client, clock, log, lifecycle, report } = dependencies;
  const informers = createInformerFactory({ client, clock, log, random: systemRandom });
  lifecycle.add(() => informers.stop());
  if (options.networkNamespace === undefined) await prepareHostNetwork(options.serviceCidr);
  const network = makeNetwork(dependencies, informers);
  const proxy = makeProxy(dependencies, informers);
  const dns = makeDns(dependencies, informers);
  const { runtime, images } = await starting;
  const { kubelet, stop } = makeKubelet(dependencies, runtime, informers);
  lifecycle.add(stop);
  lifecycle.add(() => network.stop());
  // The runtime says that it is ready only when its network is.
  void network.configured.then(() => kubelet.runtimeChanged());
  await Promise.all([network.start(), kubelet.start()]);
  report.send({ part: "node", message: `Node ${options.nodeName} is registered` });
  lifecycle.add(() => Promise.all([proxy.stop(), dns.stop()]).then(() => {}));
  await Promise.all([
    startExecServer(dependencies, { runtime, podContainers: kubelet.podContainers }),
    Promise.all([proxy.start(), dns.start()]).then(() => untilDnsAnswers(options, clock)),
    untilNodeReady(informers, options.nodeName),
    images,
  ]);
  report.send({ part: "dns", message: "Services and DNS answer" });
}
