// Port-forward between a client and a server that speaks SPDY. A SPDY client is passed through;
// the WebSocket tunnel of newer clients carries the same SPDY bytes; the older WebSocket protocol
// has two channels a port (data, error) and is translated.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
import { createWebSocketStream } from "ws";
import { badRequest } from "#apimachinery";
import { SpdySession } from "./spdy/spdy-session.ts";
import { chunksOf, type SpdyStream } from "./spdy/spdy-stream.ts";
import { type DialSpdy, passSpdy } from "./spdy-pass-through.ts";
import { splice } from "./splice.ts";
import { type ClientUpgrade, type UpgradedConnection, upgradeProtocol } from "./upgrade.ts";
import { acceptWebSocket, chooseProtocol } from "./websocket/accept-web-socket.ts";
import { ChannelConnection } from "./websocket/channel-connection.ts";

const tunnelProtocol = "SPDY/3.1+portforward.k8s.io";
const channelProtocols = ["v4.channel.k8s.io", "v4.base64.channel.k8s.io"];
const spdyProtocol = "portforward.k8s.io";
const maxPorts = 64;

/** Serves one port-forward; `ports` is for WebSocket clients that name them in the URL. */
export async function servePortForward(
  upgrade: ClientUpgrade,
  ports: readonly number[],
  dial: DialSpdy,
): Promise<void> {
  const protocol = upgradeProtocol(upgrade.message);
  if (protocol === "spdy/3.1") return passSpdy(upgrade, dial);
  if (protocol !== "websocket") throw badRequest("unable to upgrade: unknown protocol");
  const chosen = chooseProtocol(upgrade, [tunnelProtocol, ...channelProtocols]);
  if (chosen !== tunnelProtocol) {
    if (ports.length === 0) throw badRequest('query parameter "port" is required');
    if (ports.length > maxPorts) throw badRequest("too many ports");
  }
  const connection = await dial([spdyProtocol]);
  let webSocket: Awaited<ReturnType<typeof acceptWebSocket>>;
  try {
    webSocket = await acceptWebSocket(upgrade, chosen);
  } catch (error) {
    connection.socket.destroy();
    throw error;
  }
  if (chosen === tunnelProtocol) {
    const tunnel = createWebSocketStream(webSocket);
    if (connection.head.length > 0) tunnel.write(connection.head);
    return splice(tunnel, connection.socket);
  }
  return forwardChannels(new ChannelConnection(webSocket, chosen), ports, connection);
}

async function forwardChannels(
  client: ChannelConnection,
  ports: readonly number[],
  connection: UpgradedConnection,
): Promise<void> {
  const session = new SpdySession(connection.socket, { role: "client", head: connection.head });
  const streams: SpdyStream[] = [];
  for (const [index, port] of ports.entries()) {
    const headers = { port: String(port), requestid: String(index) };
    const error = session.openStream({ streamtype: "error", ...headers });
    error.end();
    streams.push(session.openStream({ streamtype: "data", ...headers }), error);
  }
  client.listen({
    onMessage: (channel, bytes, resume) => {
      const target = channel % 2 === 0 ? streams[channel] : undefined;
      if (!target || target.writableEnded || target.destroyed || target.write(bytes)) return true;
      target.once("drain", resume);
      return false;
    },
    onEnd: () => {},
    onClose: () => session.close(),
  });
  try {
    await Promise.all(
      streams.map(async (stream, channel) => {
        const port = Buffer.alloc(2);
        port.writeUInt16LE(ports[Math.floor(channel / 2)] ?? 0);
        await client.send(channel, port);
        for await (const chunk of chunksOf(stream)) await client.send(channel, chunk);
      }),
    );
  } finally {
    client.close();
    session.close();
  }
}
