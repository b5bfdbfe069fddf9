// Defaults of an APIService.
import type { APIService } from "./types.generated.ts";

export function applyAPIServiceDefaults(service: APIService): void {
  service.status ??= {};
  if (service.spec?.service) service.spec.service.port ??= 443;
}
