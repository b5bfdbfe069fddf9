// https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
import { cronJobs } from "#api";
import {
  applyCronJobDefaults,
  type CronJob,
  validateCronJob,
  validateCronJobUpdate,
} from "#api/batch/v1";
import { formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import {
  ageColumn,
  column,
  integerColumn,
  nameColumn,
  templateColumns,
  wideColumn,
} from "../columns.ts";
import { defineResource } from "../define-resource.ts";
import { timeSince } from "../time-since.ts";

export const cronJobDefinition: ResourceDefinition = defineResource(cronJobs, {
  hasGeneration: true,
  applyDefaults: applyCronJobDefaults,
  newStatus: () => ({}),
  strategy: { validate: validateCronJob, validateUpdate: validateCronJobUpdate },
  columns: [
    nameColumn,
    column("Schedule", "When it runs", (cronJob) => cronJob.spec?.schedule ?? ""),
    column("Timezone", "Where that time is", (cronJob) => cronJob.spec?.timeZone ?? "<none>"),
    column("Suspend", "Whether it makes no jobs", (cronJob) =>
      cronJob.spec?.suspend ? "True" : "False",
    ),
    integerColumn("Active", "Jobs that run", (cronJob) => cronJob.status?.active?.length ?? 0),
    column("Last Schedule", "How long ago it made a job", (cronJob, now) =>
      cronJob.status?.lastScheduleTime ? timeSince(cronJob.status.lastScheduleTime, now) : "<none>",
    ),
    ageColumn,
    ...templateColumns<CronJob>((cronJob) => cronJob.spec?.jobTemplate?.spec?.template),
    wideColumn("Selector", "The labels of its pods", (cronJob) =>
      formatLabelSelector(cronJob.spec?.jobTemplate?.spec?.selector),
    ),
  ],
});
