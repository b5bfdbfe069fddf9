// A client's SPDY session handed to a server behind, byte for byte. The server behind agrees on the
// protocol of the streams, so its choice is what the client is told.
import { splice } from "./splice.ts";
import {
  type ClientUpgrade,
  headerValues,
  keepAlive,
  type UpgradedConnection,
  writeSwitchingProtocols,
} from "./upgrade.ts";

/** Opens the connection to the server behind, offering these protocols of a SPDY session. */
export type DialSpdy = (streamProtocols: readonly string[]) => Promise<UpgradedConnection>;

const protocolHeader = "x-stream-protocol-version";

export async function passSpdy(upgrade: ClientUpgrade, dial: DialSpdy): Promise<void> {
  const { socket, head, message } = upgrade;
  const server = await dial(headerValues(message, protocolHeader));
  if (socket.destroyed) {
    server.socket.destroy();
    return;
  }
  keepAlive(socket);
  const chosen = server.headers[protocolHeader];
  writeSwitchingProtocols(socket, [
    ["Connection", "Upgrade"],
    ["Upgrade", "SPDY/3.1"],
    ...(chosen ? [["X-Stream-Protocol-Version", String(chosen)] as const] : []),
  ]);
  if (server.head.length > 0) socket.write(server.head);
  if (head.length > 0) server.socket.write(head);
  await splice(socket, server.socket);
}

/** The headers that ask a server for a SPDY session with one of these protocols. */
export function spdyRequestHeaders(
  streamProtocols: readonly string[],
): Record<string, string | string[]> {
  return {
    connection: "Upgrade",
    upgrade: "SPDY/3.1",
    // A line each: older servers do not split lists.
    ...(streamProtocols.length > 0 ? { [protocolHeader]: [...streamProtocols] } : {}),
  };
}
