// The Client over a Transport: JSON in and out, errors as StatusError, watches as events. A request
// that the server asks to repeat later (429 and 503 with Retry-After) is repeated a few times.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
import { Buffer } from "node:buffer";
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import { type Clock, sleep, systemClock } from "#base";
import type { Client, ResourceClient } from "../client.ts";
import type { Transport, TransportRequest, TransportResponse } from "../rest/transport.ts";
import { errorFromBody, readBody } from "./body.ts";
import { DynamicResourceClient } from "./dynamic-resource-client.ts";

export interface ClientOptions {
  clock?: Clock;
  /** "cox-scheduler/v1.36.0" */
  userAgent?: string;
  /** How often a request is repeated when the server asks for it. */
  maxRetries?: number;
}

const maxRetryAfterSeconds = 30;

export class DynamicClient implements Client {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #headers: Record<string, string>;
  readonly #maxRetries: number;

  constructor(transport: Transport, options: ClientOptions = {}) {
    this.#transport = transport;
    this.#clock = options.clock ?? systemClock;
    this.#headers = options.userAgent ? { "user-agent": options.userAgent } : {};
    this.#maxRetries = options.maxRetries ?? 10;
  }

  resource<T extends KubernetesObject>(resource: Resource<T>): ResourceClient<T> {
    return new DynamicResourceClient<T>(this, resource, false);
  }

  metadata(resource: Resource): ResourceClient<KubernetesObject> {
    return new DynamicResourceClient<KubernetesObject>(
      this,
      resource as Resource<KubernetesObject>,
      true,
    );
  }

  async json<R>(request: Omit<TransportRequest, "body"> & { body?: unknown }): Promise<R> {
    const { body, ...rest } = request;
    const headers: Record<string, string> = { accept: "application/json", ...rest.headers };
    if (body !== undefined) headers["content-type"] ??= "application/json";
    const response = await this.open({
      ...rest,
      headers,
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
    const bytes = await readBody(response.body);
    return (bytes.length === 0 ? undefined : JSON.parse(bytes.toString("utf8"))) as R;
  }

  raw(request: TransportRequest): Promise<TransportResponse> {
    return this.#transport.request({
      ...request,
      headers: { ...this.#headers, ...request.headers },
    });
  }

  /** Resolves with a 2xx response, its body not read yet; rejects with StatusError otherwise. */
  async open(request: TransportRequest): Promise<TransportResponse> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.raw(request);
      if (response.status >= 200 && response.status < 300) return response;
      const text = (await readBody(response.body)).toString("utf8");
      const seconds = retryAfterSeconds(response);
      if (seconds === undefined || attempt >= this.#maxRetries) {
        throw errorFromBody(response.status, text);
      }
      await sleep(this.#clock, seconds * 1000, request.signal);
    }
  }
}

export function createClient(transport: Transport, options: ClientOptions = {}): Client {
  return new DynamicClient(transport, options);
}

function retryAfterSeconds(response: TransportResponse): number | undefined {
  if (response.status !== 429 && response.status < 500) return undefined;
  const header = response.headers["retry-after"];
  if (!header || !/^\d+$/.test(header)) return undefined;
  return Math.min(Number(header), maxRetryAfterSeconds);
}
