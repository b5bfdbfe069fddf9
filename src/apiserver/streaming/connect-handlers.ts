// The subresources that hold a connection to a node or a pod, for the definitions of pods,
// services and nodes in the registry.
import type { Authorizer } from "../authorization/authorizer.ts";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { RequestContext } from "../request-context.ts";
import type { KubeletTls } from "./kubelet-connections.ts";
import { podLogHandler } from "./pod-log.ts";
import { podCommandHandler, podPortForwardHandler } from "./pod-streams.ts";
import { proxyHandler } from "./proxy.ts";
import { nodeTarget, podTarget, serviceTarget } from "./proxy-targets.ts";

export interface ConnectDependencies {
  storeOf(group: string, resource: string): ObjectStore;
  authorizer: Authorizer;
  kubeletTls: KubeletTls;
  /** A number in [0, 1). */
  random(): number;
  /** Whether a pod's or endpoint's address may be proxied to; absent: all ordinary ones. */
  isAddressAllowed?(address: string): boolean;
}

type Handle = (context: RequestContext, store: ObjectStore) => Promise<void>;

export interface ConnectHandlers {
  podLog: Handle;
  podExec: Handle;
  podAttach: Handle;
  podPortForward: Handle;
  podProxy: Handle;
  serviceProxy: Handle;
  nodeProxy: Handle;
}

export function connectHandlers(dependencies: ConnectDependencies): ConnectHandlers {
  const { authorizer, kubeletTls } = dependencies;
  const nodes = (): ObjectStore => dependencies.storeOf("", "nodes");
  const pod = { nodes, kubeletTls, authorizer };
  return {
    podLog: podLogHandler(pod),
    podExec: podCommandHandler("exec", pod),
    podAttach: podCommandHandler("attach", pod),
    podPortForward: podPortForwardHandler(pod),
    podProxy: proxyHandler(({ info }) => podTarget(info.namespace, info.name, dependencies)),
    serviceProxy: proxyHandler(({ info }) =>
      serviceTarget(info.namespace, info.name, dependencies),
    ),
    nodeProxy: proxyHandler(({ info }) => nodeTarget(info.name, dependencies)),
  };
}
