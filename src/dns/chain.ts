// The chain of plugins that a question passes: each answers, or passes on.
// After https://github.com/kubernetes/dns/blob/master/docs/specification.md
import type { Answer, Question } from "dns-packet";

export type ResponseCode = "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED" | "NOTIMP" | "FORMERR";

export interface DnsQuestion {
  /** Lower case, without the final dot. */
  name: string;
  type: Question["type"];
}

export interface DnsReply {
  code: ResponseCode;
  answers: Answer[];
  authorities: Answer[];
  additionals: Answer[];
  /** Whether this server is the authority for the name. */
  authoritative: boolean;
}

export interface DnsPlugin {
  readonly name: string;
  serve(question: DnsQuestion, next: () => Promise<DnsReply>): Promise<DnsReply>;
}

export function reply(code: ResponseCode, change: Partial<DnsReply> = {}): DnsReply {
  return { code, answers: [], authorities: [], additionals: [], authoritative: false, ...change };
}

/** Asks the plugins in order; a question that none answers is refused. */
export function serveChain(
  plugins: readonly DnsPlugin[],
  question: DnsQuestion,
): Promise<DnsReply> {
  const from = (index: number): Promise<DnsReply> => {
    const plugin = plugins[index];
    return plugin
      ? plugin.serve(question, () => from(index + 1))
      : Promise.resolve(reply("REFUSED"));
  };
  return from(0);
}
