import test from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import { contentKind } from './content-kind.ts';

const octets = (text: string) => Buffer.from(text, 'latin1');
const CMS = octets(
  '\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31',
);
const ZIP = 'PK\x03\x04';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

for (const [title, content, kind] of [
  ['a receipt', '{\n "entry": {', 'receipt'],
  ['other JSON', '{"entry": {', 'other'],
  ['an evidence package', `${ZIP} manifest.json`, 'package'],
  ['a ZIP of documents', `${ZIP} contract.pdf`, 'archive'],
  ['ASiC-E with CAdES', `${ZIP} META-INF/signature001.p7s`, 'container'],
  ['ASiC-E with XAdES', `${ZIP} META-INF/signatures.xml`, 'container'],
  ['OpenDocument that is signed', `${ZIP} META-INF/documentsignatures.xml`, 'container'],
  ['OpenDocument that is not', `${ZIP} META-INF/manifest.xml`, 'archive'],
  ['Office Open XML that is signed', `${ZIP} _xmlsignatures/sig1.xml`, 'container'],
  ['a PDF', '%PDF-1.7\n/Bytes', 'other'],
  ['a signed PDF', '%PDF-1.7\n/ByteRange [0 1 2 3]', 'signed-pdf'],
  ['a signed PDF with something before it', ' \n%PDF-1.7\n/ByteRange', 'signed-pdf'],
  [
    'a signed PDF, the word across two pieces',
    `%PDF-1.7${'/'.repeat(256 * 1024 - 12)}/ByteRange`,
    'signed-pdf',
  ],
  ['XML', '<a/>', 'other'],
  ['signed XML', `<a xmlns="${DSIG}"/>`, 'signed-xml'],
  ['signed XML with a byte order mark', `\xef\xbb\xbf <a xmlns="${DSIG}"/>`, 'signed-xml'],
  ['XML in UTF-16, which its reader searches', '\xff\xfe<\0a\0', 'signed-xml'],
  ['text that speaks of XML Signature', `see ${DSIG}`, 'other'],
  ['a CMS in DER', CMS, 'cms'],
  ['a CMS in BER', octets('\x30\x80\x06\x09'), 'cms'],
  ['a CMS in base64', CMS.subarray(0, 21).toString('base64').padEnd(40, 'A'), 'cms'],
  [
    'a CMS in base64 of lines',
    ` ${CMS.subarray(0, 21).toString('base64').padEnd(40, 'A').replace(/.{8}/g, '$&\r\n')}`,
    'cms',
  ],
  ['a CMS in PEM', '-----BEGIN CMS-----\nMIIB', 'cms'],
  ['a CMS in PEM as GnuPG writes it', '-----BEGIN SIGNED MESSAGE-----\nMIAG', 'cms'],
  ['something enciphered by GnuPG', '-----BEGIN ENCRYPTED MESSAGE-----\nMIAG', 'other'],
  ['a certificate in PEM', '-----BEGIN CERTIFICATE-----\nMIIB', 'other'],
  ['a certificate in DER', octets('\x30\x82\x01\x00\x30\x81\x80\xa0'), 'other'],
  ['a letter that begins like base64', 'My name is Ivan and I confirm that these goods', 'other'],
  ['nothing', '', 'other'],
] as const) {
  test(`${title} is told by its octets: ${kind}`, async (t) => {
    const bytes = typeof content === 'string' ? octets(content) : content;
    t.is(await contentKind(bytesSource(bytes)), kind);
  });
}
