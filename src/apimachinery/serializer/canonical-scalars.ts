// Scalars with a text form of their own, brought to the one form in which Kubernetes writes them.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
import { formatQuantity, parseQuantity } from "../quantity/index.ts";

/** "1000m" to "1", "0.5" to "500m", "1024Mi" to "1Gi". Throws QuantityError. */
export function canonicalQuantity(text: string): string {
  return isPlainQuantity(text) ? text : formatQuantity(parseQuantity(text));
}

const plainSuffixes = new Set("n u m k M G T P E Ki Mi Gi Ti Pi Ei".split(" ").concat(""));

/**
 * Integers below 1000, and those with a suffix that cannot be shortened: nearly all in practice.
 */
function isPlainQuantity(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > 5) return false;
  let digits = 0;
  while (digits < length) {
    const code = text.charCodeAt(digits);
    if (code < 48 || code > 57) break;
    digits++;
  }
  if (digits === 0 || digits > 3) return false;
  if (text.charCodeAt(0) === 48) return length === 1;
  return plainSuffixes.has(text.slice(digits));
}

const timeForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,}))?(Z|[+-]\d\d:\d\d)$/;

/** RFC 3339 in UTC, with whole seconds or (`fractionDigits` 6) microseconds; undefined: no time. */
export function canonicalTime(text: string, fractionDigits: 0 | 6): string | undefined {
  if (isPlainTime(text, fractionDigits)) return text;
  const match = timeForm.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse takes 30 February and means 1 March.
  if (Number.isNaN(whole) || new Date(whole).getUTCDate() !== Number(day)) return undefined;
  const offset = zone === "Z" ? 0 : zoneMinutes(zone);
  if (offset === undefined) return undefined;
  const utc = new Date(whole - offset * 60_000).toISOString();
  if (utc.length !== 24) return undefined;
  const seconds = utc.slice(0, 19);
  if (fractionDigits === 0) return `${seconds}Z`;
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

/** "2026-01-02T03:04:05Z" of a date that every month has: taken as it is. */
function isPlainTime(text: string, fractionDigits: 0 | 6): boolean {
  if (fractionDigits !== 0 || text.length !== 20) return false;
  const number = (at: number): number =>
    (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
  for (let i = 0; i < 19; i++) {
    const code = text.charCodeAt(i);
    const expected = i === 4 || i === 7 ? 45 : i === 10 ? 84 : i === 13 || i === 16 ? 58 : 0;
    if (expected === 0 ? code < 48 || code > 57 : code !== expected) return false;
  }
  const [month, day] = [number(5), number(8)];
  if (month < 1 || month > 12 || day < 1 || day > 28) return false;
  return text.endsWith("Z") && number(11) < 24 && number(14) < 60 && number(17) < 60;
}

function zoneMinutes(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** Where the first byte that is not padded standard base64 stands; -1: the text is base64. */
export function base64Mistake(text: string): number {
  const length = text.length;
  let padding = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const letter =
      (code >= 65 && code <= 90) ||
      (code >= 97 && code <= 122) ||
      (code >= 47 && code <= 57) ||
      code === 43;
    if (letter && padding === 0) continue;
    if (code === 61 && padding < 2 && i >= length - 2) {
      padding++;
      continue;
    }
    return i;
  }
  return length % 4 === 0 ? -1 : length;
}
