// Turns the typed rules of a kind into the definition that the API server serves. What nearly all
// kinds share is here: status is not the author's to write, generation counts changes of the spec,
// names are checked. A kind's file states only what is its own.
import type { Resource } from "#api";
import { semanticEqual } from "#api/meta/v1";
import {
  type FieldError,
  FieldPath,
  invalidBecause,
  type UnstructuredObject,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "#apimachinery";
import type {
  Column,
  Conversion,
  RequestContext,
  ResourceDefinition,
  Strategy,
  SubresourceHandler,
  UpdateSubresource,
  WriteContext,
} from "#apiserver";

/** A strategy over a typed kind. */
export interface TypedStrategy<T> {
  prepareForCreate?(object: T, context: WriteContext): Promise<void> | void;
  prepareForUpdate?(object: T, old: T, context: WriteContext): Promise<void> | void;
  validate?(object: T, context: WriteContext): FieldError[];
  validateUpdate?(object: T, old: T, context: WriteContext): FieldError[];
  warnings?(object: T, old: T | undefined): string[];
  release?(object: T, context: WriteContext): Promise<void> | void;
  allowCreateOnUpdate?: boolean;
  allowUnconditionalUpdate?: boolean;
  gracePeriodSeconds?(object: T): number | undefined;
}

export interface TypedColumn<T> extends Omit<Column, "value"> {
  value(object: T, now: number): string | number | boolean | null;
}

export interface TypedScaleMapping<T> {
  getReplicas(object: T): number;
  setReplicas(object: T, replicas: number): void;
  statusReplicas(object: T): number;
  selector(object: T): string;
}

export interface TypedUpdateSubresource<T> {
  verbs: UpdateSubresource["verbs"];
  strategy: TypedStrategy<T>;
}

export interface ResourceRules<T> {
  /** Absent: all eight. */
  verbs?: readonly string[];
  storagePrefix?: string;
  conversion?: Conversion;
  /** What is wrong with a name; absent: what is wrong with it as a DNS subdomain. */
  nameComplaints?: (name: string) => string[];
  /** metadata.generation is 1 at first and counts changes of the spec. */
  hasGeneration?: boolean;
  /** Present: the kind has status; the function makes that of a new object. */
  newStatus?: () => unknown;
  /** A create may bring status along, as kubelets do for nodes. */
  acceptsStatusOnCreate?: boolean;
  /** Rules beyond the shared ones; the prepare functions run after them. */
  strategy?: TypedStrategy<T>;
  statusStrategy?: TypedStrategy<T>;
  scale?: TypedScaleMapping<T>;
  updateSubresources?: Readonly<Record<string, TypedUpdateSubresource<T>>>;
  subresources?: Readonly<Record<string, SubresourceHandler>>;
  columns?: readonly TypedColumn<T>[];
  selectableFields?: Readonly<Record<string, (object: T) => string>>;
  createReview?(object: T, context: RequestContext): Promise<T>;
  applyDefaults?(object: T): void;
  defaultPropagation?: "Background" | "Foreground" | "Orphan";
}

export function defineResource<T>(
  resource: Resource<T>,
  rules: ResourceRules<NoInfer<T>> = {},
): ResourceDefinition {
  const { updateSubresources, statusStrategy } = rules;
  return {
    group: resource.group,
    version: resource.version,
    resource: resource.resource,
    singular: resource.singular,
    kind: resource.kind,
    listKind: `${resource.kind}List`,
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    namespaced: resource.namespaced,
    ...passedOn(rules),
    strategy: makeStrategy(resource, rules),
    ...(rules.newStatus
      ? { statusStrategy: makeStatusStrategy(statusStrategy as Strategy | undefined) }
      : {}),
    ...(updateSubresources
      ? {
          updateSubresources: mapValues(updateSubresources, (subresource) => ({
            verbs: subresource.verbs,
            strategy: makeUpdateStrategy(subresource.strategy as Strategy),
          })),
        }
      : {}),
  };
}

/** Rules that a definition has under the same name; only the type of the object is wider there. */
const passedOnNames = [
  "verbs",
  "storagePrefix",
  "conversion",
  "scale",
  "subresources",
  "columns",
  "selectableFields",
  "createReview",
  "applyDefaults",
  "defaultPropagation",
] as const satisfies readonly (keyof ResourceRules<unknown> & keyof ResourceDefinition)[];

function passedOn<T>(rules: ResourceRules<T>): Partial<ResourceDefinition> {
  const known = passedOnNames.filter((name) => rules[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, rules[name]]));
}

