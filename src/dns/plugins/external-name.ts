// Follows a CNAME that the kubernetes plugin answered (an ExternalName Service), so that clients
// get addresses in one answer.
import { type DnsPlugin, type DnsQuestion, type DnsReply, serveChain } from "../chain.ts";

const maximumHops = 7;

export class ExternalNamePlugin implements DnsPlugin {
  readonly name = "external-name";
  readonly #rest: () => readonly DnsPlugin[];

  /** `rest` is the chain behind this plugin; a CNAME may lead back into the cluster. */
  constructor(rest: () => readonly DnsPlugin[]) {
    this.#rest = rest;
  }

  async serve(question: DnsQuestion, next: () => Promise<DnsReply>): Promise<DnsReply> {
    const first = await next();
    // Only the cluster's own CNAMEs: a resolver follows those of others itself.
    if (!first.authoritative || (question.type !== "A" && question.type !== "AAAA")) return first;
    const answers = [...first.answers];
    for (let hop = 0; hop < maximumHops; hop++) {
      const end = answers.at(-1);
      if (end?.type !== "CNAME") break;
      const more = await serveChain(this.#rest(), {
        name: String(end.data).toLowerCase(),
        type: question.type,
      });
      if (more.code !== "NOERROR" || more.answers.length === 0) break;
      answers.push(...more.answers);
    }
    return { ...first, answers };
  }
}
