// What a CertificateSigningRequest must satisfy.
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
import {
  duplicate,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidValue,
  required,
} from "#apimachinery";
import { semanticEqual, validateEnum } from "../../meta/v1/index.ts";
import type { CertificateSigningRequest } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const conditionsPath = FieldPath.of("status", "conditions");
const shortestSeconds = 600;
const usages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

export function validateCertificateSigningRequest({
  spec,
  status,
}: CertificateSigningRequest): FieldError[] {
  const errors: FieldError[] = [];
  if (!isPemRequest(spec.request)) {
    const detail = "PEM block type must be CERTIFICATE REQUEST";
    errors.push(invalidValue(specPath.child("request"), spec.request ?? "", detail));
  }
  if (!spec.usages?.length) {
    errors.push(required(specPath.child("usages"), "usages must be set"));
  }
  const seen = new Set<string>();
  for (const [index, usage] of (spec.usages ?? []).entries()) {
    const path = specPath.child("usages").index(index);
    errors.push(...validateEnum(usage, usages, path));
    if (seen.has(usage)) errors.push(duplicate(path, usage));
    seen.add(usage);
  }
  errors.push(...validateSignerName(spec.signerName, specPath.child("signerName")));
  if (spec.expirationSeconds !== undefined && spec.expirationSeconds < shortestSeconds) {
    const path = specPath.child("expirationSeconds");
    errors.push(
      invalidValue(
        path,
        spec.expirationSeconds,
        "may not specify a duration less than 600 seconds (10 minutes)",
      ),
    );
  }
  const types = new Set((status?.conditions ?? []).map(({ type }) => type));
  if (types.has("Approved") && types.has("Denied")) {
    const detail = "Approved and Denied conditions are mutually exclusive";
    errors.push(invalidValue(conditionsPath, "Denied", detail));
  }
  return errors;
}

export function validateCertificateSigningRequestUpdate(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  const errors = validateCertificateSigningRequest(request);
  const now = new Set((request.status?.conditions ?? []).map(({ type }) => type));
  for (const { type } of old.status?.conditions ?? []) {
    if (["Approved", "Denied", "Failed"].includes(type) && !now.has(type)) {
      const detail = `updates may not remove a condition of type "${type}"`;
      errors.push(forbiddenField(conditionsPath, detail));
    }
  }
  const before = old.status?.certificate;
  if (before && !semanticEqual(request.status?.certificate, before)) {
    const path = FieldPath.of("status", "certificate");
    errors.push(forbiddenField(path, "updates may not change existing certificate"));
  }
  return errors;
}

function isPemRequest(base64: string | undefined): boolean {
  try {
    return atob(base64 ?? "").includes("-----BEGIN CERTIFICATE REQUEST-----");
  } catch {
    return false;
  }
}

function validateSignerName(name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [required(path)];
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1) {
    const detail =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalidValue(path, name, detail)];
  }
  return [];
}
