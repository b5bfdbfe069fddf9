// Remembers forwarded answers for their time to live, at most 30 s, so that pods that ask for the
// same outside name again and again cost the resolver one question.
import type { Clock } from "#base";
import type { DnsPlugin, DnsQuestion, DnsReply } from "../chain.ts";

const entryLimit = 2000;
const longestSeconds = 30;
const negativeSeconds = 5;

export class CachePlugin implements DnsPlugin {
  readonly name = "cache";
  readonly #clock: Clock;
  readonly #entries = new Map<string, { reply: DnsReply; until: number }>();

  constructor(dependencies: { clock: Clock }) {
    this.#clock = dependencies.clock;
  }

  async serve(question: DnsQuestion, next: () => Promise<DnsReply>): Promise<DnsReply> {
    const key = `${question.type} ${question.name}`;
    const known = this.#entries.get(key);
    if (known && known.until > this.#clock.monotonic()) return known.reply;
    const reply = await next();
    if (reply.authoritative || (reply.code !== "NOERROR" && reply.code !== "NXDOMAIN"))
      return reply;
    const times = reply.answers.map((answer) => ("ttl" in answer ? (answer.ttl ?? 0) : 0));
    const seconds = times.length === 0 ? negativeSeconds : Math.min(longestSeconds, ...times);
    if (this.#entries.size >= entryLimit)
      this.#entries.delete(this.#entries.keys().next().value as string);
    if (seconds > 0)
      this.#entries.set(key, { reply, until: this.#clock.monotonic() + seconds * 1000 });
    return reply;
  }
}
