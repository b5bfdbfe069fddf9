// https://kubernetes.io/docs/concepts/workloads/controllers/job/
import { jobs } from "#api";
import { applyJobDefaults, type Job, validateJob, validateJobUpdate } from "#api/batch/v1";
import { formatHumanDuration, formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { labels } from "#component-helpers";
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const jobDefinition: ResourceDefinition = defineResource(jobs, {
  hasGeneration: true,
  applyDefaults: applyJobDefaults,
  newStatus: () => ({}),
  defaultPropagation: "Orphan",
  strategy: {
    prepareForCreate: generateSelector,
    validate: validateJob,
    validateUpdate: validateJobUpdate,
  },
  columns: [
    nameColumn,
    column("Status", "What the job does", statusText),
    column("Completions", "Pods that succeeded of those wanted", completionsText),
    column("Duration", "How long it ran", durationText),
    ageColumn,
    ...templateColumns<Job>((job) => job.spec?.template),
    wideColumn("Selector", "The labels of its pods", (j) => formatLabelSelector(j.spec?.selector)),
  ],
  selectableFields: { "status.successful": (job) => String(job.status?.succeeded ?? 0) },
});

/** Pods of a Job are known by its uid, unless the author chose labels himself. */
function generateSelector(job: Job): void {
  const { spec } = job;
  if (spec.manualSelector) return;
  const { uid = "", name = "" } = job.metadata;
  spec.template.metadata ??= {};
  const templateLabels = { ...spec.template.metadata.labels };
  templateLabels[labels.jobNameLegacy] ??= name;
  templateLabels[labels.jobName] ??= name;
  templateLabels[labels.controllerUidLegacy] ??= uid;
  templateLabels[labels.controllerUid] ??= uid;
  spec.template.metadata.labels = templateLabels;
  spec.selector ??= {};
  spec.selector.matchLabels = { ...spec.selector.matchLabels };
  spec.selector.matchLabels[labels.controllerUid] ??= uid;
}

function statusText(job: Job): string {
  const isTrue = (type: string): boolean =>
    job.status?.conditions?.some((c) => c.type === type && c.status === "True") ?? false;
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (job.metadata?.deletionTimestamp !== undefined) return "Terminating";
  if (isTrue("Suspended")) return "Suspended";
  if (isTrue("FailureTarget")) return "FailureTarget";
  if (isTrue("SuccessCriteriaMet")) return "SuccessCriteriaMet";
  return "Running";
}

function completionsText(job: Job): string {
  const succeeded = job.status?.succeeded ?? 0;
  if (job.spec?.completions !== undefined) return `${succeeded}/${job.spec.completions}`;
  const parallelism = job.spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText(job: Job, now: number): string {
  const start = Date.parse(job.status?.startTime ?? "");
  if (Number.isNaN(start)) return "";
  const end = Date.parse(job.status?.completionTime ?? "");
  return formatHumanDuration((Number.isNaN(end) ? now : end) - start);
}
