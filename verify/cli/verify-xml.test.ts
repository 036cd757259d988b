import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { run } from './verify.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const pki = await createPki({ now: NOW });
const identity = await pki.issue({ subject: head });
const act = '<act><sum>100</sum></act>';
const digest = algorithmsOf([nodeCrypto]);
const document = new TextEncoder().encode(act);
const signed = new TextDecoder().decode(
  await signXml({ packaging: 'enveloped', document, identity, digest }),
);
const files = {
  'act.xml': signed,
  'act.txt': signed,
  'changed.xml': signed.replace('100', '900'),
  'unsigned.xml': act,
  'broken.xml': signed.slice(0, -3),
  'entity.xml': `<!DOCTYPE act [<!ENTITY e SYSTEM "file:///etc/hostname">]><act>&e;</act>`,
  'contract.pdf': '%PDF',
  'root.pem': toPem('CERTIFICATE', pki.root.der),
  'issuing.pem': toPem('CERTIFICATE', pki.issuer.der),
  'issuing.crl': await pki.crl(),
  'root.crl': await pki.crl(NOW, { of: 'root' }),
};
const MATERIAL = ['--trust', 'root.pem', '--certificates', 'issuing.pem'].concat(
  ...['issuing.crl', 'root.crl'].map((name) => ['--crl', name]),
);

/** What is asked, the exit code and what stdout says. */
const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['an enveloped signature', ['act.xml'], 0, /TOTAL-PASSED[\s\S]*XMLDSig/],
  ['recognised by content, whatever the name', ['act.txt'], 0, /TOTAL-PASSED/],
  ['a change after signing', ['changed.xml'], 1, /TOTAL-FAILED/],
  ['no signature inside', ['unsigned.xml'], 3, /./],
  ['not well-formed', ['broken.xml'], 3, /./],
  ['an external entity', ['entity.xml'], 3, /./],
  [
    'content that the signature is not over',
    ['act.xml', '--content', 'contract.pdf'],
    2,
    /INDETERMINATE/,
  ],
];

for (const [title, args, code, says] of cases) {
  test(`okno verify FILE.xml: ${title}`, async (t) => {
    const at = await scratchFolder(t, files);
    let stdout = '';
    const exit = await run([...args, ...MATERIAL, '--lang', 'en'], {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stdout += text) },
      cwd: at(''),
      now: () => NOW,
    });
    t.is(exit, code, stdout);
    t.regex(stdout, says);
  });
}
