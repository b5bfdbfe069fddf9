import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { test } from "node:test";
import { Http1Request } from "./http1-exchange.ts";

function exchange(socket: EventEmitter): { request: Http1Request; response: EventEmitter } {
  const response = new EventEmitter();
  const message = { socket, headers: {} } as unknown as IncomingMessage;
  const by = { response: response as unknown as ServerResponse };
  return { request: new Http1Request(message, { remoteAddress: "" }, by), response };
}

test("a request's signal leaves no listener on a connection that goes on", () => {
  const socket = new EventEmitter();
  for (let count = 0; count < 3; count++) {
    const { request, response } = exchange(socket);
    assert.equal(request.signal.aborted, false);
    assert.equal(socket.listenerCount("close"), 1);
    response.emit("close");
    assert.equal(socket.listenerCount("close"), 0);
  }
});

test("a request's signal is aborted when its connection closes", () => {
  const socket = new EventEmitter();
  const { request } = exchange(socket);
  const { signal } = request;
  socket.emit("close");
  assert.equal(signal.aborted, true);
});
