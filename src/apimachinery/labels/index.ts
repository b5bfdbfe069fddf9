export { type LabelOperator, type Labels, Requirement, SelectorError } from "./requirement.ts";
export {
  compileLabelSelector,
  formatLabelSelector,
  type LabelSelector,
  type LabelSelectorRequirement,
  parseLabelSelector,
  Selector,
  selectorFromLabels,
} from "./selector.ts";
export { validateLabelSelector } from "./validate-label-selector.ts";
