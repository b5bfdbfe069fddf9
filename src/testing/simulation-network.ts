// The network between simulated components and the API server: what may go wrong on the way is
// chosen by a seeded random. One NetworkPath a component; a request and its answer travel over it.
import { type Clock, type Random, sleep } from "#base";
import type { Transport, TransportRequest, TransportResponse } from "#client";

/** Each is the share of requests, from 0 to 1, that it befalls. */
export interface NetworkFaults {
  /** The request never arrives. */
  lostRequests: number;
  /** It is done, but the answer never arrives. */
  lostAnswers: number;
  /** Answered 500 by something in between; nothing is done. */
  serverErrors: number;
  /** A PUT or PATCH is answered 409; nothing is done. */
  conflicts: number;
  /** Requests and pieces of watches are late by up to so much. */
  maxDelayMilliseconds: number;
  /** A component's watches break, on average, so often. 0: never. */
  watchBreakMilliseconds: number;
}

export const noFaults: NetworkFaults = {
  lostRequests: 0,
  lostAnswers: 0,
  serverErrors: 0,
  conflicts: 0,
  maxDelayMilliseconds: 0,
  watchBreakMilliseconds: 0,
};

export interface NetworkPathOptions {
  clock: Clock;
  random: Random;
  /** Called for everything that travels. */
  onTraffic(): void;
}

/** From one component to the API server, whatever identities it uses. */
export class NetworkPath {
  faults: NetworkFaults = noFaults;
  readonly #options: NetworkPathOptions;
  #cut = new AbortController();
  #watchCut = new AbortController();
  #isCut = false;

  constructor(options: NetworkPathOptions) {
    this.#options = options;
  }

  /** Nothing arrives any more, and what is under way is lost. */
  cut(): void {
    this.#isCut = true;
    this.#cut.abort(connectionReset());
    this.#cut = new AbortController();
    this.breakWatches();
  }

  restore(): void {
    this.#isCut = false;
  }

  /** Open watches fail; new ones may be opened at once. */
  breakWatches(): void {
    this.#watchCut.abort(connectionReset());
    this.#watchCut = new AbortController();
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  over(transport: Transport): Transport {
    return {
      request: (request) => this.#request(transport, request),
      close: () => transport.close(),
    };
  }

  async #request(transport: Transport, request: TransportRequest): Promise<TransportResponse> {
    const { onTraffic, random } = this.#options;
    onTraffic();
    if (this.#isCut) throw new Error("connect ECONNREFUSED");
    const { signal } = isWatch(request.path) ? this.#watchCut : this.#cut;
    const signals = request.signal ? [request.signal, signal] : [signal];
    const whole = { ...request, signal: AbortSignal.any(signals) };
    const { lostRequests, lostAnswers, serverErrors, conflicts } = this.faults;
    await this.#delay(whole.signal);
    if (random.float() < lostRequests) throw connectionReset();
    if (random.float() < serverErrors) return refusal(500, "InternalError");
    const isChange = request.method === "PUT" || request.method === "PATCH";
    if (isChange && random.float() < conflicts) return refusal(409, "Conflict");
    const response = await transport.request(whole);
    onTraffic();
    if (isWatch(request.path)) return { ...response, body: this.#pieces(response, whole.signal) };
    if (random.float() < lostAnswers) throw connectionReset();
    await this.#delay(whole.signal);
    return response;
  }

  async *#pieces(
    response: TransportResponse,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of response.body) {
      this.#options.onTraffic();
      await this.#delay(signal);
      yield piece;
    }
  }

  async #delay(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    const { maxDelayMilliseconds } = this.faults;
    if (maxDelayMilliseconds > 0) await sleep(clock, random.integer(maxDelayMilliseconds), signal);
  }
}

function connectionReset(): Error {
  return new Error("read ECONNRESET");
}

function isWatch(path: string): boolean {
  return /[?&]watch=(true|1)/.test(path);
}

function refusal(code: number, reason: string): TransportResponse {
  const message = `The simulated network answers ${code}`;
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message };
  const bytes = new TextEncoder().encode(JSON.stringify(status));
  return { status: code, headers: { "content-type": "application/json" }, body: once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
