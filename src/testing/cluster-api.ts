// A plain HTTPS client for whole-cluster tests: independent of the project's own client, so that the
// server is judged from outside. Waits are watches with a deadline.
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { parse } from "yaml";

export interface ApiObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
    finalizers?: string[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests read any kind, and a wrong path fails them
  [field: string]: any;
}

export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: as ApiObject
  body: any;
  text: string;
  headers: IncomingMessage["headers"];
}

export interface ApiRequestOptions {
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

export interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: ApiObject;
}

/** "v1/pods" or "apps/v1/deployments"; the namespace, undefined for cluster-wide; a name. */
export type ObjectPlace = readonly [resource: string, namespace: string | undefined, name: string];

export class ApiFailure extends Error {
  override name = "ApiFailure";
  readonly status: number;
  constructor(method: string, path: string, answer: ApiAnswer) {
    super(`${method} ${path}: ${answer.status} ${answer.body?.message ?? answer.text}`);
    this.status = answer.status;
  }
}

const patchTypes = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

export function resourcePath(resource: string, namespace?: string, name?: string): string {
  const parts = resource.split("/");
  const plural = parts.pop();
  const prefix = parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join("/")}`;
  const middle = namespace ? `/namespaces/${namespace}` : "";
  return `${prefix}${middle}/${plural}${name ? `/${name}` : ""}`;
}

export class ClusterApi {
  readonly #server: URL;
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;

  private constructor(server: string, agent: Agent, headers: Record<string, string> = {}) {
    this.#server = new URL(server);
    this.#agent = agent;
    this.#headers = headers;
  }

  static fromKubeconfig(file: string): ClusterApi {
    const config = parse(readFileSync(file, "utf8"));
    const [{ cluster }, { user }] = [config.clusters[0], config.users[0]];
    const pem = (data: string): Buffer => Buffer.from(data, "base64");
    const agent = new Agent({
      keepAlive: true,
      ca: pem(cluster["certificate-authority-data"]),
      cert: pem(user["client-certificate-data"]),
      key: pem(user["client-key-data"]),
    });
    return new ClusterApi(cluster.server, agent);
  }

  /** What another kind of client needs to speak with the server. */
  get connection(): { server: URL; ca: Buffer; cert: Buffer; key: Buffer } {
    const { ca, cert, key } = this.#agent.options as Record<string, Buffer>;
    if (!ca || !cert || !key) throw new Error("The kubeconfig names no client certificate");
    return { server: this.#server, ca, cert, key };
  }

  /** The same server with other headers: another user, another media type. */
  withHeaders(headers: Record<string, string>): ClusterApi {
    return new ClusterApi(this.#server.href, this.#agent, { ...this.#headers, ...headers });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Resolves with whatever the server answers. */
  async request(method: string, path: string, options: ApiRequestOptions = {}): Promise<ApiAnswer> {
    const response = await this.#open(method, path, options);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    const isJson = /json/.test(response.headers["content-type"] ?? "");
    return {
      status: response.statusCode ?? 0,
      body: isJson && text ? JSON.parse(text) : undefined,
      text,
      headers: response.headers,
    };
  }

  /** Rejects with an ApiFailure unless the server does it. */
  async expect(method: string, path: string, options?: ApiRequestOptions): Promise<ApiObject> {
    const answer = await this.request(method, path, options);
    if (answer.status >= 400) throw new ApiFailure(method, path, answer);
    return answer.body;
  }

  create(resource: string, namespace: string | undefined, body: object): Promise<ApiObject> {
    return this.expect("POST", resourcePath(resource, namespace), { body });
  }

  get(resource: string, namespace: string | undefined, name: string): Promise<ApiObject> {
    return this.expect("GET", resourcePath(resource, namespace, name));
  }

  async list(resource: string, namespace?: string, query = ""): Promise<ApiObject[]> {
    const list = await this.expect("GET", `${resourcePath(resource, namespace)}${query}`);
    return list["items"];
  }

  update(resource: string, object: ApiObject): Promise<ApiObject> {
    const { namespace, name } = object.metadata;
    return this.expect("PUT", resourcePath(resource, namespace, name), { body: object });
  }

  patch(
    [resource, namespace, name]: ObjectPlace,
    body: unknown,
    type: keyof typeof patchTypes = "strategic",
  ): Promise<ApiObject> {
    const contentType = patchTypes[type];
    const query = type === "apply" ? "?fieldManager=test" : "";
    const path = `${resourcePath(resource, namespace, name)}${query}`;
    return this.expect("PATCH", path, { body, contentType });
  }

  async delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options?: object,
  ): Promise<void> {
    const path = resourcePath(resource, namespace, name);
    await this.expect("DELETE", path, options ? { body: options } : {});
  }

  /** The object once it is as wanted; `undefined` is given to the condition when it is absent. */
  async waitFor(
    place: ObjectPlace,
    condition: (object: ApiObject | undefined) => boolean,
    deadlineSeconds = 40,
  ): Promise<ApiObject> {
    const [resource, namespace, name] = place;
    const selector = `fieldSelector=metadata.name%3D${name}`;
    const objects = await this.waitForList(
      [resource, namespace, selector],
      (items) => condition(items[0]),
      deadlineSeconds,
    );
    return objects[0] as ApiObject;
  }

  async waitUntilGone(place: ObjectPlace, deadlineSeconds = 40): Promise<void> {
    await this.waitFor(place, (object) => object === undefined, deadlineSeconds);
  }

  /** All objects that a selector chooses, once they are as wanted. */
  async waitForList(
    [resource, namespace, selector]: readonly [string, string | undefined, string?],
    condition: (items: ApiObject[]) => boolean,
    deadlineSeconds = 40,
  ): Promise<ApiObject[]> {
    const query = selector ?? "";
    const path = `${resourcePath(resource, namespace)}?${query}`;
    const list = await this.expect("GET", path);
    const objects = new Map<string, ApiObject>(
      (list["items"] as ApiObject[]).map((item) => [item.metadata.uid ?? "", item]),
    );
    if (condition([...objects.values()])) return [...objects.values()];
    const abort = AbortSignal.timeout(deadlineSeconds * 1000);
    const version = list.metadata.resourceVersion;
    const watch = this.watch(`${path}&resourceVersion=${version}`, abort);
    for await (const { type, object } of watch) {
      if (type === "ERROR") throw new Error(`Watch of ${path}: ${JSON.stringify(object)}`);
      if (type === "DELETED") objects.delete(object.metadata.uid ?? "");
      else objects.set(object.metadata.uid ?? "", object);
      if (condition([...objects.values()])) return [...objects.values()];
    }
    const last = JSON.stringify([...objects.values()].map(summary), undefined, 1);
    throw new Error(`Not as wanted after ${deadlineSeconds} s: ${path}\n${last}\n${condition}`);
  }

  /** Events until the signal or the server ends it. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const whole = `${path}${path.includes("?") ? "&" : "?"}watch=true`;
    let rest = "";
    for await (const chunk of this.stream(whole, signal)) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield JSON.parse(line) as WatchEvent;
    }
  }

  /** The text of an answer as it comes, until the signal or the server ends it. */
  async *stream(path: string, signal: AbortSignal): AsyncGenerator<string> {
    try {
      const response = await this.#open("GET", path, { headers: { accept: "*/*" } }, signal);
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
      for await (const chunk of response.setEncoding("utf8")) yield chunk as string;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #open(
    method: string,
    path: string,
    options: ApiRequestOptions,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const { body } = options;
    const content =
      body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const type = options.contentType ?? "application/json";
    const headers = {
      accept: "application/json",
      ...(content === undefined
        ? {}
        : { "content-type": type, "content-length": Buffer.byteLength(content) }),
      ...this.#headers,
      ...options.headers,
    };
    const { hostname, port } = this.#server;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { hostname, port, path, method, headers, agent: this.#agent, ...(signal && { signal }) },
        resolve,
      );
      outgoing.once("error", reject);
      outgoing.end(content);
    });
  }
}

function summary({ metadata, status }: ApiObject): object {
  const { name, deletionTimestamp, labels } = metadata;
  return { name, deletionTimestamp, labels, status };
}
