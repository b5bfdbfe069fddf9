export { validateEvent, validateEventUpdate } from "./event-validation.ts";
export type * from "./types.generated.ts";
