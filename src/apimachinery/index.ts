export * from "./meta/index.ts";
export * from "./schema/index.ts";
export * from "./status-errors/index.ts";
