/** What an S/MIME message may take, in octets unless said otherwise. */
export const MIME_LIMITS = {
  /** It is read in memory, since its lines must be made canonical; a CMS in base64 has half of that (formats/cms). */
  message: 32 * 1024 * 1024,
  /** The fields of a message or a part; those that servers add on the way stay under a tenth. */
  header: 64 * 1024,
  /** Of fields, and of parameters of one. */
  fields: 500,
  parameters: 32,
  /** RFC 2046 §5.1.1 */
  boundary: 70,
} as const;
