// Every namespace has a ConfigMap with the authority that signed the API server's certificate; it is
// mounted into each pod beside its token.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
import { configMaps, namespaces } from "#api";
import type { ConfigMap } from "#api/core/v1";
import type { Descriptor } from "#controller-runtime";
import { perNamespace } from "./active-namespaces.ts";

const name = "kube-root-ca.crt";
const field = "ca.crt";
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal " +
  "endpoints such as the internal service IP or kubernetes.default.svc. No other usage is " +
  "guaranteed across distributions of Kubernetes clusters.";

/** `certificateAuthority`: PEM. */
export function rootCaPublisher(certificateAuthority: string): Descriptor {
  return {
    name: "root-ca-certificate-publisher-controller",
    reads: [namespaces, configMaps],
    writes: [configMaps],
    build(context) {
      const informer = context.informers.informer(configMaps, {
        fieldSelector: `metadata.name=${name}`,
      });
      const client = context.client.resource(configMaps);
      const wanted: ConfigMap = {
        metadata: { name, annotations: { "kubernetes.io/description": description } },
        data: { [field]: certificateAuthority },
      };
      return perNamespace({
        context,
        informer,
        isKept: (map) => map.metadata.name === name,
        keep: async (namespace, signal) => {
          const present = informer.lister.get(namespace, name);
          if (!present) await client.create(namespace, wanted, { signal });
          else if (present.data?.[field] !== certificateAuthority) {
            await client.update({ ...present, data: { ...wanted.data } }, { signal });
          }
        },
      });
    },
  };
}
