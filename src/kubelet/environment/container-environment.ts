// The environment of a container: envFrom, env and its sources, $(VAR) expansion, service links.
// https://kubernetes.io/docs/tasks/inject-data-application/
import type { Container, EnvFromSource, EnvVar, Pod } from "#api/core/v1";
import { fieldValue, type PodAddresses, resourceFieldValue } from "#component-helpers";
import { ContainerConfigError } from "../sync-errors.ts";
import { expand } from "./expansion.ts";

/** Reads configuration that pods name; undefined: it is not there. */
export interface ConfigSources {
  configMapData(namespace: string, name: string): Promise<Record<string, string> | undefined>;
  /** Decoded. */
  secretData(namespace: string, name: string): Promise<Record<string, string> | undefined>;
}

export interface EnvironmentInput extends PodAddresses {
  pod: Pod;
  container: Container;
  services: ReadonlyMap<string, string>;
  allocatable: Readonly<Record<string, string>>;
  sources: ConfigSources;
}

/** Rejects with ContainerConfigError where something named is missing and not optional. */
export async function containerEnvironment(input: EnvironmentInput): Promise<Map<string, string>> {
  const remainingServices = new Map(input.services);
  const result = new Map<string, string>();
  const known = new Map(input.services);
  const set = (name: string, value: string): void => {
    known.set(name, value);
    result.set(name, value);
    remainingServices.delete(name);
  };
  const fromSources = new Map<string, string>();
  for (const source of input.container.envFrom ?? []) {
    for (const [key, value] of Object.entries(await envFromData(input, source))) {
      fromSources.set(`${source.prefix ?? ""}${key}`, value);
    }
  }
  for (const [name, value] of fromSources) set(name, value);
  for (const variable of input.container.env ?? []) {
    const value =
      variable.value === undefined || variable.value === ""
        ? await valueFrom(input, variable)
        : expand(variable.value, known);
    if (value !== undefined) set(variable.name, value);
  }
  for (const [name, value] of remainingServices) result.set(name, value);
  return result;
}

async function envFromData(
  { pod, sources }: EnvironmentInput,
  source: EnvFromSource,
): Promise<Record<string, string>> {
  const namespace = pod.metadata.namespace ?? "";
  if (source.configMapRef) {
    const name = source.configMapRef.name ?? "";
    const data = await sources.configMapData(namespace, name);
    if (data === undefined && !source.configMapRef.optional) {
      throw new ContainerConfigError(`configmap "${name}" not found`);
    }
    return data ?? {};
  }
  if (source.secretRef) {
    const name = source.secretRef.name ?? "";
    const data = await sources.secretData(namespace, name);
    if (data === undefined && !source.secretRef.optional) {
      throw new ContainerConfigError(`secret "${name}" not found`);
    }
    return data ?? {};
  }
  return {};
}

async function valueFrom(input: EnvironmentInput, variable: EnvVar): Promise<string | undefined> {
  const from = variable.valueFrom;
  if (from === undefined) return "";
  try {
    if (from.fieldRef) return fieldValue(from.fieldRef, input.pod, input);
    if (from.resourceFieldRef) {
      const { pod, container, allocatable } = input;
      return resourceFieldValue(from.resourceFieldRef, pod, container, allocatable);
    }
  } catch (error) {
    throw new ContainerConfigError((error as Error).message);
  }
  if (from.configMapKeyRef) return await keyValue(input, "configmap", from.configMapKeyRef);
  if (from.secretKeyRef) return await keyValue(input, "secret", from.secretKeyRef);
  throw new ContainerConfigError(
    `environment variable "${variable.name}" has a source that is not supported`,
  );
}

async function keyValue(
  { pod, sources }: EnvironmentInput,
  kind: "configmap" | "secret",
  ref: { name?: string; key: string; optional?: boolean },
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? "";
  const name = ref.name ?? "";
  const data =
    kind === "configmap"
      ? await sources.configMapData(namespace, name)
      : await sources.secretData(namespace, name);
  const value = data?.[ref.key];
  if (value !== undefined || ref.optional) return value;
  if (data === undefined) throw new ContainerConfigError(`${kind} "${name}" not found`);
  const title = kind === "configmap" ? "ConfigMap" : "Secret";
  throw new ContainerConfigError(`couldn't find key ${ref.key} in ${title} ${namespace}/${name}`);
}
