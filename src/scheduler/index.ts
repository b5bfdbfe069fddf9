export { defaultProfile } from "./default-profile.ts";
export type { PluginFactory, Profile, ProfilePlugin } from "./framework/framework.ts";
export type { Plugin, PluginHandle } from "./framework/plugin.ts";
export { pluginRegistry } from "./plugins/registry.ts";
export { Scheduler, type SchedulerOptions } from "./scheduler.ts";
