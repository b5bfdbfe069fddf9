// What the certificate controllers need from outside: reading and signing PKCS#10 requests. The
// authority's key stays with whoever implements it.

export interface SigningRequestContent {
  commonName: string;
  organizations: readonly string[];
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
}

export interface CertificateSigner {
  /** Rejects for a malformed request. */
  parse(requestPem: string): Promise<SigningRequestContent>;
  sign(
    requestPem: string,
    options: { content: SigningRequestContent; usage: "client" | "server"; validSeconds: number },
  ): Promise<string>;
}

export const clientSigner = "kubernetes.io/kube-apiserver-client";
export const kubeletClientSigner = "kubernetes.io/kube-apiserver-client-kubelet";
export const kubeletServingSigner = "kubernetes.io/kubelet-serving";

const nodePrefix = "system:node:";

/** Whether the request is for a kubelet's client certificate and nothing else. */
export function isKubeletClientRequest(
  content: SigningRequestContent,
  usages: readonly string[],
): boolean {
  const allowed = ["key encipherment", "digital signature", "client auth"];
  return (
    content.organizations.length === 1 &&
    content.organizations[0] === "system:nodes" &&
    content.commonName.startsWith(nodePrefix) &&
    content.commonName.length > nodePrefix.length &&
    content.dnsNames.length === 0 &&
    content.ipAddresses.length === 0 &&
    usages.includes("client auth") &&
    usages.every((usage) => allowed.includes(usage))
  );
}

/** Whether the request is for a kubelet's serving certificate, by that kubelet. */
export function isKubeletServingRequest(
  content: SigningRequestContent,
  request: { usages: readonly string[]; username: string },
): boolean {
  const allowed = ["key encipherment", "digital signature", "server auth"];
  return (
    content.organizations.length === 1 &&
    content.organizations[0] === "system:nodes" &&
    content.commonName === request.username &&
    content.commonName.startsWith(nodePrefix) &&
    content.dnsNames.length + content.ipAddresses.length > 0 &&
    request.usages.includes("server auth") &&
    request.usages.every((usage) => allowed.includes(usage))
  );
}
