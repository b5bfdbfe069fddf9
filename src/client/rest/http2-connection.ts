// One HTTP/2 connection to an API server: counts its streams and notices when the other end is gone
// without a word, which a watch alone never would.
import http2 from "node:http2";
import type tls from "node:tls";
import type { Clock, Timer } from "#base";

export interface ConnectionOptions {
  clock: Clock;
  connectTimeoutMilliseconds: number;
  silenceMilliseconds: number;
  tls: tls.ConnectionOptions;
}

export class Http2Connection {
  readonly session: http2.ClientHttp2Session;
  readonly #options: ConnectionOptions;
  #openStreams = 0;
  #lastBytesRead = 0;
  #silence: Timer | undefined;

  constructor(session: http2.ClientHttp2Session, options: ConnectionOptions) {
    this.session = session;
    this.#options = options;
    session.once("close", () => this.#silence?.cancel());
  }

  get hasRoom(): boolean {
    const { session } = this;
    if (session.closed || session.destroyed) return false;
    const limit = session.remoteSettings?.maxConcurrentStreams ?? 100;
    return this.#openStreams < limit;
  }

  /** Starts a request; the stream's errors are the caller's. */
  open(
    headers: http2.OutgoingHttpHeaders,
    endStream: boolean,
    signal: AbortSignal | undefined,
  ): http2.ClientHttp2Stream {
    const stream = this.session.request(headers, { endStream, ...(signal ? { signal } : {}) });
    this.#openStreams += 1;
    if (this.#openStreams === 1) this.#watchSilence();
    stream.once("close", () => {
      this.#openStreams -= 1;
      if (this.#openStreams === 0) this.#silence?.cancel();
    });
    return stream;
  }

  #watchSilence(): void {
    this.#lastBytesRead = this.#bytesRead();
    this.#silence?.cancel();
    this.#silence = this.#options.clock.after(this.#options.silenceMilliseconds, () => {
      if (this.#bytesRead() === this.#lastBytesRead) this.#ping();
      else this.#watchSilence();
    });
  }

  #ping(): void {
    const { clock, silenceMilliseconds } = this.#options;
    const late = clock.after(silenceMilliseconds / 2, () =>
      this.session.destroy(new Error("Connection is dead: no answer to a ping")),
    );
    const isSent =
      !this.session.destroyed &&
      this.session.ping((error) => {
        late.cancel();
        if (!error && this.#openStreams > 0) this.#watchSilence();
      });
    if (!isSent) late.cancel();
  }

  #bytesRead(): number {
    return this.session.destroyed ? 0 : (this.session.socket?.bytesRead ?? 0);
  }
}

/** What may be under way unread: of one response, and of all on the connection. */
const streamWindowBytes = 1024 * 1024;
const connectionWindowBytes = 16 * 1024 * 1024;
const maxSessionMegabytes = 256;

/** Resolves when TLS is up and the server's settings have come. */
export function openConnection(origin: URL, options: ConnectionOptions): Promise<Http2Connection> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(origin.origin, {
      ...options.tls,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
      maxSessionMemory: maxSessionMegabytes,
    });
    session.once("connect", () => session.setLocalWindowSize(connectionWindowBytes));
    const timer = options.clock.after(options.connectTimeoutMilliseconds, () =>
      session.destroy(new Error(`Cannot connect to ${origin.host} in time`)),
    );
    session.on("error", (error) => {
      timer.cancel();
      reject(error);
    });
    session.once("close", () => {
      timer.cancel();
      reject(new Error(`Connection to ${origin.host} closed`));
    });
    session.once("remoteSettings", () => {
      timer.cancel();
      resolve(new Http2Connection(session, options));
    });
  });
}
