// https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from "#api";
import {
  applyHorizontalPodAutoscalerDefaults as applyV1Defaults,
  type HorizontalPodAutoscaler as HorizontalPodAutoscalerV1,
} from "#api/autoscaling/v1";
import {
  applyHorizontalPodAutoscalerDefaults,
  type HorizontalPodAutoscaler,
  validateHorizontalPodAutoscaler,
} from "#api/autoscaling/v2";
import type { FieldError, UnstructuredObject } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { defineResource, type TypedColumn } from "../define-resource.ts";
import { horizontalPodAutoscalerColumns } from "./columns.ts";
import { horizontalPodAutoscalerConversion as conversion } from "./conversion.ts";

export const horizontalPodAutoscalerDefinition: ResourceDefinition = defineResource(
  horizontalPodAutoscalers,
  {
    hasGeneration: true,
    applyDefaults: applyHorizontalPodAutoscalerDefaults,
    newStatus: () => ({ desiredReplicas: 0 }),
    strategy: { validate: validateHorizontalPodAutoscaler },
    columns: horizontalPodAutoscalerColumns,
  },
);

/** What the newer form, in which objects are stored, gets when no metric is stated. */
const defaultUtilization = 80;

export const horizontalPodAutoscalerV1Definition: ResourceDefinition = defineResource(
  horizontalPodAutoscalersV1,
  {
    hasGeneration: true,
    storagePrefix: horizontalPodAutoscalers.resource,
    conversion,
    applyDefaults(autoscaler) {
      applyV1Defaults(autoscaler);
      const hasMetrics = (toV2(autoscaler).spec?.metrics?.length ?? 0) > 0;
      if (!hasMetrics) autoscaler.spec.targetCPUUtilizationPercentage = defaultUtilization;
    },
    newStatus: () => ({ currentReplicas: 0, desiredReplicas: 0 }),
    strategy: {
      validate: (autoscaler): FieldError[] => validateHorizontalPodAutoscaler(toV2(autoscaler)),
    },
    columns: horizontalPodAutoscalerColumns.map(
      (column): TypedColumn<HorizontalPodAutoscalerV1> => ({
        ...column,
        value: (autoscaler, now) => column.value(toV2(autoscaler), now),
      }),
    ),
  },
);

function toV2(autoscaler: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const copy = { ...autoscaler } as unknown as UnstructuredObject;
  return conversion.toStored(copy) as unknown as HorizontalPodAutoscaler;
}
