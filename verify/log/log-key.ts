/**
 * A log's verification key, given from outside (C2SP signed-note vkey text `name+hash+base64`). Dated as trust anchors
 * are, by the operator's word or by statements that a trusted key has signed.
 */
export interface LogKey {
  readonly name: string;
  /** First four octets of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian. */
  readonly id: number;
  /** Raw Ed25519 public key, 32 octets. */
  readonly publicKey: Uint8Array;
  /** Replaced in good order then: what it signed before stands for ever, and it signs nothing of a later time. */
  readonly retired?: Date;
  /** May be in other hands since then: its signature proves nothing without another proof from before. */
  readonly compromised?: Date;
}
