// Packs endpoints into slices with few writes: what is there stays where it is, slices that change
// anyway are filled first, and slices that would go are used again.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#distribution-of-endpointslices
import type { Endpoint, EndpointSlice } from "#api/discovery/v1";
import type { ObjectMeta } from "#apimachinery";
import { deepEqual } from "#base";
import { type EndpointGroup, portsKey } from "./service-endpoints.ts";

export interface SlicePlan {
  create: EndpointSlice[];
  update: EndpointSlice[];
  delete: EndpointSlice[];
}

export interface SlicePlanOptions {
  existing: readonly EndpointSlice[];
  groups: readonly EndpointGroup[];
  /** generateName, namespace, labels, annotations and owners of each slice. */
  metadata: ObjectMeta;
  maxEndpoints: number;
}

/** One slice on the way to its wanted state. */
interface Draft {
  slice: EndpointSlice | undefined;
  endpoints: Endpoint[];
  isChanged: boolean;
}

export function planSlices(options: SlicePlanOptions): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], delete: [] };
  const left = new Set(options.existing);
  for (const group of options.groups) {
    const key = portsKey(group.ports);
    const own = [...left].filter(
      (slice) => slice.addressType === group.addressType && portsKey(slice.ports ?? []) === key,
    );
    for (const slice of own) left.delete(slice);
    for (const draft of packGroup(own, group, options)) {
      if (draft.slice && draft.endpoints.length === 0 && group.endpoints.length > 0) {
        left.add(draft.slice);
      } else if (!draft.slice) plan.create.push(makeSlice(group, draft.endpoints, options));
      else if (draft.isChanged) {
        plan.update.push(changeSlice(draft.slice, group, draft.endpoints, options));
      }
    }
  }
  reuse(plan, left);
  plan.delete.push(...left);
  return plan;
}

function packGroup(
  own: readonly EndpointSlice[],
  group: EndpointGroup,
  options: SlicePlanOptions,
): Draft[] {
  const wanted = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const drafts = own.map((slice) => keepWanted(slice, wanted, options.metadata));
  if (group.endpoints.length === 0) {
    // The empty slice says: this Service has no endpoints. One is enough.
    const [first, ...others] = drafts;
    return first ? [first, ...others.map(toEmpty)] : [emptyDraft()];
  }
  const remaining = [...wanted.values()];
  const { maxEndpoints } = options;
  for (const draft of drafts) {
    if (!draft.isChanged || draft.endpoints.length === 0) continue;
    draft.endpoints.push(...remaining.splice(0, maxEndpoints - draft.endpoints.length));
  }
  while (remaining.length > 0) {
    const fitting = drafts
      .filter((draft) => draft.endpoints.length + remaining.length <= maxEndpoints)
      .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    const draft = fitting ?? emptyDraft();
    if (!fitting) drafts.push(draft);
    draft.isChanged = true;
    draft.endpoints.push(...remaining.splice(0, maxEndpoints - draft.endpoints.length));
  }
  return drafts;
}

function keepWanted(
  slice: EndpointSlice,
  wanted: Map<string, Endpoint>,
  metadata: ObjectMeta,
): Draft {
  const endpoints: Endpoint[] = [];
  let isChanged = !hasMetadata(slice, metadata);
  for (const present of slice.endpoints ?? []) {
    const key = endpointKey(present);
    const endpoint = wanted.get(key);
    if (endpoint) {
      wanted.delete(key);
      endpoints.push(endpoint);
    }
    if (!endpoint || !deepEqual(endpoint, present)) isChanged = true;
  }
  return { slice, endpoints, isChanged };
}

function emptyDraft(): Draft {
  return { slice: undefined, endpoints: [], isChanged: true };
}

function toEmpty(draft: Draft): Draft {
  return { ...draft, endpoints: [], isChanged: true };
}

/** Slices to create take the place of slices to delete: one write instead of two. */
function reuse(plan: SlicePlan, left: Set<EndpointSlice>): void {
  plan.create = plan.create.filter((slice) => {
    const old = [...left].find((other) => other.addressType === slice.addressType);
    if (!old) return true;
    left.delete(old);
    const { generateName: _, ...metadata } = slice.metadata;
    plan.update.push({ ...slice, metadata: { ...old.metadata, ...metadata } });
    return false;
  });
}

function makeSlice(
  group: EndpointGroup,
  endpoints: Endpoint[],
  options: SlicePlanOptions,
): EndpointSlice {
  const { addressType, ports } = group;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: options.metadata,
    addressType,
    endpoints,
    ports,
  };
}

function changeSlice(
  slice: EndpointSlice,
  group: EndpointGroup,
  endpoints: Endpoint[],
  options: SlicePlanOptions,
): EndpointSlice {
  const { generateName: _, ...metadata } = options.metadata;
  const made = makeSlice(group, endpoints, options);
  return { ...made, metadata: { ...slice.metadata, ...metadata } };
}

function hasMetadata(slice: EndpointSlice, wanted: ObjectMeta): boolean {
  const { labels = {}, annotations, ownerReferences } = slice.metadata;
  return (
    deepEqual(labels, wanted.labels ?? {}) &&
    deepEqual(ownerReferences, wanted.ownerReferences) &&
    (wanted.annotations === undefined || deepEqual(annotations ?? {}, wanted.annotations))
  );
}

function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.addresses.join(",")} ${endpoint.targetRef?.uid ?? ""}`;
}
