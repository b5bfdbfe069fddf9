// A pod's hostname and domain.
// https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields
import type { Pod } from "#api/core/v1";

const maximumHostnameLength = 63;
const maximumFullNameLength = 64;

export interface PodHostname {
  hostname: string;
  /** "" where the pod has no subdomain. */
  domain: string;
  /** What uname says: the full name with setHostnameAsFQDN. */
  kernelHostname: string;
}

/** Throws an Error when the full name is too long for the kernel. */
export function podHostname(pod: Pod, clusterDomain: string): PodHostname {
  if (pod.spec.hostnameOverride !== undefined && pod.spec.hostnameOverride !== "") {
    const hostname = pod.spec.hostnameOverride;
    return { hostname, domain: "", kernelHostname: hostname };
  }
  const hostname = pod.spec.hostname || truncate(pod.metadata.name ?? "");
  const domain = pod.spec.subdomain
    ? `${pod.spec.subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}`
    : "";
  if (!pod.spec.setHostnameAsFQDN || domain === "") {
    return { hostname, domain, kernelHostname: hostname };
  }
  const full = `${hostname}.${domain}`;
  if (full.length > maximumFullNameLength) {
    throw new Error(
      `failed to construct FQDN from pod hostname and cluster domain, FQDN ${full} is too long ` +
        `(${maximumFullNameLength} characters is the max, ${full.length} characters requested)`,
    );
  }
  return { hostname, domain, kernelHostname: full };
}

/** Cut to a label's length, without a trailing "-" or ".". */
function truncate(name: string): string {
  return name.slice(0, maximumHostnameLength).replace(/[-.]+$/, "");
}
