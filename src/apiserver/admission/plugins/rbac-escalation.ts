// Nobody grants more than they have: roles and bindings are held against the rights of who writes
// them, unless they may `escalate` the role or `bind` it.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
import type { PolicyRule, Role, RoleBinding } from "#api/rbac/v1";
import { forbidden, notFound } from "#apimachinery";
import { deepEqual } from "#base";
import type { Authorizer } from "../../authorization/authorizer.ts";
import type { RbacAuthorizer } from "../../authorization/authorizers/rbac.ts";
import type { RoleRules } from "../../authorization/authorizers/rbac-index.ts";
import { uncoveredRules } from "../../authorization/authorizers/rbac-rules.ts";
import { superUserGroup } from "../../authorization/authorizers/super-user.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const group = "rbac.authorization.k8s.io";
const roleResources = new Set(["roles", "clusterroles"]);

export class RbacEscalation implements AdmissionPlugin {
  readonly name = "RBACEscalation";
  readonly #rbac: RbacAuthorizer;
  readonly #authorizer: Authorizer;
  readonly #rulesOf: RoleRules;

  constructor(dependencies: { rbac: RbacAuthorizer; authorizer: Authorizer; rulesOf: RoleRules }) {
    this.#rbac = dependencies.rbac;
    this.#authorizer = dependencies.authorizer;
    this.#rulesOf = dependencies.rulesOf;
  }

  handles(request: AdmissionRequest): boolean {
    const isWrite = request.operation === "CREATE" || request.operation === "UPDATE";
    return isWrite && request.group === group && !request.user.groups.includes(superUserGroup);
  }

  async validate(request: AdmissionRequest): Promise<void> {
    if (roleResources.has(request.resource)) return this.#checkRole(request);
    return this.#checkBinding(request);
  }

  async #checkRole(request: AdmissionRequest): Promise<void> {
    const role = request.object as unknown as Role;
    const before = request.oldObject as unknown as Role | undefined;
    if (before && deepEqual(before.rules ?? [], role.rules ?? [])) return;
    if (await this.#may(request, "escalate", request.resource, request.name)) return;
    this.#refuseUncovered(request, role.rules ?? []);
  }

  async #checkBinding(request: AdmissionRequest): Promise<void> {
    const binding = request.object as unknown as RoleBinding;
    const before = request.oldObject as unknown as RoleBinding | undefined;
    if (
      before &&
      deepEqual(before.subjects ?? [], binding.subjects ?? []) &&
      deepEqual(before.roleRef, binding.roleRef)
    )
      return;
    const resource = binding.roleRef.kind === "ClusterRole" ? "clusterroles" : "roles";
    if (await this.#may(request, "bind", resource, binding.roleRef.name)) return;
    const rules = this.#rulesOf(request.namespace, binding.roleRef);
    if (!rules) throw notFound({ group, resource }, binding.roleRef.name);
    this.#refuseUncovered(request, rules);
  }

  async #may(
    request: AdmissionRequest,
    verb: string,
    resource: string,
    name: string,
  ): Promise<boolean> {
    const { decision } = await this.#authorizer.authorize({
      user: request.user,
      verb,
      isResourceRequest: true,
      group,
      version: "*",
      resource,
      subresource: "",
      namespace: request.namespace,
      name,
      path: "",
    });
    return decision === "allow";
  }

  #refuseUncovered(request: AdmissionRequest, rules: readonly PolicyRule[]): void {
    const missing = uncoveredRules(
      this.#rbac.policyRulesFor(request.user, request.namespace),
      rules,
    );
    if (missing.length === 0) return;
    const { name, groups } = request.user;
    throw forbidden(
      request,
      request.name || (request.object?.metadata.name ?? ""),
      `user ${JSON.stringify(name)} (groups=${JSON.stringify(groups)}) is attempting to grant RBAC permissions not currently held:\n${missing.map(printRule).join("\n")}`,
    );
  }
}

function printRule(rule: PolicyRule): string {
  const list = (name: string, values: readonly string[] | undefined): string[] =>
    values?.length ? [`${name}:${JSON.stringify(values)}`] : [];
  return `{${[
    ...list("APIGroups", rule.apiGroups),
    ...list("Resources", rule.resources),
    ...list("ResourceNames", rule.resourceNames),
    ...list("NonResourceURLs", rule.nonResourceURLs),
    ...list("Verbs", rule.verbs),
  ].join(", ")}}`;
}
