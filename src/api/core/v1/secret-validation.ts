// What a Secret must satisfy: each type has keys it cannot be without.
// https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
import {
  configMapKeyComplaints,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  required,
  tooLong,
  validateImmutable,
} from "#apimachinery";
import { semanticEqual } from "../../meta/v1/index.ts";
import { base64Bytes, dataLimitBytes, immutableDetail } from "./config-map-validation.ts";
import type { Secret } from "./types.generated.ts";

const dataPath = FieldPath.of("data");
const serviceAccountNameAnnotation = "kubernetes.io/service-account.name";

export function validateSecret(secret: Secret): FieldError[] {
  const errors: FieldError[] = [];
  let sizeBytes = 0;
  for (const [key, value] of Object.entries(secret.data ?? {})) {
    errors.push(...invalidBecause(dataPath.key(key), key, configMapKeyComplaints(key)));
    sizeBytes += base64Bytes(value ?? "");
  }
  if (sizeBytes > dataLimitBytes) errors.push(tooLong(dataPath, dataLimitBytes));
  return [...errors, ...validateType(secret)];
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors = validateImmutable(secret.type, old.type, FieldPath.of("type"));
  if (old.immutable) {
    if (!secret.immutable) errors.push(forbiddenField(FieldPath.of("immutable"), immutableDetail));
    if (!semanticEqual(secret.data ?? {}, old.data ?? {})) {
      errors.push(forbiddenField(dataPath, immutableDetail));
    }
  }
  return [...errors, ...validateSecret(secret)];
}

function validateType(secret: Secret): FieldError[] {
  switch (secret.type) {
    case "kubernetes.io/service-account-token":
      return secret.metadata.annotations?.[serviceAccountNameAnnotation]
        ? []
        : [required(FieldPath.of("metadata", "annotations").key(serviceAccountNameAnnotation))];
    case "kubernetes.io/dockercfg":
      return validateJsonKey(secret, ".dockercfg");
    case "kubernetes.io/dockerconfigjson":
      return validateJsonKey(secret, ".dockerconfigjson");
    case "kubernetes.io/basic-auth":
      return hasKey(secret, "username") || hasKey(secret, "password")
        ? []
        : [required(dataPath.key("username")), required(dataPath.key("password"))];
    case "kubernetes.io/ssh-auth":
      return secret.data?.["ssh-privatekey"] ? [] : [required(dataPath.key("ssh-privatekey"))];
    case "kubernetes.io/tls":
      return ["tls.crt", "tls.key"]
        .filter((key) => !hasKey(secret, key))
        .map((key) => required(dataPath.key(key)));
    default:
      return [];
  }
}

function hasKey(secret: Secret, key: string): boolean {
  return secret.data !== undefined && Object.hasOwn(secret.data, key);
}

function validateJsonKey(secret: Secret, key: string): FieldError[] {
  const path = dataPath.key(key);
  const text = secret.data?.[key];
  if (text === undefined) return [required(path)];
  let bytes = "";
  try {
    bytes = atob(text);
    JSON.parse(fromUtf8(bytes));
    return [];
  } catch (error) {
    const detail = jsonComplaint(bytes, error);
    return [invalidValue(path, "<secret contents redacted>", detail)];
  }
}

/** Says what is wrong without showing the contents, which the parser's own message quotes. */
function jsonComplaint(bytes: string, error: unknown): string {
  const first = bytes.trimStart().charAt(0);
  if (first !== "" && !/[[{"\-0-9tfn]/.test(first)) {
    return `invalid character '${first}' looking for beginning of value`;
  }
  const isCut = error instanceof Error && /Unexpected end|Unterminated/.test(error.message);
  return isCut || first === "" ? "unexpected end of JSON input" : "invalid JSON";
}

function fromUtf8(bytes: string): string {
  const array = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
  return new TextDecoder().decode(array);
}
