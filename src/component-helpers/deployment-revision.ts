// Revisions of workloads: the number a ReplicaSet carries and the hash of its pod template.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
import type { PodTemplateSpec } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";
import { annotations } from "./well-known-labels.ts";

const maximumRevision = 2n ** 63n - 1n;

/** The revision in the annotation, 64 bits; 0 when it is missing or no such number. */
export function revisionOf(object: KubernetesObject): bigint {
  const text = object.metadata.annotations?.[annotations.deploymentRevision] ?? "";
  const revision = /^[0-9]{1,19}$/.test(text) ? BigInt(text) : 0n;
  return revision <= maximumRevision ? revision : 0n;
}

/** A short name, the same for equal templates; another collision count makes it another one. */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const suffix = collisionCount === undefined ? "" : String(collisionCount);
  return safeEncode(String(fnv32a(stableText(template) + suffix)));
}

/** Letters and digits only, none that could make up words. */
function safeEncode(text: string): string {
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  let out = "";
  for (let i = 0; i < text.length; i++) out += alphabet[text.charCodeAt(i) % alphabet.length];
  return out;
}

/** Fowler-Noll-Vo 1a, 32 bits, over the UTF-8 bytes. */
function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** JSON with sorted keys: equal values give equal text whatever their key order. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stableText(item)}`).join(",")}}`;
}
