export { servePortForward } from "./port-forward.ts";
export { type RemoteCommandStreams, serveRemoteCommand } from "./remote-command.ts";
export type { StreamHeaders } from "./spdy/header-blocks.ts";
export { SpdySession, type SpdySessionOptions } from "./spdy/spdy-session.ts";
export type { SpdyStream } from "./spdy/spdy-stream.ts";
export { type DialSpdy, passSpdy, spdyRequestHeaders } from "./spdy-pass-through.ts";
export { closeSoon, splice } from "./splice.ts";
export {
  type ClientUpgrade,
  dialUpgrade,
  headerValues,
  keepAlive,
  openUpstreamRequest,
  type UpgradedConnection,
  UpgradeRefused,
  type UpstreamRequest,
  type UpstreamTls,
  upgradeProtocol,
  writeSwitchingProtocols,
} from "./upgrade.ts";
export { acceptWebSocket, chooseProtocol } from "./websocket/accept-web-socket.ts";
