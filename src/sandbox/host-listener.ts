// A listening socket in this process's network namespace, to be inherited by a daemon in another
// one: it answers there with `server.listen({ fd })`. So the API server is on the host's 127.0.0.1
// without any route between the two.
import { createServer, type Server } from "node:net";

export interface HostListener {
  host: string;
  port: number;
  fileDescriptor: number;
  /** Closes this process's copy; call it when the daemon has its own. */
  close(): void;
}

/** Port 0 takes a free one. Rejects with EADDRINUSE when the port is taken. */
export function openHostListener(host: string, port: number): Promise<HostListener> {
  return new Promise((resolve, reject) => {
    const server: Server = createServer();
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      // Node has no public way to a server's descriptor; this field is what its own cluster module
      // uses.
      const { _handle: handle } = server as unknown as { _handle?: { fd: number } };
      if (!handle || handle.fd < 0 || address === null || typeof address === "string") {
        server.close();
        return reject(new Error("This version of Node does not show a listener's descriptor"));
      }
      server.unref();
      resolve({
        host,
        port: address.port,
        fileDescriptor: handle.fd,
        close: () => server.close(),
      });
    });
  });
}
