// Volumes that are claimed: not yet supported, and said so, since a pod put on any node might never
// reach its data.
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/
import type { Pod } from "#api/core/v1";
import type { Plugin } from "../framework/plugin.ts";
import { skip, success, unresolvable } from "../framework/status.ts";

const name = "VolumeBinding";
const withoutClaims = { status: skip(name) };

export function volumeBinding(): Plugin {
  return {
    name,
    // Nothing that happens makes such a pod schedulable; it is tried again now and then anyway.
    eventsToRegister: () => [],
    preFilter(_state, { pod }) {
      const [claim] = claimNames(pod);
      if (claim === undefined) return withoutClaims;
      const reason = `persistentvolumeclaim "${claim}" cannot be used: volumes that are claimed are not supported yet`;
      return { status: unresolvable(name, reason) };
    },
    filter: () => success,
  };
}

function claimNames(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral ? [`${pod.metadata.name}-${volume.name}`] : [];
  });
}
