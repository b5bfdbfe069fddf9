// Writes DER, the encoding of certificates and signing requests, as far as they need it: the start of
// a new cluster makes a handful, and a library for all of ASN.1 takes longer to load than to make
// them. What others send is not read here. https://www.itu.int/rec/T-REC-X.690

/** One element: tag, length, content. */
function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts);
}

/** A set of one element, which needs no order. */
export function setOf(part: Uint8Array): Buffer {
  return element(0x31, part);
}

/** [number] around whole elements. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return element(0xa0 | number, ...parts);
}

/** [number] in place of the tag of a primitive element. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return element(0x80 | number, content);
}

export const booleanTrue = element(0x01, Buffer.from([0xff]));

/** A non-negative integer from its bytes, the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const shortest = bytes.subarray(start);
  const isNegative = ((shortest[0] ?? 0) & 0x80) !== 0;
  return element(0x02, isNegative ? Buffer.from([0]) : Buffer.alloc(0), shortest);
}

export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return element(0x03, Buffer.from([unusedBits]), content);
}

export function octetString(content: Uint8Array): Buffer {
  return element(0x04, content);
}

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** "1.2.840.10045.4.3.2". */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...others].flatMap((part) => {
    const groups = [part % 128];
    for (let rest = Math.floor(part / 128); rest > 0; rest = Math.floor(rest / 128))
      groups.unshift(0x80 | (rest % 128));
    return groups;
  });
  return element(0x06, Buffer.from(bytes));
}

/** Milliseconds since the epoch, to the second: UTCTime through 2049, then GeneralizedTime. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, "").slice(0, 14);
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return isShort
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : element(0x18, Buffer.from(`${digits}Z`));
}

/** The elements within an element that this machine made itself, whole. */
export function childrenOf(der: Uint8Array): Buffer[] {
  const children: Buffer[] = [];
  const [, end, start] = boundsOf(der, 0);
  for (let at = start; at < end; ) {
    const [from, to] = boundsOf(der, at);
    children.push(Buffer.from(der.subarray(from, to)));
    at = to;
  }
  return children;
}

/** Where the element at the offset begins and ends, and where its content begins. */
function boundsOf(der: Uint8Array, at: number): [start: number, end: number, content: number] {
  const first = der[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index++)
    length = length * 256 + (der[at + 2 + index] ?? 0);
  const content = at + 2 + lengthBytes;
  const end = content + length;
  if (end > der.length) throw new Error("The certificate is cut off");
  return [at, end, content];
}
