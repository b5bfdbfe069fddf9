// What a client wants to be answered in. The usual answers are known without reading the header.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
import {
  allFormats,
  type BodyFormat,
  isMetaTransform,
  mediaTypes,
  negotiateAccept,
} from "#apimachinery/serializer";

export interface MediaType {
  format: BodyFormat;
  /** "Table", "PartialObjectMetadata" ...; empty: the object itself. */
  as: string;
  version: string;
}

export interface Offer {
  /** Whether there is a protobuf form. */
  protobuf: boolean;
  /** Kinds that `as` may name. */
  forms: readonly string[];
}

export const contentTypes: Readonly<Record<BodyFormat, string>> = mediaTypes;

const withoutProtobuf: readonly BodyFormat[] = ["json", "yaml"];
const plainJson: MediaType = { format: "json", as: "", version: "" };

/** The first clause, by preference, that can be met. Throws NotAcceptable. */
export function negotiate(accept: string | undefined, offer: Offer): MediaType {
  if (!accept || accept === "application/json" || accept === "*/*") return plainJson;
  const { format, as } = negotiateAccept(accept, {
    formats: offer.protobuf ? allFormats : withoutProtobuf,
    allowsTransform: (kind, format) =>
      offer.forms.includes(kind.kind) &&
      isMetaTransform(kind) &&
      // A Table has cells of any type, for which protobuf has no message.
      !(kind.kind === "Table" && format === "protobuf"),
  });
  return { format, as: as?.kind ?? "", version: as?.version ?? "" };
}
