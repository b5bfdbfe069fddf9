// Every namespace has a ServiceAccount "default"; pods that name none run as it.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
import { namespaces, serviceAccounts } from "#api";
import type { Descriptor } from "#controller-runtime";
import { perNamespace } from "./active-namespaces.ts";

const name = "default";

export const serviceAccountController: Descriptor = {
  name: "serviceaccount-controller",
  reads: [namespaces, serviceAccounts],
  writes: [serviceAccounts],
  build(context) {
    const informer = context.informers.informer(serviceAccounts);
    const client = context.client.resource(serviceAccounts);
    return perNamespace({
      context,
      informer,
      isKept: (account) => account.metadata.name === name,
      keep: async (namespace, signal) => {
        if (informer.lister.get(namespace, name)) return;
        await client.create(namespace, { metadata: { name } }, { signal });
      },
    });
  },
};
