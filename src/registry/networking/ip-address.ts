// https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects
import { ipAddresses } from "#api";
import { validateIPAddress } from "#api/networking/v1";
import { ipComplaints } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const ipAddressDefinition: ResourceDefinition = defineResource(ipAddresses, {
  nameComplaints: ipComplaints,
  strategy: { validate: validateIPAddress },
  columns: [
    nameColumn,
    column("ParentRef", "Who has the address", (address) => {
      const parent = address.spec?.parentRef;
      if (parent === undefined) return "<none>";
      const group = parent.group ? `.${parent.group}` : "";
      const place = parent.namespace ? `${parent.namespace}/` : "";
      return `${parent.resource}${group}/${place}${parent.name}`;
    }),
  ],
});
