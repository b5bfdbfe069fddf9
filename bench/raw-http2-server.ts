// The floor of what the API server answers: node:http2 over TLS that reads a body and sends a
// constant of the size that the path names. Started by api-load.bench.ts as a process of its own.
import { createSecureServer } from "node:http2";

interface Credentials {
  cert: string;
  key: string;
  ca: string;
}

const constants = new Map<string, Buffer>();

function constantOf(path: string): Buffer {
  const known = constants.get(path);
  if (known) return known;
  const constant = Buffer.alloc(Number(path.slice(1)), 97);
  constants.set(path, constant);
  return constant;
}

process.once("message", ({ cert, key, ca }: Credentials) => {
  const server = createSecureServer({
    cert,
    key,
    ca,
    requestCert: true,
    // Several lists of 10,000 at once on one connection.
    maxSessionMemory: 512,
  });
  server.on("stream", (stream, headers) => {
    const answer = (status: number): void => {
      stream.respond({ ":status": status, "content-type": "application/json" });
      stream.end(constantOf(headers[":path"] ?? "/0"));
    };
    if (headers[":method"] === "GET") return answer(200);
    stream.on("data", () => {});
    stream.on("end", () => answer(headers[":method"] === "POST" ? 201 : 200));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" ? address?.port : 0);
  });
});
process.once("disconnect", () => process.exit(0));
