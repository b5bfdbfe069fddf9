// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
import { certificateSigningRequests } from "#api";
import {
  type CertificateSigningRequest,
  type CertificateSigningRequestCondition,
  validateCertificateSigningRequest,
  validateCertificateSigningRequestUpdate,
} from "#api/certificates/v1";
import { formatHumanDuration } from "#apimachinery";
import type { ResourceDefinition, WriteContext } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource, keepField } from "../define-resource.ts";

/** Only the approval subresource may set these. */
const approvalTypes: ReadonlySet<string> = new Set(["Approved", "Denied"]);

export const certificateSigningRequestDefinition: ResourceDefinition = defineResource(
  certificateSigningRequests,
  {
    applyDefaults(request) {
      request.spec ??= { request: "", signerName: "" };
      request.status ??= {};
    },
    newStatus: () => ({}),
    strategy: {
      prepareForCreate: recordRequester,
      prepareForUpdate: (request, old) => keepField(request, old, "spec"),
      validate: validateCertificateSigningRequest,
      validateUpdate: validateCertificateSigningRequestUpdate,
    },
    statusStrategy: {
      prepareForUpdate(request, old, context) {
        keepApproval(request, old);
        stampConditions(request, old, context);
      },
      validateUpdate: validateCertificateSigningRequestUpdate,
    },
    updateSubresources: {
      approval: {
        verbs: ["get", "patch", "update"],
        strategy: {
          prepareForUpdate(request, old, context) {
            keepField(request, old, "spec");
            const certificate = old.status?.certificate;
            const conditions = request.status?.conditions;
            request.status = {
              ...(conditions ? { conditions } : {}),
              ...(certificate ? { certificate } : {}),
            };
            stampConditions(request, old, context);
          },
          validateUpdate: validateCertificateSigningRequestUpdate,
        },
      },
    },
    columns: [
      nameColumn,
      ageColumn,
      column("SignerName", "Who is to sign", (request) => request.spec?.signerName ?? ""),
      column("Requestor", "Who asks", (request) => request.spec?.username ?? ""),
      column("RequestedDuration", "How long it is to be valid", (request) => {
        const seconds = request.spec?.expirationSeconds;
        return seconds === undefined ? "<none>" : formatHumanDuration(seconds * 1000);
      }),
      column("Condition", "How far it got", conditionText),
    ],
    selectableFields: { "spec.signerName": (request) => request.spec?.signerName ?? "" },
  },
);

/** Who asks is not for the author to say. */
function recordRequester(request: CertificateSigningRequest, { user }: WriteContext): void {
  const { spec } = request;
  spec.username = user.name;
  spec.groups = [...user.groups];
  if (user.uid) spec.uid = user.uid;
  else delete spec.uid;
  const extra = Object.entries(user.extra).map(([key, values]) => [key, [...values]]);
  if (extra.length > 0) spec.extra = Object.fromEntries(extra);
  else delete spec.extra;
}

/** Approval and denial are as the old object has them. */
function keepApproval(request: CertificateSigningRequest, old: CertificateSigningRequest): void {
  request.status ??= {};
  const { status } = request;
  const kept = (old.status?.conditions ?? []).filter(({ type }) => approvalTypes.has(type));
  const own = (status.conditions ?? []).filter(({ type }) => !approvalTypes.has(type));
  const conditions = [...kept, ...own];
  if (conditions.length > 0) status.conditions = conditions;
  else delete status.conditions;
}

function stampConditions(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { now }: WriteContext,
): void {
  for (const condition of request.status?.conditions ?? []) {
    condition.lastUpdateTime ??= now;
    if (condition.lastTransitionTime !== undefined) continue;
    const before = old.status?.conditions?.find(({ type }) => type === condition.type);
    const isSame = before?.status === condition.status;
    condition.lastTransitionTime = (isSame ? before?.lastTransitionTime : undefined) ?? now;
  }
}

function conditionText({ status }: CertificateSigningRequest): string {
  const types = (status?.conditions ?? []).map((c: CertificateSigningRequestCondition) => c.type);
  if (types.length === 0) return status?.certificate ? "Pending,Issued" : "Pending";
  const words = [
    types.includes("Denied") ? "Denied" : types.includes("Approved") ? "Approved" : "Pending",
  ];
  if (types.includes("Failed")) words.push("Failed");
  if (status?.certificate) words.push("Issued");
  return words.join(",");
}
