export { dnsLabelComplaints } from "./label-name-validation.ts";
export { isEmptyLabelSelector, validateLabelSelector } from "./label-selector-validation.ts";
export {
  notSupportedInOrder,
  validateAtMost100Percent,
  validateEnum,
  validateIntOrPercent,
  validateNonNegative,
  validateOrderedEnum,
  validatePositive,
  validateRequiredEnum,
} from "./number-validation.ts";
export { semanticEqual } from "./semantic-equal.ts";
export type * from "./types.generated.ts";
