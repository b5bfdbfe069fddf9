// Defaults of an EndpointSlice.
import type { EndpointSlice } from "./types.generated.ts";

export function applyEndpointSliceDefaults(slice: EndpointSlice): void {
  slice.endpoints ??= [];
  for (const port of slice.ports ?? []) {
    port.name ??= "";
    port.protocol ??= "TCP";
  }
}
