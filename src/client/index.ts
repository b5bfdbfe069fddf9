export type {
  Client,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchOptions,
  PatchType,
  ResourceClient,
  WatchEvent,
  WriteOptions,
} from "./client.ts";
export type { EventRecorder } from "./event-recorder/event-recorder.ts";
export type {
  Informer,
  InformerFactory,
  InformerHandler,
  InformerOptions,
  Lister,
} from "./informers/informer.ts";
export type { Transport, TransportRequest, TransportResponse } from "./rest/transport.ts";
