// May this user do that. Authorizers are asked in order until one allows or denies.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/
import type { UserInfo } from "../authentication/authenticator.ts";

export interface Attributes {
  user: UserInfo;
  verb: string;
  isResourceRequest: boolean;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  /** For non-resource requests. */
  path: string;
  /** Set for list, watch and deletecollection that carry selectors. */
  fieldSelector?: string;
  labelSelector?: string;
}

export interface Decision {
  decision: "allow" | "deny" | "no-opinion";
  reason: string;
}

export interface Authorizer {
  readonly name: string;
  authorize(attributes: Attributes): Decision | Promise<Decision>;
  /**
   * Rules that apply to a user in a namespace, for SelfSubjectRulesReview; absent: it cannot tell.
   */
  rulesFor?(user: UserInfo, namespace: string): ResourceRules;
}

export interface ResourceRules {
  resourceRules: {
    verbs: string[];
    apiGroups: string[];
    resources: string[];
    resourceNames: string[];
  }[];
  nonResourceRules: { verbs: string[]; nonResourceURLs: string[] }[];
  incomplete: boolean;
  evaluationError?: string;
}
