// API errors. A StatusError carries the Status object that the client is sent.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: { continue?: string; resourceVersion?: string };
  status: "Failure" | "Success";
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

export class StatusError extends Error {
  override name = "StatusError";
  readonly status: Status;

  constructor(
    status: Omit<Status, "kind" | "apiVersion" | "metadata" | "status"> &
      Partial<Pick<Status, "metadata">>,
    options?: ErrorOptions,
  ) {
    super(status.message ?? status.reason ?? "unknown", options);
    this.status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", ...status };
  }

  get reason(): string {
    return this.status.reason ?? "";
  }

  get code(): number {
    return this.status.code;
  }
}

/** A resource as errors name it: `deployments.apps "web" not found`. */
export interface QualifiedResource {
  group: string;
  resource: string;
}

const qualified = (r: QualifiedResource): string =>
  r.group ? `${r.resource}.${r.group}` : r.resource;
const details = (r: QualifiedResource, name: string): StatusDetails => ({
  ...(name ? { name } : {}),
  ...(r.group ? { group: r.group } : {}),
  kind: r.resource,
});

export function notFound(resource: QualifiedResource, name: string): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: `${qualified(resource)} "${name}" not found`,
    details: details(resource, name),
  });
}

export function alreadyExists(resource: QualifiedResource, name: string): StatusError {
  return new StatusError({
    code: 409,
    reason: "AlreadyExists",
    message: `${qualified(resource)} "${name}" already exists`,
    details: details(resource, name),
  });
}

export function conflict(resource: QualifiedResource, name: string, why: string): StatusError {
  return new StatusError({
    code: 409,
    reason: "Conflict",
    message: `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    details: details(resource, name),
  });
}

/** The conflict that a stale resourceVersion meets; clients match the text. */
export function staleVersion(resource: QualifiedResource, name: string): StatusError {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: "BadRequest", message });
}

export function unauthorized(message = "Unauthorized"): StatusError {
  return new StatusError({ code: 401, reason: "Unauthorized", message });
}

export function forbidden(resource: QualifiedResource, name: string, why: string): StatusError {
  const what = name
    ? `${qualified(resource)} "${name}" is forbidden`
    : `${qualified(resource)} is forbidden`;
  return new StatusError({
    code: 403,
    reason: "Forbidden",
    message: resource.resource ? `${what}: ${why}` : `forbidden: ${why}`,
    details: details(resource, name),
  });
}

export function methodNotSupported(resource: QualifiedResource, action: string): StatusError {
  return new StatusError({
    code: 405,
    reason: "MethodNotAllowed",
    message: `${action} is not supported on resources of kind "${qualified(resource)}"`,
    details: details(resource, ""),
  });
}

/** 410: the revision is compacted. `continueToken` lets a list go on from its last key. */
export function resourceExpired(message: string, continueToken?: string): StatusError {
  return new StatusError({
    code: 410,
    reason: "Expired",
    message,
    ...(continueToken ? { metadata: { continue: continueToken } } : {}),
  });
}

export function gone(message: string): StatusError {
  return new StatusError({ code: 410, reason: "Gone", message });
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError({
    code: 429,
    reason: "TooManyRequests",
    message,
    details: { retryAfterSeconds },
  });
}

export function requestEntityTooLarge(message: string): StatusError {
  return new StatusError({
    code: 413,
    reason: "RequestEntityTooLarge",
    message: `Request entity too large: ${message}`,
  });
}

export function unsupportedMediaType(message: string): StatusError {
  return new StatusError({ code: 415, reason: "UnsupportedMediaType", message });
}

export function notAcceptable(message: string): StatusError {
  return new StatusError({ code: 406, reason: "NotAcceptable", message });
}

export function internalError(message: string, cause?: unknown): StatusError {
  return new StatusError(
    {
      code: 500,
      reason: "InternalError",
      message: `Internal error occurred: ${message}`,
      details: { causes: [{ message }] },
    },
    { cause },
  );
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError({ code: 503, reason: "ServiceUnavailable", message });
}

export function timeout(message: string, retryAfterSeconds = 0): StatusError {
  return new StatusError({
    code: 504,
    reason: "Timeout",
    message: `Timeout: ${message}`,
    details: retryAfterSeconds ? { retryAfterSeconds } : {},
  });
}

/** One refused field. `type` is one of Kubernetes' cause reasons (FieldValueRequired, ...). */
export interface FieldError {
  type:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldValueDuplicate"
    | "FieldValueForbidden"
    | "FieldValueNotFound"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "InternalError"
    | "FieldValueTypeInvalid";
  /** "spec.containers[0].name" */
  field: string;
  /** Without the field: `Invalid value: "A": must be ...`. */
  message: string;
}

/** 422: `Pod "x" is invalid: spec.containers: Required value`; several errors are joined in brackets. */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  errors: FieldError[],
): StatusError {
  const texts = [...new Set(errors.map((e) => `${e.field}: ${e.message}`))];
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const what = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${what} "${name}" is invalid${texts.length ? `: ${joined}` : ""}`,
    details: {
      ...(name ? { name } : {}),
      ...(kind.group ? { group: kind.group } : {}),
      kind: kind.kind,
      causes: errors.map((e) => ({ reason: e.type, message: e.message, field: e.field })),
    },
  });
}

const hasReason = (error: unknown, ...reasons: string[]): boolean =>
  error instanceof StatusError && reasons.includes(error.reason);
export const isNotFound = (error: unknown): boolean => hasReason(error, "NotFound");
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, "AlreadyExists");
export const isConflict = (error: unknown): boolean => hasReason(error, "Conflict");
export const isInvalid = (error: unknown): boolean => hasReason(error, "Invalid");
export const isForbidden = (error: unknown): boolean => hasReason(error, "Forbidden");
export const isGone = (error: unknown): boolean => hasReason(error, "Gone", "Expired");
export const isTooManyRequests = (error: unknown): boolean => hasReason(error, "TooManyRequests");
/** Nothing can be created there any more: the namespace is being deleted. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof StatusError &&
  (error.status.details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating");
export const isTimeout = (error: unknown): boolean => hasReason(error, "Timeout", "ServerTimeout");
