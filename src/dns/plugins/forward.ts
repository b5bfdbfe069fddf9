// Passes names outside the cluster's domain to the machine's resolvers, in order, by UDP and, when an
// answer is cut, by TCP. Without resolvers such names fail, which says so honestly.
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { decode, encode, type Packet, streamDecode, streamEncode } from "dns-packet";
import { type Clock, type Random, Semaphore } from "#base";
import {
  type DnsPlugin,
  type DnsQuestion,
  type DnsReply,
  type ResponseCode,
  reply,
} from "../chain.ts";

const timeoutMilliseconds = 2000;
/** Questions that wait for resolvers at once; more fail instead of taking all sockets. */
const questionLimit = 256;
const codes: ReadonlySet<string> = new Set<ResponseCode>([
  "NOERROR",
  "NXDOMAIN",
  "SERVFAIL",
  "REFUSED",
  "NOTIMP",
  "FORMERR",
]);

export interface Resolver {
  address: string;
  port: number;
}

export class ForwardPlugin implements DnsPlugin {
  readonly name = "forward";
  readonly #resolvers: readonly Resolver[];
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #permits = new Semaphore(questionLimit);

  constructor(dependencies: { resolvers: readonly Resolver[]; clock: Clock; random: Random }) {
    this.#resolvers = dependencies.resolvers;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
  }

  async serve(question: DnsQuestion): Promise<DnsReply> {
    const release = this.#permits.tryAcquire();
    if (!release) return reply("SERVFAIL");
    try {
      return await this.#ask(question);
    } finally {
      release();
    }
  }

  async #ask(question: DnsQuestion): Promise<DnsReply> {
    for (const resolver of this.#resolvers) {
      const query: Packet = {
        type: "query",
        id: this.#random.integer(65536),
        flags: 0x100,
        questions: [{ ...question, class: "IN" }],
      };
      const answer = await this.#askByUdp(resolver, query);
      const whole =
        answer && (answer as { flag_tc?: boolean }).flag_tc
          ? await this.#askByTcp(resolver, query)
          : answer;
      if (whole) return toReply(whole);
    }
    return reply("SERVFAIL");
  }

  #askByUdp(resolver: Resolver, query: Packet): Promise<Packet | undefined> {
    const bytes = encode(query);
    return new Promise((resolve) => {
      const socket = createSocket(resolver.address.includes(":") ? "udp6" : "udp4");
      let isFinished = false;
      const finish = (packet: Packet | undefined): void => {
        if (isFinished) return;
        isFinished = true;
        timer.cancel();
        socket.close();
        resolve(packet);
      };
      const timer = this.#clock.after(timeoutMilliseconds, () => finish(undefined));
      socket.on("error", () => finish(undefined));
      socket.on("message", (message, from) => {
        if (from.address !== resolver.address || from.port !== resolver.port) return;
        const packet = decodeSafely(message, decode);
        if (packet && isAnswerTo(packet, query)) finish(packet);
      });
      socket.send(bytes, resolver.port, resolver.address, (error) => error && finish(undefined));
    });
  }

  #askByTcp(resolver: Resolver, query: Packet): Promise<Packet | undefined> {
    return new Promise((resolve) => {
      const socket = connect(resolver.port, resolver.address);
      const chunks: Buffer[] = [];
      const finish = (packet: Packet | undefined): void => {
        timer.cancel();
        socket.destroy();
        resolve(packet);
      };
      const timer = this.#clock.after(timeoutMilliseconds, () => finish(undefined));
      socket.on("error", () => finish(undefined));
      socket.on("end", () => finish(undefined));
      socket.on("connect", () => socket.write(streamEncode(query)));
      socket.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        const all = Buffer.concat(chunks);
        if (all.length < 2 || all.length < all.readUInt16BE(0) + 2) return;
        const packet = decodeSafely(all, streamDecode);
        finish(packet && isAnswerTo(packet, query) ? packet : undefined);
      });
    });
  }
}

function decodeSafely(message: Buffer, decoder: (buffer: Buffer) => Packet): Packet | undefined {
  try {
    return decoder(message);
  } catch {
    return undefined;
  }
}

function isAnswerTo(packet: Packet, query: Packet): boolean {
  const [asked, answered] = [query.questions?.[0], packet.questions?.[0]];
  return (
    packet.id === query.id &&
    packet.type === "response" &&
    answered?.name.toLowerCase() === asked?.name &&
    answered?.type === asked?.type
  );
}

function toReply(packet: Packet): DnsReply {
  const { rcode = "NOERROR" } = packet as { rcode?: string };
  const code = codes.has(rcode) ? (rcode as ResponseCode) : "SERVFAIL";
  return reply(code, { answers: packet.answers ?? [], authorities: packet.authorities ?? [] });
}
