// `node outside.ts`: the world outside of a test machine: answers every DNS query for an address with
// 192.0.2.2, where it is itself, and every HTTP request with who asked.
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { decode, encode } from "dns-packet";

const address = "192.0.2.2";
const dns = createSocket("udp4");
dns.on("message", (query, from) => {
  const { id, questions = [] } = decode(query);
  const answers = questions
    .filter(({ type }) => type === "A")
    .map(({ name }) => ({ type: "A" as const, name, ttl: 5, data: address }));
  const flags = 0x0180;
  dns.send(
    encode({ type: "response", id: id ?? 0, flags, questions, answers }),
    from.port,
    from.address,
  );
});
const http = createServer((request, answer) =>
  answer.end(`${request.headers.host} for ${request.socket.remoteAddress}`),
);
dns.bind(53, address, () => http.listen(80, address, () => process.stdout.write("ready")));
