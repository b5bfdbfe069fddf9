// https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
import { daemonSets } from "#api";
import {
  applyDaemonSetDefaults,
  type DaemonSet,
  validateDaemonSet,
  validateDaemonSetUpdate,
} from "#api/apps/v1";
import { semanticEqual } from "#api/meta/v1";
import { formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import {
  ageColumn,
  column,
  formatLabels,
  integerColumn,
  nameColumn,
  templateColumns,
  wideColumn,
} from "../columns.ts";
import { defineResource } from "../define-resource.ts";

/** Counts changes of the template; the server's to write, kept for clients of older versions. */
const templateGeneration = "deprecated.daemonset.template.generation";

export const daemonSetDefinition: ResourceDefinition = defineResource(daemonSets, {
  hasGeneration: true,
  applyDefaults: applyDaemonSetDefaults,
  newStatus: () => ({
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  }),
  strategy: {
    prepareForCreate: (set) => setTemplateGeneration(set, 1),
    prepareForUpdate: (set, old) => {
      const isChanged = !semanticEqual(set.spec.template, old.spec.template);
      setTemplateGeneration(set, templateGenerationOf(old) + (isChanged ? 1 : 0));
    },
    validate: validateDaemonSet,
    validateUpdate: validateDaemonSetUpdate,
  },
  columns: [
    nameColumn,
    integerColumn("Desired", "Nodes that want a pod", (s) => s.status?.desiredNumberScheduled ?? 0),
    integerColumn("Current", "Nodes that have one", (s) => s.status?.currentNumberScheduled ?? 0),
    integerColumn("Ready", "Nodes with a ready one", (s) => s.status?.numberReady ?? 0),
    integerColumn(
      "Up-to-date",
      "Nodes with a new one",
      (s) => s.status?.updatedNumberScheduled ?? 0,
    ),
    integerColumn("Available", "Nodes with a steady one", (s) => s.status?.numberAvailable ?? 0),
    column("Node Selector", "The nodes it is meant for", (s) =>
      formatLabels(s.spec?.template?.spec?.nodeSelector),
    ),
    ageColumn,
    ...templateColumns<DaemonSet>((set) => set.spec?.template),
    wideColumn("Selector", "The labels of its pods", (s) => formatLabelSelector(s.spec?.selector)),
  ],
});

function templateGenerationOf(set: DaemonSet): number {
  const text = set.metadata?.annotations?.[templateGeneration] ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function setTemplateGeneration(set: DaemonSet, generation: number): void {
  set.metadata = {
    ...set.metadata,
    annotations: { ...set.metadata?.annotations, [templateGeneration]: String(generation) },
  };
}
