export { allStructs, structFor, structNamed } from "./schema.ts";
