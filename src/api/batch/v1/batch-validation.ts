// What Jobs and CronJobs must satisfy.
// https://kubernetes.io/docs/concepts/workloads/controllers/job/
import {
  type FieldError,
  FieldPath,
  invalidValue,
  notSupported,
  required,
  validateImmutable,
} from "#apimachinery";
import { validatePodTemplate, validateSelectorFitsTemplate } from "../../core/v1/index.ts";
import {
  semanticEqual,
  validateEnum,
  validateLabelSelector,
  validateNonNegative,
  validateRequiredEnum,
} from "../../meta/v1/index.ts";
import {
  validatePodFailurePolicy,
  validateSuccessPolicy,
} from "./pod-failure-policy-validation.ts";
import type { CronJob, Job, JobSpec } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

/** A CronJob's name and 11 characters more must fit into the name of its Jobs. */
const cronJobNameLimit = 52;

export function validateJob(job: Job): FieldError[] {
  const errors = validateJobSpec(job.spec, specPath);
  if (job.spec.selector === undefined) errors.push(required(specPath.child("selector")));
  return [
    ...errors,
    ...validateLabelSelector(job.spec.selector, specPath.child("selector")),
    ...validateSelectorFitsTemplate(job.spec.selector, job.spec.template, specPath),
  ];
}

export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const { spec } = job;
  const isElastic = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  const isTemplateOpen = old.spec.suspend && old.status?.startTime === undefined;
  return [
    ...validateJobSpec(spec, specPath),
    ...(isElastic
      ? []
      : validateImmutable(spec.completions, old.spec.completions, specPath.child("completions"))),
    ...validateImmutable(spec.selector, old.spec.selector, specPath.child("selector")),
    ...(isTemplateOpen || semanticEqual(spec.template, old.spec.template)
      ? []
      : [invalidValue(specPath.child("template"), spec.template, "field is immutable")]),
    ...(
      [
        "completionMode",
        "podFailurePolicy",
        "backoffLimitPerIndex",
        "managedBy",
        "successPolicy",
      ] as const
    ).flatMap((field) => validateImmutable(spec[field], old.spec[field], specPath.child(field))),
  ];
}

export function validateCronJob(cronJob: CronJob): FieldError[] {
  const { spec, metadata } = cronJob;
  const errors: FieldError[] = [];
  if ((metadata.name?.length ?? 0) > cronJobNameLimit) {
    const detail = `must be no more than ${cronJobNameLimit} characters`;
    errors.push(invalidValue(FieldPath.of("metadata", "name"), metadata.name, detail));
  }
  const schedulePath = specPath.child("schedule");
  if (!spec.schedule) errors.push(required(schedulePath));
  else {
    if (spec.schedule.includes("TZ")) {
      const detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
      errors.push(invalidValue(schedulePath, spec.schedule, detail));
    }
    const complaint = scheduleComplaint(spec.schedule);
    if (complaint) errors.push(invalidValue(schedulePath, spec.schedule, complaint));
  }
  const jobSpec = spec.jobTemplate.spec ?? { template: {} };
  const jobPath = specPath.child("jobTemplate").child("spec");
  if (jobSpec.manualSelector) {
    errors.push(notSupported(jobPath.child("manualSelector"), true, ["nil", "false"]));
  }
  return [
    ...errors,
    ...validateTimeZone(spec.timeZone, specPath.child("timeZone")),
    ...validateNonNegative(spec.startingDeadlineSeconds, specPath.child("startingDeadlineSeconds")),
    ...validateRequiredEnum(
      spec.concurrencyPolicy,
      ["Allow", "Forbid", "Replace"],
      specPath.child("concurrencyPolicy"),
    ),
    ...validateJobSpec(jobSpec, jobPath),
    ...validateNonNegative(
      spec.successfulJobsHistoryLimit,
      specPath.child("successfulJobsHistoryLimit"),
    ),
    ...validateNonNegative(spec.failedJobsHistoryLimit, specPath.child("failedJobsHistoryLimit")),
  ];
}

