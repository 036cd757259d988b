// A receipt of a made operator, and time-stamps over its checkpoint.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { encodeSupplement } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { parseNote } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import type { TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { makeBatch } from '../../vault/journal/make-batch.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

/** The receipt for the placing of a document, in a log of one entry that `sealer` seals. */
export async function makeReceipt(sealer: SigningIdentity, now: Date, document = 'd-1') {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);
  const { batch } = await makeBatch(
    {
      sha256,
      signer,
      seal: (text: Uint8Array) => sealBytes(sealer, text, now, algorithms),
      random: (length: number) => new Uint8Array(randomBytes(length)),
    },
    { range: { size: 0, nodes: [] }, remembered: { size: 0, root: '' }, lastTime: 0 },
    [
      {
        id: 'e1',
        action: 'document.placed',
        actor: { participant: 'p-1', authentication: 'qualified-signature' },
        paragraph: 'D65-24-разм',
        content: { document },
        receipt: true,
      },
    ],
    now,
  );
  const [receipt] = batch.receipts;
  if (receipt === undefined) throw new Error('no receipt was made');
  return { bytes: receipt.bytes, vkey: signer.vkey, note: parseNote(batch.head.note).text };
}

/** The supplement with a token over the text, which claims to be over the receipt's checkpoint. */
export async function stampSupplement(
  pki: TestPki,
  { note, text = note, now }: { readonly note: string; readonly text?: string; readonly now: Date },
): Promise<Uint8Array> {
  const identity = await pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const stamper = testTimeStamper({ identity, now: () => now, algorithms });
  const { token } = await stamper.stamp(new TextEncoder().encode(text));
  const checkpoint = toHex(sha256(new TextEncoder().encode(note)));
  return encodeSupplement({ kind: 'time-stamp', checkpoint, token });
}