function makeStrategy<T>(resource: Resource<T>, rules: ResourceRules<T>): Strategy {
  const own = (rules.strategy ?? {}) as Strategy;
  const metaRules = {
    isNamespaced: resource.namespaced,
    ...(rules.nameComplaints ? { nameComplaints: rules.nameComplaints } : {}),
  };
  return {
    allowUnconditionalUpdate: true,
    ...own,
    prepareForCreate(object, context) {
      if (rules.newStatus && !rules.acceptsStatusOnCreate) object["status"] = rules.newStatus();
      if (rules.hasGeneration) object.metadata.generation = 1;
      else delete object.metadata.generation;
      return own.prepareForCreate?.(object, context);
    },
    async prepareForUpdate(object, old, context) {
      if (rules.newStatus) keepField(object, old, "status");
      await own.prepareForUpdate?.(object, old, context);
      keepField(object.metadata, old.metadata, "generation");
      if (rules.hasGeneration && specDiffers(object, old)) {
        object.metadata.generation = (old.metadata.generation ?? 0) + 1;
      }
    },
    validate: (object, context) => [
      ...validateObjectMeta(object.metadata, metaRules),
      ...validateFinalizerNames(resource, object),
      ...(own.validate?.(object, context) ?? []),
    ],
    validateUpdate: (object, old, context) => [
      ...validateObjectMetaUpdate(object.metadata, old.metadata),
      ...validateFinalizerNames(resource, object),
      ...(own.validateUpdate
        ? own.validateUpdate(object, old, context)
        : (own.validate?.(object, context) ?? [])),
    ],
  };
}

const standardFinalizers: ReadonlySet<string> = new Set([
  "kubernetes",
  "orphan",
  "foregroundDeletion",
]);
/** Groups of servers that Kubernetes builds apart; their finalizers have names of their own. */
const groupsOfOtherServers: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
]);

/** A finalizer is one of the standard ones or says whose it is: `example.com/name`. */
function validateFinalizerNames(
  { group }: { group: string },
  { metadata }: UnstructuredObject,
): FieldError[] {
  if (!metadata.finalizers?.length || groupsOfOtherServers.has(group)) return [];
  const path = FieldPath.of("metadata", "finalizers");
  return metadata.finalizers.flatMap((name, index) =>
    name.includes("/") || standardFinalizers.has(name)
      ? []
      : invalidBecause(path.index(index), name, [
          "name is neither a standard finalizer name nor is it fully qualified",
        ]),
  );
}

/** Only status and metadata are the writer's; owners stay as they are. */
function makeStatusStrategy(own: Strategy = {}): Strategy {
  return makeUpdateStrategy({
    ...own,
    prepareForUpdate(object, old, context) {
      for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
        if (!writableWithStatus.has(field)) keepField(object, old, field);
      }
      keepField(object.metadata, old.metadata, "ownerReferences");
      keepField(object.metadata, old.metadata, "generation");
      return own.prepareForUpdate?.(object, old, context);
    },
  });
}

const writableWithStatus: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "status",
]);

function makeUpdateStrategy(own: Strategy): Strategy {
  return {
    allowUnconditionalUpdate: true,
    ...own,
    validateUpdate: (object, old, context) => [
      ...validateObjectMetaUpdate(object.metadata, old.metadata),
      ...(own.validateUpdate?.(object, old, context) ?? []),
    ],
  };
}

/** Puts the old value, or its absence, back. */
export function keepField<T extends object>(object: T, old: T, field: keyof T): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = old[field];
}

/** Everything but metadata and status counts as spec. A deletion counts too. */
function specDiffers(object: UnstructuredObject, old: UnstructuredObject): boolean {
  const isDeletion =
    object.metadata.deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined;
  if (isDeletion) return true;
  for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (!writableWithStatus.has(field) && !semanticEqual(object[field], old[field])) return true;
  }
  return false;
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
