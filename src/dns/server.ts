// Listens on UDP and TCP, decodes questions, asks the chain, encodes replies. Malformed packets are
// answered or dropped, never thrown on.
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { decode, encode, type Packet } from "dns-packet";
import type { Logger } from "#component-base";
import { type DnsPlugin, type DnsReply, type ResponseCode, reply, serveChain } from "./chain.ts";

const codes: Readonly<Record<ResponseCode, number>> = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
};
const plainUdpBytes = 512;
const largestUdpBytes = 1232;
const connectionLimit = 256;
const idleMilliseconds = 10_000;
/** Questions of one TCP connection that are worked on at once. */
const pipelineLimit = 32;
/** A TCP client that lets so much of its answers lie is cut off. */
const unreadLimitBytes = 1 << 20;
const longestNameBytes = 253;
const flags = {
  authoritative: 1 << 10,
  truncated: 1 << 9,
  recursionDesired: 1 << 8,
  recursionAvailable: 1 << 7,
};

export class DnsServer {
  readonly #plugins: readonly DnsPlugin[];
  readonly #log: Logger;
  #udp: UdpSocket | undefined;
  #tcp: Server | undefined;
  readonly #connections = new Set<Socket>();

  constructor(dependencies: { plugins: readonly DnsPlugin[]; log: Logger }) {
    this.#plugins = dependencies.plugins;
    this.#log = dependencies.log;
  }

  /** Rejects when the port is taken. */
  async listen(address: string, port: number): Promise<{ port: number }> {
    const udp = createSocket(address.includes(":") ? "udp6" : "udp4");
    await new Promise<void>((resolve, reject) => {
      udp.once("error", reject);
      udp.bind(port, address, () => resolve());
    });
    udp
      .removeAllListeners("error")
      .on("error", (error) => this.#log.warn("UDP socket failed", { error }));
    udp.on("message", (message, from) => void this.#onDatagram(udp, message, from));
    this.#udp = udp;
    const bound = udp.address().port;
    const tcp = createServer((socket) => this.#onConnection(socket));
    tcp.maxConnections = connectionLimit;
    this.#tcp = tcp;
    await new Promise<void>((resolve, reject) => {
      tcp.once("error", reject);
      tcp.listen(bound, address, () => resolve());
    });
    return { port: bound };
  }

  async close(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    const [udp, tcp] = [this.#udp, this.#tcp];
    this.#udp = undefined;
    this.#tcp = undefined;
    await Promise.all([
      new Promise<void>((resolve) => (udp ? udp.close(() => resolve()) : resolve())),
      new Promise<void>((resolve) => (tcp ? tcp.close(() => resolve()) : resolve())),
    ]);
  }

  async #onDatagram(udp: UdpSocket, message: Buffer, from: RemoteInfo): Promise<void> {
    const query = decodeQuery(message);
    if (!query) return;
    const answer = await this.#answer(query);
    let bytes = encodeReply(answer);
    if (bytes.length > udpLimit(query))
      bytes = encode({
        ...withoutRecords(answer),
        flags: (answer.flags ?? 0) | flags.truncated,
        additionals: edns(query),
      });
    // The socket may have been closed meanwhile.
    if (this.#udp !== udp) return;
    udp.send(bytes, from.port, from.address, (error) => {
      if (error) this.#log.debug("Reply was not sent", { error });
    });
  }

  #onConnection(socket: Socket): void {
    this.#connections.add(socket);
    let pending: Buffer = Buffer.alloc(0);
    let working = 0;
    socket.setTimeout(idleMilliseconds, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#connections.delete(socket));
    const answerNext = async (query: Packet): Promise<void> => {
      working++;
      const answer = encodeReply(await this.#answer(query));
      working--;
      if (!socket.writable) return;
      socket.write(withLength(answer));
      if (socket.writableLength > unreadLimitBytes) return void socket.destroy();
      socket.resume();
      takeQueries();
    };
    const takeQueries = (): void => {
      while (pending.length >= 2 && pending.length >= pending.readUInt16BE(0) + 2) {
        if (working >= pipelineLimit) return void socket.pause();
        const length = pending.readUInt16BE(0);
        const query = decodeQuery(pending.subarray(2, length + 2));
        pending = pending.subarray(length + 2);
        if (!query) return void socket.destroy();
        void answerNext(query);
      }
    };
    socket.on("data", (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      takeQueries();
    });
  }

  async #answer(query: Packet): Promise<Packet> {
    const [question] = query.questions ?? [];
    let result: DnsReply;
    let questions = query.questions ?? [];
    if (((query.flags ?? 0) & 0x7800) !== 0) result = reply("NOTIMP");
    else if (!question || questions.length !== 1) result = reply("FORMERR");
    else if (!isPlainName(question.name)) {
      result = reply("FORMERR");
      // Such a name does not survive being decoded and encoded again.
      questions = [];
    } else {
      try {
        result = await serveChain(this.#plugins, {
          name: question.name.toLowerCase().replace(/\.$/, ""),
          type: question.type,
        });
      } catch (error) {
        this.#log.error("Question failed", { error, name: question.name });
        result = reply("SERVFAIL");
      }
    }
    // The name is echoed as it was asked, in the client's own case.
    const asked = question?.name.toLowerCase();
    const answers = result.answers.map((answer) =>
      question && answer.name === asked ? { ...answer, name: question.name } : answer,
    );
    return {
      type: "response",
      id: query.id ?? 0,
      flags:
        ((query.flags ?? 0) & flags.recursionDesired) |
        flags.recursionAvailable |
        (result.authoritative ? flags.authoritative : 0) |
        (codes[result.code] ?? codes.SERVFAIL),
      questions,
      answers,
      authorities: result.authorities,
      additionals: [...result.additionals, ...(edns(query) ?? [])],
    };
  }
}

function decodeQuery(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === "query" ? packet : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of the reply; a record that cannot be encoded makes it a failure, not an exception. */
function encodeReply(answer: Packet): Buffer {
  try {
    return encode(answer);
  } catch {
    return encode({
      ...withoutRecords(answer),
      flags: ((answer.flags ?? 0) & ~0xf) | codes.SERVFAIL,
    });
  }
}

function withoutRecords(answer: Packet): Packet {
  return { ...answer, answers: [], authorities: [], additionals: [] };
}

/** As TCP carries it: two bytes of length first. */
function withLength(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Whether a name reads the same after decoding: ASCII without dots within its labels. */
function isPlainName(name: string): boolean {
  if (name === "" || name === ".") return true;
  return (
    name.length <= longestNameBytes &&
    name.split(".").every((label) => /^[\x21-\x7e]{1,63}$/.test(label))
  );
}

function udpLimit(query: Packet): number {
  const option = query.additionals?.find((record) => record.type === "OPT") as
    | { udpPayloadSize?: number }
    | undefined;
  return Math.min(
    largestUdpBytes,
    Math.max(plainUdpBytes, option?.udpPayloadSize ?? plainUdpBytes),
  );
}

function edns(query: Packet): NonNullable<Packet["additionals"]> {
  if (!query.additionals?.some((record) => record.type === "OPT")) return [];
  return [
    {
      type: "OPT",
      name: ".",
      udpPayloadSize: largestUdpBytes,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    },
  ];
}
