export {
  escapeValue as escapeFieldValue,
  type FieldRequirement,
  FieldSelector,
  FieldSelectorError,
  parseFieldSelector,
} from "./field-selector.ts";
