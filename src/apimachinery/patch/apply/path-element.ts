// The steps of a field path as managedFields stores them, and how messages print them.
import { isRecord } from "#base";
import { quote } from "../../validation/field-errors.ts";

export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`;
}

/** `.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"]`. */
export function printPath(path: readonly string[]): string {
  return path.map(printElement).join("");
}

function printElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith("f:")) return `.${text}`;
  if (element.startsWith("i:")) return `[${text}]`;
  const value = parse(text);
  if (element.startsWith("v:") || !isRecord(value)) return `[=${print(value)}]`;
  const keys = Object.keys(value).sort();
  return `[${keys.map((key) => `${key}=${print(value[key])}`).join(",")}]`;
}

function print(value: unknown): string {
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
