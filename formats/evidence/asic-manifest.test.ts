import test from 'ava';
import { ASIC_E, asicManifest } from './asic-manifest.ts';
import { contentsText } from './contents-text.ts';
import type { ManifestFile } from './manifest.ts';

const file = (name: string, role: ManifestFile['role']): ManifestFile => ({
  name,
  role,
  about: { ru: 'Договор', en: 'A contract' },
  sha256: 'ab'.repeat(32),
  size: 7,
});
const files = [
  file('mimetype', 'container'),
  file('CONTENTS.txt', 'contents'),
  file("documents/1/a & «б» '.pdf", 'document'),
];
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('EN 319 162-1 §4.4.3.2: every file but those of the container, by its escaped name and SHA-256', (t) => {
  const digest = Buffer.from('ab'.repeat(32), 'hex').toString('base64');
  const xml = text(asicManifest({ files }));
  t.deepEqual(
    [...xml.matchAll(/DataObjectReference URI="([^"]*)"/g)].map(([, uri]) => uri),
    ['CONTENTS.txt', "documents/1/a%20%26%20%C2%AB%D0%B1%C2%BB%20'.pdf"],
  );
  t.is(xml.split(`<ds:DigestValue>${digest}</ds:DigestValue>`).length, 3);
  t.regex(xml, /xmlns:asic="http:\/\/uri\.etsi\.org\/02918\/v1\.2\.1#"/);
  t.regex(xml, /SigReference URI="META-INF\/signature\.p7s"/);
  t.is(ASIC_E, 'application/vnd.etsi.asic-e+zip');
});

test('the table of contents says in both languages what each file is, itself and the container left out', (t) => {
  const contents = text(contentsText({ files }));
  t.regex(contents, /documents\/1\/.*\n {2}Договор \(7 байт\)\n {2}A contract \(7 octets\)\n/);
  t.notRegex(contents, /mimetype|CONTENTS\.txt/);
});
