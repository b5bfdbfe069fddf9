// A volume type. The kubelet's volume manager calls setUp before a pod's containers start, again
// whenever a source changed, and tearDown when the pod is gone.
// https://kubernetes.io/docs/concepts/storage/volumes/
import type { Pod, Volume } from "#api/core/v1";

/** Reads other objects, from the kubelet's caches or the API. Undefined: not there. */
export interface VolumeSources {
  configMap(
    namespace: string,
    name: string,
  ): Promise<{ data?: Record<string, string>; binaryData?: Record<string, string> } | undefined>;
  secret(namespace: string, name: string): Promise<{ data?: Record<string, string> } | undefined>;
  /** A bound token for the pod's service account. */
  serviceAccountToken(
    pod: Pod,
    audience: string,
    expirationSeconds: number,
  ): Promise<{ token: string; renewAtMilliseconds: number }>;
  /** Values for resourceFieldRef where the container sets no limit. */
  nodeAllocatable(): Record<string, string>;
}

export interface MountContext {
  pod: Pod;
  volume: Volume;
  /** The pod's addresses and so on as far as known, for the downward API. */
  podIPs: readonly string[];
  hostIP: string;
  nodeName: string;
  /**
   * <kubelet>/pods/<uid>/volumes/kubernetes.io~<type>/<name>; tearDown is called while it exists.
   */
  directory: string;
  /** From securityContext.fsGroup. */
  fsGroup: number | undefined;
  sources: VolumeSources;
}

export interface MountedVolume {
  /** What is bound into containers. */
  hostPath: string;
  readOnly: boolean;
  /** Names of objects whose change calls setUp again: "configmap/ns/name", "secret/ns/name", "pod". */
  dependsOn: readonly string[];
  /** Call setUp again by then (token rotation). Milliseconds since the epoch. */
  refreshAtMilliseconds?: number;
}

export interface VolumePlugin {
  /** "kubernetes.io/empty-dir". */
  readonly name: string;
  canSupport(volume: Volume): boolean;
  /** Idempotent. Rejects with an Error whose message becomes the FailedMount event. */
  setUp(context: MountContext): Promise<MountedVolume>;
  /** Idempotent; works from the directory alone, as the pod may be unknown by now. */
  tearDown(directory: string): Promise<void>;
}
