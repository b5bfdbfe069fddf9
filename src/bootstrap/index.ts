export {
  type BootstrapOptions,
  ensureBootstrapObjects,
  systemNamespaces,
} from "./bootstrap-objects.ts";
export {
  type CertificateRequest,
  issueCertificate,
  type KeyPair,
  makeSigningRequest,
  type ParsedSigningRequest,
  parseSigningRequest,
  signRequest,
} from "./certificates.ts";
export { ensureJoinToken, makeJoinToken } from "./join-token.ts";
export { renderKubeconfig } from "./kubeconfig.ts";
export { ensureCertificate, ensurePki, type Pki } from "./pki.ts";
export { defaultClusterRoleBindings, defaultRoleBindings, defaultRoles } from "./rbac/bindings.ts";
export { defaultClusterRoles } from "./rbac/cluster-roles.ts";
export { controllerAccount } from "./rbac/controller-accounts.ts";
