import test from 'ava';
import { isPublicAddress } from './address-rules.ts';

for (const address of ['8.8.8.8', '172.32.0.1', '100.63.255.255', '2a00:1450:4010:c05::71']) {
  test(`${address} is public`, (t) => t.true(isPublicAddress(address)));
}

for (const address of [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254', // cloud metadata
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  'localhost',
  '0177.0.0.1',
  '',
]) {
  test(`${address} is not public`, (t) => t.false(isPublicAddress(address)));
}
