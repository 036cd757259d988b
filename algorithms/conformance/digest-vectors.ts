import { GOST_DIGEST_VECTORS } from './gost-vectors.ts';

export interface DigestVector {
  readonly oid: string;
  readonly source: string;
  /** Hex. */
  readonly message: string;
  readonly digest: string;
}

const ABC = '616263';

/** Known answers of the standards themselves. */
export const DIGEST_VECTORS: readonly DigestVector[] = [
  {
    oid: '1.2.840.113549.2.5',
    source: 'RFC 1321 appendix A.5, "abc"',
    message: ABC,
    digest: '900150983cd24fb0d6963f7d28e17f72',
  },
  {
    oid: '1.3.36.3.2.1',
    source: 'RIPEMD-160, Dobbertin, Bosselaers, Preneel 1996, appendix B, "abc"',
    message: ABC,
    digest: '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc',
  },
  {
    oid: '1.3.14.3.2.26',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  },
  {
    oid: '2.16.840.1.101.3.4.2.1',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  {
    oid: '2.16.840.1.101.3.4.2.2',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest:
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  },
  {
    oid: '2.16.840.1.101.3.4.2.3',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  },
  {
    oid: '2.16.840.1.101.3.4.2.5',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest: '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa',
  },
  {
    oid: '2.16.840.1.101.3.4.2.6',
    source: 'FIPS 180-4, NIST example "abc"',
    message: ABC,
    digest: '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
  },
  {
    oid: '2.16.840.1.101.3.4.2.8',
    source: 'FIPS 202, NIST example "abc"',
    message: ABC,
    digest: '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
  },
  {
    oid: '2.16.840.1.101.3.4.2.10',
    source: 'FIPS 202, NIST example "abc"',
    message: ABC,
    digest:
      'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  },
  ...GOST_DIGEST_VECTORS,
];
