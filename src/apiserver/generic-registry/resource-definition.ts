// How one kind is served: everything that discovery, OpenAPI, tables, RBAC names and the generic
// verbs need to know. Definitions live in the room `registry`, one file a kind.
import type { FieldError, UnstructuredObject } from "#apimachinery";
import type { UserInfo } from "../authentication/authenticator.ts";
import type { RequestContext } from "../request-context.ts";
import type { ObjectStore } from "./object-store.ts";

/** What strategies may know of the write in hand. */
export interface WriteContext {
  user: UserInfo;
  namespace: string;
  /** The time of this write, RFC 3339. */
  now: string;
  dryRun: boolean;
  /** Reads other kinds, for allocators and cross checks; only from the storage layer. */
  storeOf(group: string, resource: string): ObjectStore;
}

/**
 * The rules of a kind. All functions get objects that are decoded, known in structure and already
 * defaulted; `prepare` functions change them in place, `validate` functions only read.
 */
export interface Strategy {
  /** Clears what users may not set on create (status ...); generation is 1 where there is one. */
  prepareForCreate?(object: UnstructuredObject, context: WriteContext): Promise<void> | void;
  /** Keeps what users may not change; bumps metadata.generation when the spec differs. */
  prepareForUpdate?(
    object: UnstructuredObject,
    old: UnstructuredObject,
    context: WriteContext,
  ): Promise<void> | void;
  validate?(object: UnstructuredObject, context: WriteContext): FieldError[];
  validateUpdate?(
    object: UnstructuredObject,
    old: UnstructuredObject,
    context: WriteContext,
  ): FieldError[];
  /** Warnings for the client, such as of deprecated fields. */
  warnings?(object: UnstructuredObject, old: UnstructuredObject | undefined): string[];
  /** Undoes allocations when a create fails after prepareForCreate, and runs after a delete. */
  release?(object: UnstructuredObject, context: WriteContext): Promise<void> | void;
  /** Whether PUT to a name that is not there creates it. */
  allowCreateOnUpdate?: boolean;
  /** Whether an update without resourceVersion is taken; true for nearly all kinds. */
  allowUnconditionalUpdate?: boolean;
  /** Seconds a delete waits when the client does not say; undefined or 0: it never waits. */
  gracePeriodSeconds?(object: UnstructuredObject): number | undefined;
}

/** One column of `kubectl get`. `value` returns the cell: string, number or boolean. */
export interface Column {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  format?: string;
  description: string;
  /** 0: always shown; 1: only with -o wide. */
  priority: number;
  value(object: UnstructuredObject, now: number): string | number | boolean | null;
}

export interface ScaleMapping {
  /** Reads and writes spec.replicas of the kind. */
  getReplicas(object: UnstructuredObject): number;
  setReplicas(object: UnstructuredObject, replicas: number): void;
  statusReplicas(object: UnstructuredObject): number;
  /** The selector in text form. */
  selector(object: UnstructuredObject): string;
}

/** A subresource with code of its own (binding, eviction, log, exec, token, finalize ...). */
export interface SubresourceHandler {
  /** Kind in discovery and its group and version, where they differ from the parent's. */
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
  handle(context: RequestContext, store: ObjectStore): Promise<void>;
}

export interface UpdateSubresource {
  verbs: readonly ("get" | "patch" | "update")[];
  strategy: Strategy;
}

/**
 * For a version that shares `storagePrefix` with another one whose form is stored. Strategies,
 * admission, columns and selectors see this version; only what goes to and comes from the backend
 * is converted. Both functions get an object of their own and may return it changed or a new one;
 * apiVersion and kind are set by them, metadata is passed through.
 */
export interface Conversion {
  toStored(object: UnstructuredObject): UnstructuredObject;
  fromStored(stored: UnstructuredObject): UnstructuredObject;
}

export interface ResourceDefinition {
  group: string;
  version: string;
  /** Plural, lower case: "deployments". */
  resource: string;
  singular: string;
  kind: string;
  listKind: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  /** The verbs served; absent: all eight. */
  verbs?: readonly string[];
  /** Key prefix below /registry; absent: the resource's name. Two versions may share one. */
  storagePrefix?: string;
  /** Absent: objects are stored in this version. */
  conversion?: Conversion;
  strategy: Strategy;
  /** Present: the kind has a `status` subresource with these rules. */
  statusStrategy?: Strategy;
  scale?: ScaleMapping;
  /**
   * Subresources that read and write the whole object under rules of their own, exactly as `status`
   * does: ephemeralcontainers, resize, approval, finalize.
   */
  updateSubresources?: Readonly<Record<string, UpdateSubresource>>;
  subresources?: Readonly<Record<string, SubresourceHandler>>;
  /** Absent: Name and Age. */
  columns?: readonly Column[];
  /** Fields that a field selector may name, beyond metadata.name and metadata.namespace. */
  selectableFields?: Readonly<Record<string, (object: UnstructuredObject) => string>>;
  /** Kinds that are answered, not stored (reviews): create calls this instead of the store. */
  createReview?(object: UnstructuredObject, context: RequestContext): Promise<UnstructuredObject>;
  /** Fills in defaults, in place. Runs on every decode of a request's object. */
  applyDefaults?(object: UnstructuredObject): void;
  /** Defaults propagation policy of deletes; absent: background. */
  defaultPropagation?: "Background" | "Foreground" | "Orphan";
}
