// Labels and annotations on sandboxes and containers: from them alone a restarted kubelet knows
// whose they are. The names are Kubernetes' own, so crictl and log collectors find them too.
import { createHash } from "node:crypto";
import type { Container, Pod } from "#api/core/v1";

export const labelKeys = {
  podName: "io.kubernetes.pod.name",
  podNamespace: "io.kubernetes.pod.namespace",
  podUid: "io.kubernetes.pod.uid",
  containerName: "io.kubernetes.container.name",
} as const;

export const annotationKeys = {
  hash: "io.kubernetes.container.hash",
  restartCount: "io.kubernetes.container.restartCount",
  terminationMessagePath: "io.kubernetes.container.terminationMessagePath",
  terminationMessagePolicy: "io.kubernetes.container.terminationMessagePolicy",
  preStopHandler: "io.kubernetes.container.preStopHandler",
  ports: "io.kubernetes.container.ports",
  podDeletionGracePeriod: "io.kubernetes.pod.deletionGracePeriod",
  podTerminationGracePeriod: "io.kubernetes.pod.terminationGracePeriod",
} as const;

export const defaultTerminationMessagePath = "/dev/termination-log";

function podLabels(pod: Pod): Record<string, string> {
  return {
    [labelKeys.podName]: pod.metadata.name ?? "",
    [labelKeys.podNamespace]: pod.metadata.namespace ?? "",
    [labelKeys.podUid]: pod.metadata.uid ?? "",
  };
}

export function sandboxLabels(pod: Pod): Record<string, string> {
  return { ...pod.metadata.labels, ...podLabels(pod) };
}

export function containerLabels(pod: Pod, container: Container): Record<string, string> {
  return { ...podLabels(pod), [labelKeys.containerName]: container.name };
}

export function containerAnnotations(
  pod: Pod,
  container: Container,
  restartCount: number,
): Record<string, string> {
  const preStop = container.lifecycle?.preStop;
  const grace = pod.spec.terminationGracePeriodSeconds;
  return {
    [annotationKeys.hash]: containerHash(container),
    [annotationKeys.restartCount]: String(restartCount),
    [annotationKeys.terminationMessagePath]:
      container.terminationMessagePath || defaultTerminationMessagePath,
    [annotationKeys.terminationMessagePolicy]: container.terminationMessagePolicy ?? "File",
    ...(grace === undefined ? {} : { [annotationKeys.podTerminationGracePeriod]: String(grace) }),
    ...(preStop ? { [annotationKeys.preStopHandler]: JSON.stringify(preStop) } : {}),
    ...(container.ports ? { [annotationKeys.ports]: JSON.stringify(container.ports) } : {}),
  };
}

/** Of the fields whose change replaces a running container: name and image. */
export function containerHash(container: Container): string {
  const text = JSON.stringify({ name: container.name, image: container.image });
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
