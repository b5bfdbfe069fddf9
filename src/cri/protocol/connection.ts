// A gRPC connection over a unix socket, with calls by descriptor. It reconnects by itself; a call
// made while the other side is away is refused at once as "unavailable".
// https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
import grpc from "@grpc/grpc-js";
import type { Clock } from "#base";
import type { CallOptions } from "../runtime.ts";
import { RuntimeError, type RuntimeErrorCode } from "../runtime.ts";
import type { MethodDescriptor } from "./descriptors.ts";

export interface ServerStream {
  /** Resolves when the server ends the stream, rejects with RuntimeError when it breaks. */
  readonly ended: Promise<void>;
  cancel(): void;
}

export interface ConnectionOptions {
  /** For deadlines. */
  clock: Clock;
  /** Path of the unix socket. */
  socketPath: string;
  /** Sent with every call. */
  headers?: Record<string, string>;
}

const maximalMessageBytes = 16 * 1024 * 1024;

export class Connection {
  readonly #client: grpc.Client;
  readonly #metadata: grpc.Metadata;
  readonly #clock: Clock;

  constructor(options: ConnectionOptions) {
    this.#clock = options.clock;
    this.#client = new grpc.Client(
      `unix:${options.socketPath}`,
      grpc.credentials.createInsecure(),
      {
        "grpc.max_receive_message_length": maximalMessageBytes,
        "grpc.initial_reconnect_backoff_ms": 50,
        "grpc.min_reconnect_backoff_ms": 50,
        "grpc.max_reconnect_backoff_ms": 1000,
        "grpc.use_local_subchannel_pool": 1,
        "grpc.client_idle_timeout_ms": 2_147_483_647,
      },
    );
    this.#metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(options.headers ?? {}))
      this.#metadata.set(name, value);
  }

  unary<Response>(
    method: MethodDescriptor,
    request: object,
    options: CallOptions = {},
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const { signal, timeoutMilliseconds } = options;
      if (signal?.aborted)
        return reject(new RuntimeError("cancelled", "context canceled", { cause: signal.reason }));
      const onAbort = (): void => call.cancel();
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.encode,
        method.decode,
        request,
        this.#metadata,
        timeoutMilliseconds === undefined
          ? {}
          : { deadline: this.#clock.now() + timeoutMilliseconds },
        (error, value) => {
          signal?.removeEventListener("abort", onAbort);
          if (error) reject(runtimeError(error));
          else resolve(value as Response);
        },
      );
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  serverStream<Message>(
    method: MethodDescriptor,
    request: object,
    onMessage: (message: Message) => void,
  ): ServerStream {
    const call = this.#client.makeServerStreamRequest(
      method.path,
      method.encode,
      method.decode,
      request,
      this.#metadata,
      {},
    );
    call.on("data", onMessage);
    const ended = new Promise<void>((resolve, reject) => {
      call.on("end", resolve);
      call.on("error", (error: grpc.ServiceError) => reject(runtimeError(error)));
    });
    return { ended, cancel: () => call.cancel() };
  }

  /** Resolves when the socket is connected; rejects at the deadline. */
  ready(timeoutMilliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.waitForReady(this.#clock.now() + timeoutMilliseconds, (error) => {
        if (error) reject(new RuntimeError("unavailable", "not connected", { cause: error }));
        else resolve();
      });
    });
  }

  close(): void {
    this.#client.close();
  }
}

const codes: Partial<Record<grpc.status, RuntimeErrorCode>> = {
  [grpc.status.CANCELLED]: "cancelled",
  [grpc.status.INVALID_ARGUMENT]: "invalid",
  [grpc.status.DEADLINE_EXCEEDED]: "deadline-exceeded",
  [grpc.status.NOT_FOUND]: "not-found",
  [grpc.status.ALREADY_EXISTS]: "already-exists",
  [grpc.status.UNAVAILABLE]: "unavailable",
};

function runtimeError(error: grpc.ServiceError): RuntimeError {
  return new RuntimeError(codes[error.code] ?? "unknown", error.details || error.message, {
    cause: error,
  });
}
