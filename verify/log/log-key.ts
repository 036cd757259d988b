/**
 * A log's verification key, given from outside (C2SP signed-note vkey text `name+hash+base64`). Dated like
 * trust anchors: a key declared compromised keeps `until`.
 */
export interface LogKey {
  readonly name: string;
  /** First four octets of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian. */
  readonly id: number;
  /** Raw Ed25519 public key, 32 octets. */
  readonly publicKey: Uint8Array;
  readonly until?: Date;
}
