// The admission plugins, in the order in which they run: Kubernetes' own order, so that what a later
// plugin reads (priority, tolerations, service account) is there.
import type { Clock, Random } from "#base";
import type { Authorizer } from "../../authorization/authorizer.ts";
import type { RbacAuthorizer } from "../../authorization/authorizers/rbac.ts";
import type { RoleRules } from "../../authorization/authorizers/rbac-index.ts";
import type { ObjectLister, ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { DefaultTolerationSeconds } from "./default-toleration-seconds.ts";
import { NamespaceLifecycle } from "./namespace-lifecycle.ts";
import { NodeRestriction } from "./node-restriction.ts";
import { Priority } from "./priority.ts";
import { RbacEscalation } from "./rbac-escalation.ts";
import { RuntimeClassAdmission } from "./runtime-class.ts";
import { ServiceAccountAdmission } from "./service-account.ts";
import { TaintNodesByCondition } from "./taint-nodes-by-condition.ts";

export interface AdmissionDependencies {
  lookup: ObjectLookup;
  list: ObjectLister;
  clock: Clock;
  random: Random;
  authorizer: Authorizer;
  rbac: RbacAuthorizer;
  rulesOf: RoleRules;
}

export function admissionPlugins(dependencies: AdmissionDependencies): AdmissionPlugin[] {
  return [
    new NamespaceLifecycle(dependencies),
    new ServiceAccountAdmission(dependencies),
    new NodeRestriction(dependencies),
    new TaintNodesByCondition(),
    new Priority(dependencies),
    new DefaultTolerationSeconds(),
    new RuntimeClassAdmission(dependencies),
    new RbacEscalation(dependencies),
  ];
}
