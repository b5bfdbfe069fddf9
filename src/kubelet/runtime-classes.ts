// Which handler of the container runtime a pod's RuntimeClass names.
// https://kubernetes.io/docs/concepts/containers/runtime-class/
import { runtimeClasses } from "#api";
import type { Pod } from "#api/core/v1";
import { isNotFound } from "#apimachinery";
import type { Client } from "#client";

/** "" for the default handler. Rejects when the class is not there. */
export async function runtimeHandler(client: Client, pod: Pod): Promise<string> {
  const name = pod.spec.runtimeClassName;
  if (name === undefined || name === "") return "";
  try {
    return (await client.resource(runtimeClasses).get("", name)).handler;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(`failed to get sandbox runtime: RuntimeClass "${name}" not found`);
  }
}
