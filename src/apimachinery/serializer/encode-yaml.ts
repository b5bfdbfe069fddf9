// Objects as YAML, as the API server answers with `Accept: application/yaml`: keys in order, no
// anchors, no folding.
import { stringify } from "yaml";

export function encodeYaml(object: object): string {
  return stringify(object, {
    aliasDuplicateObjects: false,
    lineWidth: 0,
    sortMapEntries: true,
    // YAML 1.1 readers must not take a text for a boolean or a number.
    version: "1.1",
  });
}
