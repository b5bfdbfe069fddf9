// Names that are one DNS label.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
import { dns1123LabelComplaints, dns1123SubdomainComplaints } from "#apimachinery";

/** A name whose only fault is a dot is told just that. */
export function dnsLabelComplaints(value: string): string[] {
  const complaints = dns1123LabelComplaints(value);
  const isSubdomain = value.includes(".") && dns1123SubdomainComplaints(value).length === 0;
  return isSubdomain ? [...complaints.slice(0, -1), "must not contain dots"] : complaints;
}
