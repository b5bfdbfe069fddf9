// The arithmetic of RBAC rules: does a rule allow a request, does a set of rules cover another.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import type { PolicyRule } from "#api/rbac/v1";
import type { Attributes } from "../authorizer.ts";

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes("*") || list.includes(value));

function allowsResource(rule: PolicyRule, resource: string, subresource: string): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (rule.resources ?? []).some(
    (entry) =>
      entry === "*" || entry === combined || (subresource !== "" && entry === `*/${subresource}`),
  );
}

function allowsUrl(rule: PolicyRule, path: string): boolean {
  return (rule.nonResourceURLs ?? []).some(
    (entry) =>
      entry === "*" ||
      entry === path ||
      (entry.endsWith("*") && path.startsWith(entry.slice(0, -1))),
  );
}

/** Whether the rule allows the request. */
export function ruleAllows(rule: PolicyRule, request: Attributes): boolean {
  if (!has(rule.verbs, request.verb)) return false;
  if (!request.isResourceRequest) return allowsUrl(rule, request.path);
  const names = rule.resourceNames ?? [];
  return (
    has(rule.apiGroups, request.group) &&
    allowsResource(rule, request.resource, request.subresource) &&
    (names.length === 0 || names.includes(request.name))
  );
}

/** A rule split so that each part has one verb, group, resource and name, or one verb and URL. */
function* atoms(rule: PolicyRule): Generator<PolicyRule> {
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) yield { verbs: [verb], nonResourceURLs: [url] };
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
        for (const name of names) {
          yield {
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...(name === undefined ? {} : { resourceNames: [name] }),
          };
        }
      }
    }
  }
}

function atomIsCovered(owner: PolicyRule, atom: PolicyRule): boolean {
  if (!has(owner.verbs, atom.verbs[0] as string)) return false;
  const url = atom.nonResourceURLs?.[0];
  if (url !== undefined) {
    return (owner.nonResourceURLs ?? []).some(
      (entry) =>
        entry === "*" ||
        entry === url ||
        (entry.endsWith("*") && url.startsWith(entry.slice(0, -1))),
    );
  }
  const resource = atom.resources?.[0] as string;
  const slash = resource.indexOf("/");
  const isCovered = (owner.resources ?? []).some(
    (entry) =>
      entry === "*" || entry === resource || (slash > 0 && entry === `*${resource.slice(slash)}`),
  );
  const names = owner.resourceNames ?? [];
  const name = atom.resourceNames?.[0];
  return (
    isCovered &&
    has(owner.apiGroups, atom.apiGroups?.[0] as string) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

/** The parts of `wanted` that `owned` does not cover; empty: no escalation. */
export function uncoveredRules(
  owned: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): PolicyRule[] {
  const missing: PolicyRule[] = [];
  for (const rule of wanted) {
    for (const atom of atoms(rule)) {
      if (!owned.some((owner) => atomIsCovered(owner, atom))) missing.push(atom);
    }
  }
  return missing;
}
