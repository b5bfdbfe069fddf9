// What definitions need from the running server: other kinds' storage, bodies in the client's formats,
// deletes with everything that belongs to them.

import type { DeleteOptions } from "#api/meta/v1";
import { structFor } from "#api/schema";
import { type GroupVersionKind, notFound, type UnstructuredObject } from "#apimachinery";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { RequestContext } from "../request-context.ts";
import type { ServerContext } from "../server-context.ts";
import { deleteObject } from "./delete.ts";
import type { HandlerEnvironment } from "./environment.ts";
import { contentTypes, negotiate } from "./media-types.ts";
import { encode, isPretty } from "./output.ts";
import { dryRunOf, matchNamespace, readObject } from "./request-body.ts";
import type { ResourceRouter } from "./resource-router.ts";
import { setWarnings } from "./send-error.ts";
import type { ServedResource } from "./served-resource.ts";
import { admissionRequest, beginWrite } from "./write-context.ts";

export interface ObjectReference {
  group: string;
  resource: string;
  namespace: string;
  name: string;
}

export class ResourceServices {
  readonly #environment: HandlerEnvironment;
  readonly #router: ResourceRouter;

  constructor(environment: HandlerEnvironment, router: ResourceRouter) {
    this.#environment = environment;
    this.#router = router;
  }

  /** Reads and writes objects on the wire for subresource handlers. */
  readonly exchange = {
    /**
     * The decoded body of a subresource's POST, after admission of it as a CREATE of the
     * subresource. Throws a StatusError for a body that is not of the kind, or when refused.
     */
    readObject: (context: RequestContext, kind: GroupVersionKind): Promise<UnstructuredObject> =>
      this.#read(context as ServerContext, kind),
    /** Sends an object in the format that the client accepts. */
    writeObject: (context: RequestContext, status: number, object: UnstructuredObject): void =>
      this.#write(context as ServerContext, status, object),
  };

  storeOf(group: string, resource: string): ObjectStore {
    return this.#environment.storeOf(group, resource);
  }

  /** A delete as the delete verb does it, in the name of the request's user. */
  async deleteObject(
    context: RequestContext,
    reference: ObjectReference,
    options: DeleteOptions,
  ): Promise<void> {
    const resource = this.#find(reference);
    const dryRun = (options.dryRun ?? []).includes("All") || dryRunOf(context as ServerContext);
    const write = beginWrite(context as ServerContext, resource, {
      environment: this.#environment,
      dryRun,
    });
    write.writeContext.namespace = reference.namespace;
    write.subresource = "";
    await deleteObject(write, reference.name, options);
  }

  async #read(context: ServerContext, kind: GroupVersionKind): Promise<UnstructuredObject> {
    const struct = structFor(kind.group, kind.version, kind.kind);
    const object = await readObject(context, { expected: { ...kind, struct } });
    const { info } = context;
    if (info.namespace) matchNamespace(object, info.namespace);
    const resource = this.#router.find(info.group, info.version, info.resource);
    if (!resource) return object;
    const write = beginWrite(context, resource, {
      environment: this.#environment,
      dryRun: dryRunOf(context),
    });
    const request = admissionRequest(write, "CREATE", { name: info.name, object, kind: kind.kind });
    await this.#environment.admission.admit(request);
    await this.#environment.admission.validate(request);
    return request.object as UnstructuredObject;
  }

  #write(context: ServerContext, status: number, object: UnstructuredObject): void {
    const slash = object.apiVersion?.indexOf("/") ?? -1;
    const group = slash < 0 ? "" : (object.apiVersion as string).slice(0, slash);
    const version = (object.apiVersion ?? "").slice(slash + 1);
    const struct = structFor(group, version, object.kind ?? "");
    const media = negotiate(context.request.headers["accept"], {
      protobuf: struct !== undefined,
      forms: [],
    });
    const bytes = encode(object, media, { struct, pretty: isPretty(context) });
    setWarnings(context);
    context.response.setHeader("content-type", contentTypes[media.format]);
    context.response.send(status, bytes);
  }

  #find({ group, resource, name }: ObjectReference): ServedResource {
    for (const served of this.#router.resources) {
      const { definition } = served;
      if (definition.group === group && definition.resource === resource) return served;
    }
    throw notFound({ group, resource }, name);
  }
}
