// The CRI configuration of a pod's sandbox.
// https://kubernetes.io/docs/concepts/architecture/cri/
import type { Container, ContainerPort, Pod } from "#api/core/v1";
import type * as cri from "#cri";
import { type ClusterDNS, podDNSConfig, type ResolverConfig } from "../network/dns-config.ts";
import { podHostname } from "../network/hostname.ts";
import { sandboxLabels } from "./labels.ts";
import { sandboxSecurityContext } from "./security-context.ts";

export interface SandboxConfigInput {
  pod: Pod;
  attempt: number;
  logDirectory: string;
  cgroupParent: string;
  clusterDNS: ClusterDNS;
  hostResolver: ResolverConfig;
}

export function podSandboxConfig(input: SandboxConfigInput): cri.PodSandboxConfig {
  const { pod } = input;
  const sysctls = Object.fromEntries(
    (pod.spec.securityContext?.sysctls ?? []).map(({ name, value }) => [
      name.replaceAll("/", "."),
      value,
    ]),
  );
  return {
    metadata: {
      name: pod.metadata.name ?? "",
      namespace: pod.metadata.namespace ?? "",
      uid: pod.metadata.uid ?? "",
      attempt: input.attempt,
    },
    // runc refuses a hostname where there is no namespace of its own for it.
    hostname: pod.spec.hostNetwork ? "" : podHostname(pod, input.clusterDNS.domain).kernelHostname,
    logDirectory: input.logDirectory,
    dnsConfig: podDNSConfig(pod, input.clusterDNS, input.hostResolver),
    portMappings: pod.spec.hostNetwork ? [] : portMappings(pod),
    labels: sandboxLabels(pod),
    annotations: { ...pod.metadata.annotations },
    linux: {
      cgroupParent: input.cgroupParent,
      securityContext: sandboxSecurityContext(pod),
      sysctls,
    },
  };
}

/** Ports of main containers and sidecars; without hostPort there is nothing to map. */
function portMappings(pod: Pod): cri.PortMapping[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  const containers: Container[] = [...pod.spec.containers, ...sidecars];
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .filter((port: ContainerPort) => (port.hostPort ?? 0) > 0)
    .map((port) => ({
      protocol: port.protocol ?? "TCP",
      containerPort: port.containerPort,
      hostPort: port.hostPort ?? 0,
      hostIp: port.hostIP ?? "",
    }));
}
