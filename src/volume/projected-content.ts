// Turns ConfigMaps, Secrets and the downward API into files: keys to paths, chosen items, modes.
import type { DownwardAPIVolumeFile, KeyToPath } from "#api/core/v1";
import { fieldValue, resourceFieldValue } from "#component-helpers";
import type { ProjectedFile } from "./atomic-writer.ts";
import { fileMode } from "./file-modes.ts";
import type { MountContext } from "./volume-plugin.ts";

export interface KeyedSource {
  /** `configmap "x"`, for messages. */
  what: string;
  content: ReadonlyMap<string, Uint8Array>;
  items: readonly KeyToPath[] | undefined;
  optional: boolean;
  defaultMode: number | undefined;
}

export function configMapContent(object: {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}): Map<string, Uint8Array> {
  const content = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(object.data ?? {})) content.set(key, Buffer.from(text));
  for (const [key, encoded] of Object.entries(object.binaryData ?? {}))
    content.set(key, Buffer.from(encoded, "base64"));
  return content;
}

export function secretContent(object: { data?: Record<string, string> }): Map<string, Uint8Array> {
  return new Map(
    Object.entries(object.data ?? {}).map(([key, encoded]) => [
      key,
      Buffer.from(encoded, "base64"),
    ]),
  );
}

/**
 * The chosen keys, or all. Throws an Error when a key is not there and the source is not optional.
 */
export function projectKeys(
  source: KeyedSource,
  fsGroup: number | undefined,
): Map<string, ProjectedFile> {
  const files = new Map<string, ProjectedFile>();
  if (!source.items?.length) {
    for (const [key, data] of source.content)
      files.set(key, { data, mode: fileMode(undefined, source.defaultMode, fsGroup) });
    return files;
  }
  for (const { key, path, mode } of source.items) {
    const data = source.content.get(key);
    if (data) files.set(path, { data, mode: fileMode(mode, source.defaultMode, fsGroup) });
    else if (!source.optional)
      throw new Error(`${source.what} references non-existent config key: ${key}`);
  }
  return files;
}

/** Labels and annotations as a file: key="quoted value", sorted. */
function printMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}

function downwardText(item: DownwardAPIVolumeFile, context: MountContext): string {
  const { pod, sources } = context;
  if (item.fieldRef?.fieldPath === "metadata.labels") return printMap(pod.metadata.labels);
  if (item.fieldRef?.fieldPath === "metadata.annotations")
    return printMap(pod.metadata.annotations);
  if (item.fieldRef)
    return fieldValue(item.fieldRef, pod, { podIPs: context.podIPs, hostIPs: [context.hostIP] });
  if (!item.resourceFieldRef) throw new Error(`downward API item "${item.path}" names no field`);
  const [first] = pod.spec.containers;
  if (!first) throw new Error("the pod has no containers");
  return resourceFieldValue(item.resourceFieldRef, pod, first, sources.nodeAllocatable());
}

export function projectDownward(
  items: readonly DownwardAPIVolumeFile[],
  defaultMode: number | undefined,
  context: MountContext,
): Map<string, ProjectedFile> {
  return new Map(
    items.map((item) => [
      item.path,
      {
        data: Buffer.from(downwardText(item, context)),
        mode: fileMode(item.mode, defaultMode, context.fsGroup),
      },
    ]),
  );
}
