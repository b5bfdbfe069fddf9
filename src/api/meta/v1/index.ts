export { isEmptyLabelSelector, validateLabelSelector } from "./label-selector-validation.ts";
export {
  validateAtMost100Percent,
  validateEnum,
  validateIntOrPercent,
  validateNonNegative,
  validatePositive,
  validateRequiredEnum,
} from "./number-validation.ts";
export { semanticEqual } from "./semantic-equal.ts";
export type * from "./types.generated.ts";
