// Which objects belong to an owner: those it controls already and still selects, and orphans that
// it selects, which it adopts. Those it no longer selects are released.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
import type { Resource } from "#api";
import {
  type GroupVersionKind,
  isInvalid,
  isNotFound,
  type KubernetesObject,
  type Selector,
} from "#apimachinery";
import type { Client, ResourceClient } from "#client";

export interface ControllerRefManagerOptions<T extends KubernetesObject> {
  client: Client;
  /** The owner as its cache shows it. */
  owner: KubernetesObject;
  ownerKind: GroupVersionKind;
  ownerResource: Resource<KubernetesObject>;
  resource: Resource<T>;
  selector: Selector;
  /** Further conditions of claiming; absent: none. */
  filter?: (object: T) => boolean;
  signal?: AbortSignal;
}

export class ControllerRefManager<T extends KubernetesObject> {
  readonly #options: ControllerRefManagerOptions<T>;
  readonly #objects: ResourceClient<T>;
  #canAdopt: Promise<void> | undefined;

  constructor(options: ControllerRefManagerOptions<T>) {
    this.#options = options;
    this.#objects = options.client.resource(options.resource);
  }

  /** Adopts and releases as needed. Rejects with the first failure after trying all. */
  async claim(candidates: readonly T[]): Promise<T[]> {
    const claimed: T[] = [];
    const failures: unknown[] = [];
    for (const candidate of candidates) {
      try {
        if (await this.#claimOne(candidate)) claimed.push(candidate);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return claimed;
  }

  async #claimOne(object: T): Promise<boolean> {
    const { owner, selector, filter } = this.#options;
    const controller = object.metadata.ownerReferences?.find((reference) => reference.controller);
    const matches = selector.matches(object.metadata.labels ?? {}) && (filter?.(object) ?? true);
    const isOwnerGoing = owner.metadata.deletionTimestamp !== undefined;
    if (controller) {
      if (controller.uid !== owner.metadata.uid) return false;
      if (matches) return true;
      if (!isOwnerGoing) await this.#release(object);
      return false;
    }
    if (isOwnerGoing || !matches || object.metadata.deletionTimestamp) return false;
    if (object.metadata.namespace !== owner.metadata.namespace) return false;
    return await this.#adopt(object);
  }

  async #adopt(object: T): Promise<boolean> {
    this.#canAdopt ??= this.#checkOwner();
    await this.#canAdopt;
    const { owner, ownerKind } = this.#options;
    const reference = {
      apiVersion: ownerKind.group ? `${ownerKind.group}/${ownerKind.version}` : ownerKind.version,
      kind: ownerKind.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    try {
      await this.#patch(object, [reference]);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async #release(object: T): Promise<void> {
    try {
      await this.#patch(object, [{ $patch: "delete", uid: this.#options.owner.metadata.uid }]);
    } catch (error) {
      // It is gone, or another object has its name, or somebody else released it.
      if (!isNotFound(error) && !isInvalid(error)) throw error;
    }
  }

  async #patch(object: T, ownerReferences: unknown[]): Promise<void> {
    const { namespace = "", name = "", uid } = object.metadata;
    const { signal } = this.#options;
    await this.#objects.patch(
      namespace,
      name,
      { metadata: { uid, ownerReferences } },
      { type: "strategic", ...(signal ? { signal } : {}) },
    );
  }

  /** The cache may be behind: an owner that is being deleted must not adopt. */
  async #checkOwner(): Promise<void> {
    const { client, owner, ownerResource, signal } = this.#options;
    const { namespace = "", name = "", uid } = owner.metadata;
    const fresh = await client.resource(ownerResource).get(namespace, name, signal);
    if (fresh.metadata.uid !== uid) {
      throw new Error(`Owner "${namespace}/${name}" is gone: uid is ${fresh.metadata.uid}`);
    }
    if (fresh.metadata.deletionTimestamp) {
      throw new Error(`Owner "${namespace}/${name}" is being deleted`);
    }
  }
}