export function validateCronJobUpdate(cronJob: CronJob): FieldError[] {
  return validateCronJob(cronJob);
}

function validateJobSpec(spec: JobSpec, path: FieldPath): FieldError[] {
  const numbers = [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
  ] as const satisfies readonly (keyof JobSpec)[];
  const errors = numbers.flatMap((field) => validateNonNegative(spec[field], path.child(field)));
  const modes = ["Indexed", "NonIndexed"];
  errors.push(...validateEnum(spec.completionMode, modes, path.child("completionMode")));
  if (spec.completionMode === "Indexed" && spec.completions === undefined) {
    const detail = "when completion mode is Indexed";
    errors.push(required(path.child("completions"), detail));
  }
  const replacement = ["Failed", "TerminatingOrFailed"];
  errors.push(
    ...validateEnum(spec.podReplacementPolicy, replacement, path.child("podReplacementPolicy")),
    ...validatePodTemplate(spec.template, path.child("template")),
    ...validatePodFailurePolicy(spec, path),
    ...validateSuccessPolicy(spec, path),
  );
  const restartPolicy = spec.template?.spec?.restartPolicy ?? "Always";
  const restartPath = path.child("template").child("spec").child("restartPolicy");
  if (restartPolicy !== "OnFailure" && restartPolicy !== "Never") {
    errors.push(
      restartPolicy === "Always"
        ? required(restartPath, 'valid values: "OnFailure", "Never"')
        : notSupported(restartPath, restartPolicy, ["OnFailure", "Never"]),
    );
  } else if (spec.podFailurePolicy && restartPolicy !== "Never") {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(invalidValue(restartPath, restartPolicy, detail));
  }
  return errors;
}

function validateTimeZone(timeZone: string | undefined, path: FieldPath): FieldError[] {
  if (timeZone === undefined) return [];
  if (timeZone === "")
    return [invalidValue(path, timeZone, "timeZone must be nil or non-empty string")];
  if (timeZone.toLowerCase() === "local") {
    return [
      invalidValue(
        path,
        timeZone,
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
      ),
    ];
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return [];
  } catch {
    return [invalidValue(path, timeZone, `unknown time zone ${timeZone}`)];
  }
}

const macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
/** Lowest and highest of minute, hour, day of month, month, day of week. */
const ranges: readonly [number, number][] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];
const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const dayNames = "sun mon tue wed thu fri sat".split(" ");

/** What is wrong with a cron schedule; undefined: nothing. */
function scheduleComplaint(schedule: string): string | undefined {
  if (schedule.startsWith("@")) {
    if (macros.includes(schedule)) return undefined;
    return /^@every \S+$/.test(schedule) ? undefined : `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  }
  for (const [index, field] of fields.entries()) {
    for (const part of field.split(",")) {
      if (!isSchedulePart(part, index)) return `failed to parse int from ${part}`;
    }
  }
  return undefined;
}

function isSchedulePart(part: string, index: number): boolean {
  const match = /^(\*|\?|[a-z0-9]+(?:-[a-z0-9]+)?)(?:\/([0-9]+))?$/i.exec(part);
  if (match === null || match[2] === "0") return false;
  const [lowest, highest] = ranges[index] ?? [0, 0];
  const body = match[1] ?? "";
  if (body === "*" || body === "?") return true;
  const numbers = body.split("-").map((word) => scheduleNumber(word, index));
  const [first = Number.NaN, last = first] = numbers;
  return first >= lowest && last <= highest && first <= last;
}

function scheduleNumber(word: string, index: number): number {
  if (/^[0-9]+$/.test(word)) return Number(word);
  const name = word.toLowerCase();
  if (index === 3 && monthNames.includes(name)) return monthNames.indexOf(name) + 1;
  if (index === 4 && dayNames.includes(name)) return dayNames.indexOf(name);
  return Number.NaN;
}
