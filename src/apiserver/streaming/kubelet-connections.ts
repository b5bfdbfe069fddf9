// Where the kubelet of a node is, and how the API server proves itself to it.
// https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#apiserver-to-kubelet
import { isIPv6 } from "node:net";
import type { Node } from "#api/core/v1";
import { isNotFound, serviceUnavailable } from "#apimachinery";
import type { UpstreamTls } from "#streaming";
import type { ObjectStore } from "../generic-registry/object-store.ts";

/** PEM texts: the client certificate for kubelets and who signs theirs. */
export interface KubeletTls {
  certificateAuthority: string;
  certificate: string;
  key: string;
}

export interface KubeletConnection {
  /** "https://10.0.0.5:10250" */
  baseUrl: string;
  address: string;
  port: number;
  tls: UpstreamTls;
}

const addressTypes = ["InternalIP", "ExternalIP", "Hostname"];
const defaultPort = 10_250;

export async function kubeletConnection(
  nodes: ObjectStore,
  nodeName: string,
  tls: KubeletTls,
): Promise<KubeletConnection> {
  const node = await getNode(nodes, nodeName);
  const address = nodeAddress(node);
  const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port || defaultPort;
  return {
    baseUrl: `https://${hostPort(address, port)}`,
    address,
    port,
    tls: { ...tls, serverNames: [address, nodeName] },
  };
}

async function getNode(nodes: ObjectStore, nodeName: string): Promise<Node> {
  try {
    return (await nodes.get("", nodeName)) as unknown as Node;
  } catch (error) {
    // The object that was asked for is there; only its node is not.
    if (isNotFound(error)) throw serviceUnavailable(`node "${nodeName}" is not registered`);
    throw error;
  }
}

function nodeAddress(node: Node): string {
  const addresses = node.status?.addresses ?? [];
  for (const type of addressTypes) {
    const found = addresses.find((address) => address.type === type);
    if (found) return found.address;
  }
  throw serviceUnavailable(`no preferred addresses found; known addresses: []`);
}

/** "10.0.0.5:80", "[fd00::5]:80" */
export function hostPort(address: string, port: number | string): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
