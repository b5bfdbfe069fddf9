// New nodes are tainted not-ready, so that nothing is scheduled before their first status.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#taintnodesbycondition
import type { Node } from "#api/core/v1";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const key = "node.kubernetes.io/not-ready";

export class TaintNodesByCondition implements AdmissionPlugin {
  readonly name = "TaintNodesByCondition";

  handles(request: AdmissionRequest): boolean {
    return (
      request.operation === "CREATE" &&
      request.group === "" &&
      request.resource === "nodes" &&
      request.subresource === ""
    );
  }

  admit(request: AdmissionRequest): void {
    const node = request.object as unknown as Node;
    const taints = node.spec.taints ?? [];
    if (taints.some((taint) => taint.key === key && taint.effect === "NoSchedule")) return;
    node.spec.taints = [...taints, { key, effect: "NoSchedule" }];
  }
}
