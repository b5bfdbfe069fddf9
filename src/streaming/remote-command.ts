// exec and attach between a client and a server that speaks SPDY (a kubelet, a container runtime).
// A client that speaks SPDY too is passed through as bytes; one that speaks WebSocket is
// translated. The last word of a session is a Status on its error stream; it carries the command's
// exit code.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
import { badRequest } from "#apimachinery";
import { SpdySession } from "./spdy/spdy-session.ts";
import { chunksOf, type SpdyStream } from "./spdy/spdy-stream.ts";
import { type DialSpdy, passSpdy } from "./spdy-pass-through.ts";
import { type ClientUpgrade, upgradeProtocol } from "./upgrade.ts";
import { acceptWebSocket, chooseProtocol } from "./websocket/accept-web-socket.ts";
import { ChannelConnection } from "./websocket/channel-connection.ts";

export interface RemoteCommandStreams {
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;
const webSocketProtocols = [
  "v5.channel.k8s.io",
  "v4.channel.k8s.io",
  "v4.base64.channel.k8s.io",
  "channel.k8s.io",
  "base64.channel.k8s.io",
  "",
];
const spdyProtocol = "v4.channel.k8s.io";
const maxStatusBytes = 64 * 1024;

/**
 * Serves one exec or attach. Rejects, with nothing answered yet, when the client's request is not
 * right or the server behind refuses; resolves when the session is over.
 */
export async function serveRemoteCommand(
  upgrade: ClientUpgrade,
  streams: RemoteCommandStreams,
  dial: DialSpdy,
): Promise<void> {
  const protocol = upgradeProtocol(upgrade.message);
  if (protocol === "spdy/3.1") return passSpdy(upgrade, dial);
  if (protocol !== "websocket") throw badRequest("unable to upgrade: unknown protocol");
  const chosen = chooseProtocol(upgrade, webSocketProtocols);
  const connection = await dial([spdyProtocol]);
  let webSocket: Awaited<ReturnType<typeof acceptWebSocket>>;
  try {
    webSocket = await acceptWebSocket(upgrade, chosen);
  } catch (error) {
    connection.socket.destroy();
    throw error;
  }
  const session = new SpdySession(connection.socket, { role: "client", head: connection.head });
  await translate(new ChannelConnection(webSocket, chosen), session, streams);
}

async function translate(
  client: ChannelConnection,
  session: SpdySession,
  wanted: RemoteCommandStreams,
): Promise<void> {
  const open = (type: keyof typeof channels, isWanted: boolean): SpdyStream | undefined =>
    isWanted ? session.openStream({ streamtype: type }) : undefined;
  const error = session.openStream({ streamtype: "error" });
  const stdin = open("stdin", wanted.stdin);
  const stdout = open("stdout", wanted.stdout);
  const stderr = open("stderr", wanted.stderr && !wanted.tty);
  const resize = open("resize", wanted.tty);
  client.listen({
    onMessage: (channel, bytes, resume) => {
      const target =
        channel === channels.stdin ? stdin : channel === channels.resize ? resize : undefined;
      if (!target || target.writableEnded || target.destroyed || target.write(bytes)) return true;
      target.once("drain", resume);
      return false;
    },
    onEnd: (channel) => {
      if (channel === channels.stdin) stdin?.end();
    },
    onClose: () => session.close(),
  });
  try {
    // Tells the client that the session stands.
    const first = stdout ? channels.stdout : stderr ? channels.stderr : channels.error;
    await client.send(first, Buffer.alloc(0));
    // The status is the last thing that a client hears, whatever overtook whatever on the way.
    const [status] = await Promise.all([
      collect(error),
      pump(client, channels.stdout, stdout),
      pump(client, channels.stderr, stderr),
    ]);
    const last = lastWord(client.protocol, status);
    if (last) await client.send(channels.error, last);
  } finally {
    client.close();
    session.close();
  }
}

async function pump(
  client: ChannelConnection,
  channel: number,
  stream: SpdyStream | undefined,
): Promise<void> {
  if (!stream) return;
  for await (const chunk of chunksOf(stream)) await client.send(channel, chunk);
}

async function collect(stream: SpdyStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(stream)) {
    length += chunk.length;
    if (length <= maxStatusBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Before v4 a success was silence and a failure its text. */
function lastWord(protocol: string, status: Buffer): Buffer | undefined {
  const isOld = !protocol.startsWith("v4.") && !protocol.startsWith("v5.");
  if (status.length === 0) {
    const message = "the connection to the container was lost";
    if (isOld) return Buffer.from(message);
    return Buffer.from(
      JSON.stringify({
        metadata: {},
        status: "Failure",
        message,
        reason: "InternalError",
        code: 500,
      }),
    );
  }
  if (!isOld) return status;
  try {
    const parsed = JSON.parse(status.toString()) as { status?: string; message?: string };
    return parsed.status === "Success" ? undefined : Buffer.from(parsed.message ?? "");
  } catch {
    return status;
  }
}
