// Writes Events about objects, merging repeats, without ever blocking or failing its caller.
import type { KubernetesObject } from "#apimachinery";

export interface EventRecorder {
  /** `kind` and `apiVersion` must be set on the object or given. `fieldPath`: "spec.containers{web}". */
  event(
    about: KubernetesObject,
    event: {
      type: "Normal" | "Warning";
      reason: string;
      message: string;
      fieldPath?: string;
      kind?: string;
      apiVersion?: string;
      action?: string;
      related?: KubernetesObject;
    },
  ): void;
  /** Waits for what is queued. */
  flush(): Promise<void>;
}
