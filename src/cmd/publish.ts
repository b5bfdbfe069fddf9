// `--publish`: what connects to a listener of the host is passed on to a node port, inside the node's
// network namespace. Bytes only; either side's end ends the other.
import { connect, createServer, type Server } from "node:net";
import type { Logger } from "#component-base";

export interface PublishedListener {
  /** A listening socket that was opened in the host's namespace. */
  fd: number;
  nodeAddress: string;
  nodePort: number;
}

export function publishNodePort(
  { fd, nodeAddress, nodePort }: PublishedListener,
  log: Logger,
): { stop(): Promise<void> } {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    const node = connect({ host: nodeAddress, port: nodePort, allowHalfOpen: true });
    for (const [from, to] of [
      [client, node],
      [node, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.on("error", (error) => log.error("A published port failed", { error, nodePort }));
  server.listen({ fd });
  return {
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
