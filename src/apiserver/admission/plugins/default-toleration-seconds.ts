// Pods stay 300 seconds on a node that is not ready or unreachable, unless they say otherwise.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds
import type { Pod, Toleration } from "#api/core/v1";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const defaultSeconds = 300;
const keys = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

export class DefaultTolerationSeconds implements AdmissionPlugin {
  readonly name = "DefaultTolerationSeconds";

  handles(request: AdmissionRequest): boolean {
    const isWrite = request.operation === "CREATE" || request.operation === "UPDATE";
    return (
      isWrite && request.group === "" && request.resource === "pods" && request.subresource === ""
    );
  }

  admit(request: AdmissionRequest): void {
    const pod = request.object as unknown as Pod;
    const tolerations = pod.spec.tolerations ?? [];
    const missing = keys.filter(
      (key) => !tolerations.some((toleration) => covers(toleration, key)),
    );
    if (missing.length === 0) return;
    pod.spec.tolerations = [
      ...tolerations,
      ...missing.map(
        (key): Toleration => ({
          key,
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: defaultSeconds,
        }),
      ),
    ];
  }
}

function covers(toleration: Toleration, key: string): boolean {
  return (
    (!toleration.key || toleration.key === key) &&
    (!toleration.effect || toleration.effect === "NoExecute")
  );
}
