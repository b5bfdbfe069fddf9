// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/
import { volumeAttachments } from "#api";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const volumeAttachmentDefinition: ResourceDefinition = defineResource(volumeAttachments, {
  newStatus: () => ({ attached: false }),
  strategy: { allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    column("Attacher", "Who attaches it", (attachment) => attachment.spec?.attacher ?? ""),
    column("PV", "The volume", (a) => a.spec?.source?.persistentVolumeName ?? ""),
    column("Node", "The node it is for", (attachment) => attachment.spec?.nodeName ?? ""),
    column("Attached", "Whether it is there", (a) => String(a.status?.attached ?? false)),
    ageColumn,
  ],
});
