// What happens to a write after authorization: plugins mutate, then validate, in the order of their
// list.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
import type { UnstructuredObject } from "#apimachinery";
import type { UserInfo } from "../authentication/authenticator.ts";

export type Operation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

export interface AdmissionRequest {
  operation: Operation;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  kind: string;
  namespace: string;
  /** Empty for a create with generateName until the name is made. */
  name: string;
  user: UserInfo;
  dryRun: boolean;
  /** The new object; undefined for DELETE. Plugins of the mutating phase may change it in place. */
  object: UnstructuredObject | undefined;
  /** The object as stored; undefined for CREATE. Never changed. */
  oldObject: UnstructuredObject | undefined;
  /** DeleteOptions, CreateOptions ... of the request. */
  options: UnstructuredObject | undefined;
  warn(message: string): void;
}

export interface AdmissionPlugin {
  /** Kubernetes' own name: "ServiceAccount". */
  readonly name: string;
  handles(request: AdmissionRequest): boolean;
  /** Mutating phase. Throws a StatusError to refuse. */
  admit?(request: AdmissionRequest): Promise<void> | void;
  /** Validating phase, on the object as it would be stored. Throws a StatusError to refuse. */
  validate?(request: AdmissionRequest): Promise<void> | void;
}
