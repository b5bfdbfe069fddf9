export {
  validateCertificateSigningRequest,
  validateCertificateSigningRequestUpdate,
} from "./certificate-signing-request-validation.ts";
export type * from "./types.generated.ts";
