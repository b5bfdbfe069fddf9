// Takes an upgraded connection as a WebSocket. https://www.rfc-editor.org/rfc/rfc6455

import { type WebSocket, WebSocketServer } from "ws";
import { badRequest } from "#apimachinery";
import { type ClientUpgrade, headerValues, keepAlive } from "../upgrade.ts";

/** A whole message of the client; kubectl sends 32 KiB, some libraries a file at once. */
const maxMessageBytes = 16 * 1024 * 1024;
/** Carries a bearer token for browsers; authentication has read it. */
const tokenProtocol = "base64url.bearer.authorization.k8s.io.";

/** Subprotocols that the client offers, in its order. */
export function offeredProtocols(upgrade: ClientUpgrade): string[] {
  return headerValues(upgrade.message, "sec-websocket-protocol").filter(
    (protocol) => !protocol.startsWith(tokenProtocol),
  );
}

/**
 * The first offered protocol that is supported. "" stands for a client that offers none; it must be
 * among the supported ones to be taken. Throws BadRequest when there is no agreement.
 */
export function chooseProtocol(upgrade: ClientUpgrade, supported: readonly string[]): string {
  const offered = offeredProtocols(upgrade);
  if (offered.length === 0 && supported.includes("")) return "";
  const chosen = offered.find((protocol) => supported.includes(protocol));
  if (chosen !== undefined) return chosen;
  throw badRequest(
    `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(" ")}], ` +
      `server accepts [${supported.join(" ")}]`,
  );
}

/** Answers the client. Rejects when its request is no proper one (it was told) or it is gone. */
export function acceptWebSocket(upgrade: ClientUpgrade, protocol: string): Promise<WebSocket> {
  const { message, socket, head } = upgrade;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  // "SPDY/3.1+portforward.k8s.io" is no token by the RFC, so the library never sees the names.
  delete message.headers["sec-websocket-protocol"];
  if (protocol !== "") {
    server.on("headers", (lines) => lines.push(`Sec-WebSocket-Protocol: ${protocol}`));
  }
  keepAlive(socket);
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error("The client is gone"));
    socket.once("close", gone);
    server.handleUpgrade(message, socket, head, (webSocket) => {
      socket.off("close", gone);
      webSocket.on("error", () => webSocket.terminate());
      resolve(webSocket);
    });
  });
}
