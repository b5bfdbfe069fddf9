export { formatDuration, parseDuration } from "./go-duration.ts";
export { formatHumanDuration } from "./human-duration.ts";
export { formatMicroTime, formatTime, parseTime } from "./time.ts";
