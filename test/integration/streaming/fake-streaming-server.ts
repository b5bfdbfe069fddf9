// The streaming server of a container runtime, as containerd has it: SPDY with protocol v4.
// Commands are processes of this machine, a terminal is made by script(1).
import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { headerValues, SpdySession, type SpdyStream, writeSwitchingProtocols } from "#streaming";

export interface FakeCommand {
  cmd: readonly string[];
  stdin: boolean;
  tty: boolean;
}

const supported = ["v4.channel.k8s.io", "v3.channel.k8s.io", "portforward.k8s.io"];

export class FakeStreamingServer {
  readonly sizes: string[] = [];
  readonly #server: Server = createServer();
  readonly #commands = new Map<string, FakeCommand>();
  readonly #sockets = new Set<Duplex>();
  readonly #processes = new Set<ChildProcess>();
  #nextToken = 1;

  /** Sessions that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  get processes(): number {
    return this.#processes.size;
  }

  async start(): Promise<void> {
    this.#server.on("upgrade", (message, socket, head) => this.#onUpgrade(message, socket, head));
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    for (const process of this.#processes) process.kill("SIGKILL");
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Breaks all connections, as when the runtime dies. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  exec(command: FakeCommand): string {
    const token = String(this.#nextToken++);
    this.#commands.set(token, command);
    return this.#url(`/exec/${token}`);
  }

  portForward(): string {
    return this.#url("/portforward/1");
  }

  #url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  #onUpgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const chosen = headerValues(message, "x-stream-protocol-version").find((protocol) =>
      supported.includes(protocol),
    );
    if (chosen === undefined) {
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    writeSwitchingProtocols(socket, [
      ["Connection", "Upgrade"],
      ["Upgrade", "SPDY/3.1"],
      ["X-Stream-Protocol-Version", chosen],
    ]);
    const [, kind, token = ""] = (message.url ?? "").split("/");
    if (kind === "portforward") this.#servePortForward(socket, head);
    else this.#serveExec(socket, head, this.#commands.get(token) as FakeCommand);
    this.#commands.delete(token);
  }

  #serveExec(socket: Duplex, head: Buffer, command: FakeCommand): void {
    const wanted = ["error", "stdout", command.tty ? "resize" : "stderr"];
    if (command.stdin) wanted.push("stdin");
    const streams = new Map<string, SpdyStream>();
    const session = new SpdySession(socket, {
      role: "server",
      head,
      onStream: (stream) => {
        streams.set(stream.headers["streamtype"] ?? "", stream);
        stream.reply();
        if (wanted.every((type) => streams.has(type))) this.#run(session, streams, command);
      },
    });
  }

  #run(session: SpdySession, streams: Map<string, SpdyStream>, command: FakeCommand): void {
    const [program = "", ...rest] = command.tty
      ? ["script", "-qec", command.cmd.join(" "), "/dev/null"]
      : command.cmd;
    const child = spawn(program, rest);
    this.#processes.add(child);
    child.stdin.on("error", () => {});
    const stdin = streams.get("stdin");
    if (stdin) stdin.pipe(child.stdin);
    else if (!command.tty) child.stdin.end();
    const [stdout, stderr] = [streams.get("stdout"), streams.get("stderr")];
    if (stdout) child.stdout.pipe(stdout, { end: false });
    if (stderr) child.stderr.pipe(stderr, { end: false });
    streams.get("resize")?.on("data", (chunk: Buffer) => this.sizes.push(chunk.toString()));
    void session.closed.then(() => child.kill("SIGKILL"));
    child.once("close", (code) => {
      this.#processes.delete(child);
      // Like containerd: the status, then everything is reset and the connection closed.
      streams.get("error")?.write(JSON.stringify(statusOf(code ?? 137)), () => {
        for (const stream of streams.values()) stream.reset();
        session.close();
      });
    });
    child.once("error", () => session.destroy());
  }

  #servePortForward(socket: Duplex, head: Buffer): void {
    new SpdySession(socket, {
      role: "server",
      head,
      onStream: (stream) => {
        stream.reply();
        if (stream.headers["streamtype"] !== "data") return;
        const target = connect(Number(stream.headers["port"]), "127.0.0.1");
        target.on("error", () => stream.reset());
        target.pipe(stream).pipe(target);
      },
    });
  }
}

function statusOf(code: number): unknown {
  if (code === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: error executing command, exit code ${code}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  };
}
