export {
  applyDaemonSetDefaults,
  applyDeploymentDefaults,
  applyReplicaSetDefaults,
  applyStatefulSetDefaults,
} from "./apps-defaults.ts";
export type * from "./types.generated.ts";
