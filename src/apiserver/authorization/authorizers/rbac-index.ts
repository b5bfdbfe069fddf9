// Roles and bindings, indexed by subject, kept current by informers: a change costs what changed.

import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "#api";
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from "#api/rbac/v1";
import type { Informer, InformerFactory } from "#client";
import type { UserInfo } from "../../authentication/user-info.ts";

interface Binding {
  /** Empty for a ClusterRoleBinding. */
  namespace: string;
  name: string;
  roleRef: RoleRef;
}

export interface BoundRules {
  rules: readonly PolicyRule[];
  /** For the reason of an allowed request. */
  binding: string;
}

function subjectKey(subject: Subject, namespace: string): string {
  return subject.kind === "ServiceAccount"
    ? `User:system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`
    : `${subject.kind}:${subject.name}`;
}

/** The role that a RoleRef names: its rules, undefined when there is no such role. */
export type RoleRules = (namespace: string, ref: RoleRef) => readonly PolicyRule[] | undefined;

export class RbacIndex {
  readonly #bySubject = new Map<string, Set<Binding>>();
  readonly #byObject = new WeakMap<object, Binding>();
  readonly #roles: Informer<Role>;
  readonly #clusterRoles: Informer<ClusterRole>;

  constructor(informers: InformerFactory) {
    this.#roles = informers.informer(roles);
    this.#clusterRoles = informers.informer(clusterRoles);
    this.#follow(informers.informer(roleBindings));
    this.#follow(informers.informer(clusterRoleBindings));
  }

  #follow<T extends RoleBinding | ClusterRoleBinding>(informer: Informer<T>): void {
    informer.addHandler({
      add: (binding) => this.#insert(binding),
      update: (binding, old) => {
        this.#remove(old);
        this.#insert(binding);
      },
      delete: (binding) => this.#remove(binding),
    });
  }

  #insert(object: RoleBinding | ClusterRoleBinding): void {
    const namespace = object.metadata.namespace ?? "";
    const binding = { namespace, name: object.metadata.name ?? "", roleRef: object.roleRef };
    this.#byObject.set(object, binding);
    for (const subject of object.subjects ?? []) {
      const key = subjectKey(subject, namespace);
      const bindings = this.#bySubject.get(key) ?? new Set();
      bindings.add(binding);
      this.#bySubject.set(key, bindings);
    }
  }

  #remove(object: RoleBinding | ClusterRoleBinding): void {
    const binding = this.#byObject.get(object);
    if (!binding) return;
    for (const subject of object.subjects ?? []) {
      const key = subjectKey(subject, binding.namespace);
      const bindings = this.#bySubject.get(key);
      bindings?.delete(binding);
      if (bindings?.size === 0) this.#bySubject.delete(key);
    }
  }

  readonly rulesOf: RoleRules = (namespace, ref) => {
    const role =
      ref.kind === "ClusterRole"
        ? this.#clusterRoles.lister.get("", ref.name)
        : this.#roles.lister.get(namespace, ref.name);
    return role ? (role.rules ?? []) : undefined;
  };

  /** Everything granted to the user cluster-wide and, if one is given, in the namespace. */
  *grants(user: UserInfo, namespace: string): Generator<BoundRules> {
    const keys = [`User:${user.name}`, ...user.groups.map((group) => `Group:${group}`)];
    for (const key of keys) {
      for (const binding of this.#bySubject.get(key) ?? []) {
        if (binding.namespace !== "" && binding.namespace !== namespace) continue;
        const rules = this.rulesOf(binding.namespace, binding.roleRef);
        if (rules) yield { rules, binding: describe(binding, key) };
      }
    }
  }
}

function describe(binding: Binding, subject: string): string {
  const what =
    binding.namespace === ""
      ? `ClusterRoleBinding "${binding.name}"`
      : `RoleBinding "${binding.name}/${binding.namespace}"`;
  return `RBAC: allowed by ${what} of ${binding.roleRef.kind} "${binding.roleRef.name}" to ${describeSubject(subject)}`;
}

/** A service account is bound by its name and namespace, and found by its user name. */
function describeSubject(key: string): string {
  const [, account] = key.split("User:system:serviceaccount:");
  if (account !== undefined) {
    const [namespace, name] = account.split(":");
    return `ServiceAccount "${name}/${namespace}"`;
  }
  const [kind, ...name] = key.split(":");
  return `${kind} "${name.join(":")}"`;
}
