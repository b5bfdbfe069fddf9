// ConfigMaps and Secrets that pods name, read from the API when a container starts.
import { configMaps, secrets } from "#api";
import { isNotFound } from "#apimachinery";
import type { Client } from "#client";
import type { ConfigSources } from "./environment/container-environment.ts";

export function configSources(client: Client): ConfigSources {
  const orUndefined = (error: unknown): undefined => {
    if (isNotFound(error)) return undefined;
    throw error;
  };
  return {
    async configMapData(namespace, name) {
      const found = await client.resource(configMaps).get(namespace, name).catch(orUndefined);
      return found && (found.data ?? {});
    },
    async secretData(namespace, name) {
      const found = await client.resource(secrets).get(namespace, name).catch(orUndefined);
      if (found === undefined) return undefined;
      return Object.fromEntries(
        Object.entries(found.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, "base64").toString(),
        ]),
      );
    },
  };
}
