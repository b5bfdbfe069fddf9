// Gives a ClusterRole with an aggregation rule the rules of all roles that the rule selects; so
// admin, edit and view grow with what others label for them.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
import { clusterRoles } from "#api";
import type { ClusterRole, PolicyRule } from "#api/rbac/v1";
import { compileLabelSelector } from "#apimachinery";
import { deepEqual } from "#base";
import type { Informer } from "#client";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type Runnable,
} from "#controller-runtime";

export const clusterRoleAggregationController: Descriptor = {
  name: "clusterrole-aggregation-controller",
  reads: [clusterRoles],
  writes: [clusterRoles],
  build: (context) => new ClusterRoleAggregation(context),
};

class ClusterRoleAggregation implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #roles: Informer<ClusterRole>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controller = new Controller({
      ...controllerOptions(context),
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#roles = context.informers.informer(clusterRoles);
    this.#roles.addIndex("aggregated", (role) => (role.aggregationRule ? ["true"] : []));
    // A role's rules or labels may matter to any aggregated one; there are few of those.
    const enqueue = (): void => {
      for (const role of this.#roles.lister.byIndex("aggregated", "true"))
        this.#controller.enqueue(role.metadata.name ?? "");
    };
    this.#roles.addHandler({
      add: enqueue,
      update: (role, old) => {
        if (!isSame(role, old)) enqueue();
      },
      delete: enqueue,
    });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(name: string, signal: AbortSignal): Promise<"done"> {
    const role = this.#roles.lister.get("", name);
    if (!role?.aggregationRule) return "done";
    const rules = this.#aggregate(role);
    if (deepEqual(rules, role.rules ?? [])) return "done";
    await this.#context.client
      .resource(clusterRoles)
      .patch("", name, { rules }, { type: "merge", signal });
    return "done";
  }

  #aggregate(role: ClusterRole): PolicyRule[] {
    const rules: PolicyRule[] = [];
    for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
      const selector = compileLabelSelector(labelSelector);
      const selected = this.#roles.lister
        .list()
        .filter((one) => one !== role && selector.matches(one.metadata.labels ?? {}))
        .sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1));
      for (const rule of selected.flatMap((one) => one.rules ?? []))
        if (!rules.some((other) => deepEqual(other, rule))) rules.push(rule);
    }
    return rules;
  }
}

function isSame(role: ClusterRole, old: ClusterRole): boolean {
  return (
    deepEqual(role.rules, old.rules) &&
    deepEqual(role.metadata.labels, old.metadata.labels) &&
    deepEqual(role.aggregationRule, old.aggregationRule)
  );
}
