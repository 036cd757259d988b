import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import { bankOfficer } from '../../test-fixtures/pki/subjects.ts';
import type { RefusalCode } from '../model/document.ts';
import { director, memoryWorld, pki } from '../testing/memory-world.fixture.ts';
import { place, sha256Hex } from '../testing/vault-world.ts';
import { VaultError } from '../vault-error.ts';

// Documents in XML that carry their signatures themselves.

const stranger = await pki.issue({ subject: bankOfficer });
const digest = algorithmsOf([nodeCrypto]);
const ACT = '<Акт xmlns="urn:act" Номер="17"><Сумма>1000.00</Сумма></Акт>';

const octets = (text: string) => Buffer.from(text);
const sign = async (identity = director, text = ACT) =>
  Buffer.from(await signXml({ packaging: 'enveloped', document: octets(text), identity, digest }));

const signed = (await sign()).toString();
const wrapped = `<w>${signed}<Акт xmlns="urn:act"/></w>`;
const other = (await sign(director, '<Другое/>')).toString();

const ofStranger = (await sign(stranger)).toString();

test('a document in XML with an enveloped signature is a signed document', async (t) => {
  const world = await memoryWorld();
  const act = await sign();
  const { outcome } = await place(world, { files: [['document', act, 'act.xml']] });
  t.like(outcome, { state: 'accepted', sha256: sha256Hex(act) });
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  t.is(version?.signatures[0]?.indication, 'TOTAL-PASSED');
  t.is(version?.signatures[0]?.file.sha256, sha256Hex(act));
});

test('a detached XML signature beside any document', async (t) => {
  const world = await memoryWorld();
  const document = octets('%PDF-1.7 договор');
  const input = { content: bytesSource(document), uri: 'contract.pdf', identity: director, digest };
  const signature = Buffer.from(await signXml({ packaging: 'detached', ...input }));
  const files = [
    ['document', document, 'contract.pdf'],
    ['signature', signature, 'contract.pdf.xml'],
  ] as const;
  const { outcome } = await place(world, { files });
  t.is(outcome.state, 'accepted');
});

/** What is wrong, the files, and the code of the refusal. */
const refused: readonly (readonly [string, readonly (readonly [string, string])[], RefusalCode])[] =
  [
    ['unsigned', [['document', ACT]], 'no-signature'],
    [
      'changed after signing',
      [['document', signed.replace('1000.00', '9000.00')]],
      'signature-not-passed',
    ],
    [
      'with the signed document wrapped in another',
      [['document', wrapped]],
      'signature-not-passed',
    ],
    ['of a stranger', [['document', ofStranger]], 'not-signed-by-participant'],
    ['with a document type', [['document', `<!DOCTYPE Акт>${signed}`]], 'no-signature'],
    [
      'beside which lies the enveloped signature of another document',
      [
        ['document', ACT],
        ['signature', other],
      ],
      'signature-not-passed',
    ],
  ];

for (const [title, parts, code] of refused) {
  test(`a document in XML is refused: ${title}`, async (t) => {
    const world = await memoryWorld();
    const files = parts.map(
      ([role, text], index) =>
        [role as 'document' | 'signature', octets(text), `${index}.xml`] as const,
    );
    const error = await t.throwsAsync(place(world, { files }), { instanceOf: VaultError });
    const fault = error?.fault;
    t.is(fault?.code, 'refused-signature');
    if (fault?.code === 'refused-signature') t.is(fault.refusal.reasons[0]?.code, code);
  });
}
