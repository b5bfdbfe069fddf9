// IP addresses and CIDR ranges as Kubernetes accepts them: no leading zeros, no zones.
// https://kubernetes.io/docs/reference/using-api/api-concepts/

export function ipComplaints(value: string): string[] {
  return isIp(value) ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
}

export function cidrComplaints(value: string): string[] {
  return isCidr(value) ? [] : ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
}

export function isIp(value: string): boolean {
  return isIpv4(value) || isIpv6(value);
}

const octet = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
const ipv4Pattern = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

export function isIpv4(value: string): boolean {
  return ipv4Pattern.test(value);
}

export function isIpv6(value: string): boolean {
  if (!value.includes(":")) return false;
  const halves = value.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === "") {
      if (halves.length === 1) return false;
      continue;
    }
    const parts = half.split(":");
    for (const [position, part] of parts.entries()) {
      const isLast = index === halves.length - 1 && position === parts.length - 1;
      if (isLast && part.includes(".")) {
        if (!isIpv4(part)) return false;
        groups += 2;
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups++;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** An address and a prefix length; host bits may be set. */
export function isCidr(value: string): boolean {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(value);
  if (!match) return false;
  const [, address = "", prefix = ""] = match;
  if (isIpv4(address)) return Number(prefix) <= 32;
  return isIpv6(address) && Number(prefix) <= 128;
}
