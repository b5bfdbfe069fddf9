// Points in time as the API writes them: RFC 3339 in UTC, whole seconds (Time) or microseconds
// (MicroTime). https://kubernetes.io/docs/reference/using-api/api-concepts/

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds since the epoch, with a fraction; undefined when the text is no RFC 3339 time. */
export function parseTime(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [month, day, hour, minute, second] = [part(2), part(3), part(4), part(5), part(6)];
  const isInRange =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOfMonth(part(1), month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    part(9) < 24 &&
    part(10) < 60;
  if (!isInRange) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(part(1), month - 1, day);
  date.setUTCHours(hour, minute, second);
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  const offset = (match[8] === "-" ? -1 : 1) * (part(9) * 60 + part(10)) * 60_000;
  return date.getTime() + fraction - offset;
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

let lastSecond = Number.NaN;
let lastText = "";

/** "2026-01-02T03:04:05Z"; what is less than a second is cut off. */
export function formatTime(epochMilliseconds: number): string {
  const second = Math.floor(epochMilliseconds / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** "2026-01-02T03:04:05.678000Z". */
export function formatMicroTime(epochMilliseconds: number): string {
  const microseconds = Math.floor(Math.round(epochMilliseconds * 1000) % 1_000_000);
  const fraction = String(microseconds < 0 ? microseconds + 1_000_000 : microseconds);
  return `${formatTime(epochMilliseconds).slice(0, 19)}.${fraction.padStart(6, "0")}Z`;
}
