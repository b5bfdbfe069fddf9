// How a client reaches an API server. Two implementations: HTTPS (https-transport.ts, here) and the
// in-process one (apiserver/in-process-transport.ts), which enters the same handler chain. A
// component does not know which it has.

export interface TransportRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with query: "/api/v1/pods?watch=true". */
  path: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Ends the request; a stream in progress ends with the signal's reason. */
  signal?: AbortSignal;
}

export interface TransportResponse {
  status: number;
  headers: Record<string, string>;
  /** The body in chunks; the whole of it at once for anything but a watch or a log. */
  body: AsyncIterable<Uint8Array>;
  /**
   * Of a watch: chunks are whole events, and other readers in this process may be given the same.
   */
  sharesChunks?: boolean;
}

export interface Transport {
  /** Resolves with any HTTP status; rejects only when no answer came. */
  request(request: TransportRequest): Promise<TransportResponse>;
  close(): Promise<void>;
}
