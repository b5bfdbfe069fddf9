export { AssertionFailed, assert, unreachable } from "./assert.ts";
export { type Clock, sleep, systemClock, type Timer } from "./clock.ts";
export { FakeClock } from "./fake-clock.ts";
