// The plugins of the scheduler called "default-scheduler", with Kubernetes' order and weights.
// https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
import type { Profile } from "./framework/framework.ts";

export const defaultProfile: Profile = {
  schedulerName: "default-scheduler",
  // Cheap filters first: the first refusal is the one that is told.
  plugins: [
    { name: "SchedulingGates" },
    { name: "PrioritySort" },
    { name: "NodeUnschedulable" },
    { name: "NodeName" },
    { name: "TaintToleration", weight: 3 },
    { name: "NodeAffinity", weight: 2 },
    { name: "NodePorts" },
    { name: "NodeResourcesFit", weight: 1 },
    { name: "VolumeBinding" },
    { name: "PodTopologySpread", weight: 2 },
    { name: "InterPodAffinity", weight: 2 },
    { name: "DynamicResources" },
    { name: "DefaultPreemption" },
    { name: "NodeResourcesBalancedAllocation", weight: 1 },
    { name: "ImageLocality", weight: 1 },
    { name: "DefaultBinder" },
  ],
};
