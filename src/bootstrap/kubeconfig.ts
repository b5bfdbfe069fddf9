// The administrator's kubeconfig of a cluster.
import type { KeyPair } from "./certificates.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A kubeconfig document with one cluster, one user and one context, all of the given name. */
export function renderKubeconfig(options: {
  name: string;
  server: string;
  authorityPem: string;
  client: KeyPair;
}): string {
  const { name } = options;
  return `apiVersion: v1
kind: Config
clusters:
- name: ${name}
  cluster:
    certificate-authority-data: ${base64(options.authorityPem)}
    server: ${options.server}
users:
- name: ${name}
  user:
    client-certificate-data: ${base64(options.client.certificatePem)}
    client-key-data: ${base64(options.client.keyPem)}
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
current-context: ${name}
preferences: {}
`;
}
