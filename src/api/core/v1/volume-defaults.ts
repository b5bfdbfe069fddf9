// What a pod's volume gets when its author left it out.
// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/
import { defaultPullPolicy } from "./container-defaults.ts";
import type { DownwardAPIVolumeFile, Volume, VolumeProjection } from "./types.generated.ts";

/** rw-r--r-- */
const defaultMode = 0o644;

export function applyVolumeDefaults(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === "name")) volume.emptyDir = {};
  if (volume.secret) volume.secret.defaultMode ??= defaultMode;
  if (volume.configMap) volume.configMap.defaultMode ??= defaultMode;
  if (volume.hostPath) volume.hostPath.type ??= "";
  if (volume.image) volume.image.pullPolicy ??= defaultPullPolicy(volume.image.reference ?? "");
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= defaultMode;
    applyFileDefaults(volume.downwardAPI.items);
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= defaultMode;
    for (const source of volume.projected.sources ?? []) applyProjectionDefaults(source);
  }
  const claimSpec = volume.ephemeral?.volumeClaimTemplate?.spec;
  if (claimSpec) claimSpec.volumeMode ??= "Filesystem";
  applyNetworkVolumeDefaults(volume);
}

function applyProjectionDefaults(source: VolumeProjection): void {
  if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
  if (source.podCertificate) source.podCertificate.maxExpirationSeconds ??= 86400;
  applyFileDefaults(source.downwardAPI?.items);
}

function applyFileDefaults(files: DownwardAPIVolumeFile[] | undefined): void {
  for (const file of files ?? []) {
    if (file.fieldRef) file.fieldRef.apiVersion ??= "v1";
    if (file.resourceFieldRef) file.resourceFieldRef.divisor ??= "0";
  }
}

function applyNetworkVolumeDefaults(volume: Volume): void {
  if (volume.iscsi) volume.iscsi.iscsiInterface ??= "default";
  if (volume.rbd) {
    volume.rbd.pool ??= "rbd";
    volume.rbd.user ??= "admin";
    volume.rbd.keyring ??= "/etc/ceph/keyring";
  }
  if (volume.azureDisk) {
    volume.azureDisk.cachingMode ??= "ReadWrite";
    volume.azureDisk.kind ??= "Shared";
    volume.azureDisk.fsType ??= "ext4";
    volume.azureDisk.readOnly ??= false;
  }
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ??= "ThinProvisioned";
    volume.scaleIO.fsType ??= "xfs";
  }
}
