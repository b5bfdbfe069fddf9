// Binds a pod to its node through the API.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/
import { pods } from "#api";
import type { Binding } from "#api/core/v1";
import type { Plugin, PluginHandle } from "../framework/plugin.ts";
import { failed, success } from "../framework/status.ts";

const name = "DefaultBinder";

export function defaultBinder(handle: PluginHandle): Plugin {
  const client = handle.client.resource(pods);
  return {
    name,
    async bind(_state, { pod }, { nodeName, signal }) {
      const { namespace = "", name: podName = "", uid } = pod.metadata;
      const binding: Binding = {
        apiVersion: "v1",
        kind: "Binding",
        metadata: { namespace, name: podName, ...(uid ? { uid } : {}) },
        target: { kind: "Node", name: nodeName },
      };
      try {
        await client.createSubresource(namespace, podName, "binding", binding, { signal });
        return success;
      } catch (error) {
        return failed(name, error);
      }
    },
  };
}
