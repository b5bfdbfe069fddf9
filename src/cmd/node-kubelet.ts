// Puts a kubelet together from its parts.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createEventRecorder, type InformerFactory } from "#client";
import type { ContainerRuntime } from "#cri";
import {
  FileContainerLogs,
  Kubelet,
  NodeLifecycleHooks,
  NodeProbeManager,
  NodeProbeRunner,
  NodeVolumeManager,
} from "#kubelet";
import { volumePlugins } from "#volume/plugins";
import type { NodeAgentDependencies } from "./node-dependencies.ts";
import type { NodeOptions } from "./options.ts";

export interface NodeKubelet {
  kubelet: Kubelet;
  stop(): Promise<void>;
}

export function makeKubelet(
  dependencies: NodeAgentDependencies,
  runtime: ContainerRuntime,
  informers: InformerFactory,
): NodeKubelet {
  const { options, client, clock, log, metrics } = dependencies;
  const { nodeName, nodeAddress, nodeDirectory } = options;
  const rootDirectory = join(nodeDirectory, "kubelet");
  const eventRecorder = createEventRecorder({
    client,
    clock,
    component: "kubelet",
    host: nodeName,
    log,
  });
  const volumeManager = new NodeVolumeManager({
    client,
    clock,
    log,
    eventRecorder,
    plugins: volumePlugins({ memoryDirectory: join(rootDirectory, "memory") }),
    rootDirectory,
    nodeName,
    hostIP: nodeAddress,
    nodeAllocatable: () => kubelet.node?.status?.allocatable ?? {},
  });
  const probeManager = new NodeProbeManager({
    clock,
    runner: new NodeProbeRunner(runtime),
    eventRecorder,
  });
  const kubelet: Kubelet = new Kubelet({
    clock,
    log: log.child({ component: "kubelet" }),
    metrics,
    client,
    informerFactory: informers,
    eventRecorder,
    runtime,
    runtimeName: "containerd",
    probeManager,
    volumeManager,
    lifecycleHooks: new NodeLifecycleHooks({ runtime, clock }),
    containerLogs: new FileContainerLogs(),
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
  const stop = async (): Promise<void> => {
    await kubelet.stop();
    volumeManager.stop();
    probeManager.stop();
  };
  return { kubelet, stop };
}

/**
 * For pods with dnsPolicy Default: a sandboxed node has a file of its own, or resolves nothing
 * outside.
 */
function resolverFile(options: NodeOptions): string {
  if (options.networkNamespace === undefined) return "/etc/resolv.conf";
  const file = join(options.nodeDirectory, "resolv.conf");
  return existsSync(file) ? file : "";
}
