export { cidrComplaints, ipComplaints, isCidr, isIp, isIpv4, isIpv6 } from "./addresses.ts";
export {
  duplicate,
  fieldNotFound,
  forbiddenField,
  invalidBecause,
  invalidValue,
  notSupported,
  quote,
  required,
  tooLong,
  tooMany,
} from "./field-errors.ts";
export { FieldPath } from "./field-path.ts";
export {
  byteLength,
  configMapKeyComplaints,
  dns1035LabelComplaints,
  dns1123LabelComplaints,
  dns1123SubdomainComplaints,
  environmentVariableNameComplaints,
  httpHeaderNameComplaints,
  labelValueComplaints,
  maximumLengthComplaint,
  pathSegmentNameComplaints,
  patternComplaint,
  percentComplaints,
  portNameComplaints,
  portNumberComplaints,
  qualifiedNameComplaints,
  rangeComplaints,
  wildcardDns1123SubdomainComplaints,
} from "./formats.ts";
export {
  type ObjectMetaRules,
  validateAnnotations,
  validateFieldManager,
  validateFinalizers,
  validateImmutable,
  validateLabels,
  validateObjectMeta,
  validateObjectMetaUpdate,
  validateOwnerReferences,
} from "./object-meta.ts";
