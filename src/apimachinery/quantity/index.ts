export {
  addQuantities,
  compareQuantities,
  formatQuantity,
  isQuantity,
  parseQuantity,
  Quantity,
  quantityFromMilli,
  quantityFromNumber,
  quantityToInteger,
  quantityToMilli,
  quantityToNumber,
  subtractQuantities,
} from "./quantity.ts";
export type { QuantityFormat } from "./quantity-format.ts";
export { QuantityError } from "./quantity-parse.ts";
