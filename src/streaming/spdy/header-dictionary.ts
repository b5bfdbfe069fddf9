// The dictionary that both sides of a SPDY/3 session give to zlib for header blocks.
// https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ (2.6.10.1)

/** Each is written with its length before it. */
const words = [
  ..."options head post put delete trace".split(" "),
  ..."accept accept-charset accept-encoding accept-language accept-ranges age allow".split(" "),
  ..."authorization cache-control connection content-base content-encoding".split(" "),
  ..."content-language content-length content-location content-md5 content-range".split(" "),
  ..."content-type date etag expect expires from host if-match if-modified-since".split(" "),
  ..."if-none-match if-range if-unmodified-since last-modified location max-forwards".split(" "),
  ..."pragma proxy-authenticate proxy-authorization range referer retry-after server te".split(" "),
  ..."trailer transfer-encoding upgrade user-agent vary via warning www-authenticate".split(" "),
  ..."method get status".split(" "),
  "200 OK",
  ..."version HTTP/1.1 url public set-cookie keep-alive origin".split(" "),
];

const tail = [
  "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505",
  "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request",
  "401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented",
  "503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00",
  " Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT",
  "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,",
  "text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdch",
  "charset=utf-8charset=iso-8859-1,utf-,*,enq=0.",
].join("");

/** What zlib calls the dictionary: its Adler-32. */
export const headerDictionaryId = 0xe3c6a7c2;

export const headerDictionary: Buffer = Buffer.concat([
  ...words.flatMap((word) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(word.length);
    return [length, Buffer.from(word, "latin1")];
  }),
  Buffer.from(tail, "latin1"),
]);
