// Role-based access control. Grants only add up; there is no deny.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import type { PolicyRule } from "#api/rbac/v1";
import type { UserInfo } from "../../authentication/user-info.ts";
import type { Attributes, Authorizer, Decision, ResourceRules } from "../authorizer.ts";
import type { RbacIndex } from "./rbac-index.ts";
import { ruleAllows } from "./rbac-rules.ts";

export class RbacAuthorizer implements Authorizer {
  readonly name = "RBAC";
  readonly #index: RbacIndex;

  constructor(index: RbacIndex) {
    this.#index = index;
  }

  authorize(attributes: Attributes): Decision {
    for (const { rules, binding } of this.#index.grants(attributes.user, attributes.namespace)) {
      if (rules.some((rule) => ruleAllows(rule, attributes)))
        return { decision: "allow", reason: binding };
    }
    return { decision: "no-opinion", reason: "" };
  }

  /** All rules that hold for the user in the namespace, for escalation checks. */
  policyRulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    return [...this.#index.grants(user, namespace)].flatMap((grant) => [...grant.rules]);
  }

  rulesFor(user: UserInfo, namespace: string): ResourceRules {
    const rules = this.policyRulesFor(user, namespace);
    return {
      resourceRules: rules
        .filter((rule) => rule.resources?.length)
        .map((rule) => ({
          verbs: rule.verbs,
          apiGroups: rule.apiGroups ?? [],
          resources: rule.resources ?? [],
          resourceNames: rule.resourceNames ?? [],
        })),
      nonResourceRules: rules
        .filter((rule) => rule.nonResourceURLs?.length)
        .map((rule) => ({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs ?? [] })),
      incomplete: false,
    };
  }
}
