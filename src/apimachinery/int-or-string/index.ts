export { type IntOrString, IntOrStringError, scaledValue } from "./int-or-string.ts";
