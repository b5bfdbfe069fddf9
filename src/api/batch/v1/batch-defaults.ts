// Defaults of Job and CronJob.
// https://kubernetes.io/docs/concepts/workloads/controllers/job/
import { applyPodTemplateDefaults } from "../../core/v1/index.ts";
import type { CronJob, Job, JobSpec } from "./types.generated.ts";

/** "Never give up": limits per index take the place of the limit of the whole Job. */
const unlimitedBackoff = 2147483647;

export function applyJobDefaults(job: Job): void {
  job.spec ??= { template: {} };
  job.status ??= {};
  const { spec } = job;
  spec.template ??= {};
  applyTemplateDefaults(spec);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : unlimitedBackoff;
  const labels = spec.template.metadata?.labels;
  if (labels !== undefined && Object.keys(job.metadata.labels ?? {}).length === 0) {
    job.metadata.labels = { ...labels };
  }
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??=
    spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed";
}

export function applyCronJobDefaults(cronJob: CronJob): void {
  cronJob.spec ??= { jobTemplate: {}, schedule: "" };
  cronJob.status ??= {};
  const { spec } = cronJob;
  spec.concurrencyPolicy ??= "Allow";
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  spec.jobTemplate ??= {};
  spec.jobTemplate.metadata ??= {};
  spec.jobTemplate.spec ??= { template: {} };
  spec.jobTemplate.spec.template ??= {};
  applyTemplateDefaults(spec.jobTemplate.spec);
}

function applyTemplateDefaults(spec: JobSpec): void {
  applyPodTemplateDefaults(spec.template);
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ??= "True";
  }
}
