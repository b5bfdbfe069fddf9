// Events about pods and their containers, as `kubectl describe pod` shows them.
import type { Container, Pod } from "#api/core/v1";
import type { EventRecorder } from "#client";

export interface PodEvents {
  /** `container`: whom it concerns; undefined: the whole pod. */
  normal(pod: Pod, container: Container | undefined, reason: string, message: string): void;
  warning(pod: Pod, container: Container | undefined, reason: string, message: string): void;
}

export function podEvents(recorder: EventRecorder): PodEvents {
  const record = (
    type: "Normal" | "Warning",
    pod: Pod,
    event: { container: Container | undefined; reason: string; message: string },
  ): void => {
    const fieldPath = event.container && containerFieldPath(pod, event.container.name);
    recorder.event(pod, {
      type,
      reason: event.reason,
      message: event.message,
      kind: "Pod",
      apiVersion: "v1",
      ...(fieldPath === undefined ? {} : { fieldPath }),
    });
  };
  return {
    normal: (pod, container, reason, message) =>
      record("Normal", pod, { container, reason, message }),
    warning: (pod, container, reason, message) =>
      record("Warning", pod, { container, reason, message }),
  };
}

export function containerFieldPath(pod: Pod, name: string): string {
  const isInit = (pod.spec.initContainers ?? []).some((container) => container.name === name);
  return isInit ? `spec.initContainers{${name}}` : `spec.containers{${name}}`;
}
