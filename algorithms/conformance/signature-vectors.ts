import type { AlgorithmReference } from '../provider.ts';
import { GOST_SIGNATURE_VECTORS } from './gost-vectors.ts';

export interface SignatureVector {
  readonly source: string;
  readonly algorithm: AlgorithmReference;
  readonly digestOid?: string;
  /** DER of the SubjectPublicKeyInfo, hex. */
  readonly publicKey: string;
  /** Hex. */
  readonly message: string;
  readonly signature: string;
  /** Curves that not every platform has: a provider that refuses the key says nothing wrong. */
  readonly optional?: boolean;
}

const hexOf = (text: string) => Array.from(new TextEncoder().encode(text), twoDigits).join('');
const twoDigits = (octet: number) => octet.toString(16).padStart(2, '0');

/** base64url of JOSE to hex. */
function fromBase64Url(text: string): string {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from(plain, (character) => twoDigits(character.charCodeAt(0))).join('');
}

// SubjectPublicKeyInfo of a 2048-bit modulus whose first bit is set, with exponent 65537.
const rsa2048 = (modulus: string) =>
  `30820122300d06092a864886f70d01010105000382010f003082010a0282010100${modulus}0203010001`;
const P256 = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';

const JWS_HEADER_A2 = 'eyJhbGciOiJSUzI1NiJ9';
const JWS_PAYLOAD_A2 =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
const COOKBOOK_HEADER = 'eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9';
const COOKBOOK_PAYLOAD =
  'SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4';

// RFC 4055 §3.1 with SHA-384, MGF1 with SHA-384 and a salt of 48 octets.
const PSS_SHA384 =
  '3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130';

/** Signatures published in RFCs: valid all of them, under keys published with them. */
export const SIGNATURE_VECTORS: readonly SignatureVector[] = [
  {
    source: 'RFC 7515 appendix A.2',
    algorithm: { oid: '1.2.840.113549.1.1.11', parameters: Uint8Array.of(5, 0) },
    publicKey: rsa2048(
      fromBase64Url(
        'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      ),
    ),
    message: hexOf(`${JWS_HEADER_A2}.${JWS_PAYLOAD_A2}`),
    signature: fromBase64Url(
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
    ),
  },
  {
    source: 'RFC 7520 §4.2',
    algorithm: {
      oid: '1.2.840.113549.1.1.10',
      parameters: Uint8Array.from(PSS_SHA384.match(/../g) ?? [], (octet) => parseInt(octet, 16)),
    },
    publicKey: rsa2048(
      fromBase64Url(
        'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
      ),
    ),
    message: hexOf(`${COOKBOOK_HEADER}.${COOKBOOK_PAYLOAD}`),
    signature: fromBase64Url(
      'cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw',
    ),
  },
  {
    source: 'RFC 6979 appendix A.2.5, SHA-256, "sample"',
    algorithm: { oid: '1.2.840.10045.4.3.2' },
    digestOid: '2.16.840.1.101.3.4.2.1',
    publicKey: `${P256}60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299`,
    message: hexOf('sample'),
    signature:
      '3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
  {
    source: 'RFC 6979 appendix A.2.3, P-192, SHA-256, "sample"',
    algorithm: { oid: '1.2.840.10045.4.3.2' },
    digestOid: '2.16.840.1.101.3.4.2.1',
    publicKey:
      '3049301306072a8648ce3d020106082a8648ce3d03010103320004ac2c77f529f91689fea0ea5efec7f210d8eea0b9e047ed563bc723e57670bd4887ebc732c523063d0a7c957bc97c1c43',
    message: hexOf('sample'),
    signature:
      '303502184b0b8ce98a92866a2820e20aa6b75b56382e0f9bfd5ecb55021900ccdb006926ea9565cbadc840829d8c384e06de1f1e381b85',
    optional: true,
  },
  {
    source: 'RFC 6979 appendix A.2.4, P-224, SHA-256, "sample"',
    algorithm: { oid: '1.2.840.10045.4.3.2' },
    digestOid: '2.16.840.1.101.3.4.2.1',
    publicKey:
      '304e301006072a8648ce3d020106052b81040021033a000400cf08da5ad719e42707fa431292dea11244d64fc51610d94b130d6ceeab6f3debe455e3dbf85416f7030cbd94f34f2d6f232c69f3c1385a',
    message: hexOf('sample'),
    signature:
      '303d021c61aa3da010e8e8406c656bc477a7a7189895e7e840cdfe8ff42307ba021d00bc814050dab5d23770879494f9e0a680dc1af7161991bde692b10101',
    optional: true,
  },
  {
    source: 'RFC 8032 §7.1, test 3',
    algorithm: { oid: '1.3.101.112' },
    publicKey:
      '302a300506032b6570032100fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    source: 'RFC 8032 §7.4, 1 octet',
    algorithm: { oid: '1.3.101.113' },
    publicKey:
      '3043300506032b6571033a0043ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480',
    message: '03',
    signature:
      '26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00',
  },
  ...GOST_SIGNATURE_VECTORS,
];
