// Names of distribution points, made ready to compare: RFC 5280 §4.2.1.13, §5.2.5.
import { toHex } from '../../formats/hex.ts';
import type { NameAttribute } from '../../formats/x509/certificate.ts';
import type { DistributionPointName, GeneralName } from '../../formats/x509/extensions.ts';
import { nameKey, rdnKeys } from '../path/match-names.ts';

/** `base`: what a name relative to its issuer is relative to. */
export function pointNames(
  name: DistributionPointName,
  base: readonly string[],
): readonly string[] {
  if (name.kind === 'fullName') return name.names.map(generalNameKey);
  return [`directoryName:${nameKey([...base, rdnKey(name.rdn)])}`];
}

function rdnKey(rdn: readonly NameAttribute[]): string {
  return rdnKeys({ der: new Uint8Array(), rdns: [rdn] })[0] ?? '';
}

/** The prepared directory names among general names. */
export function directoryNames(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) =>
    name.kind === 'directoryName' ? [nameKey(rdnKeys(name.name))] : [],
  );
}

export function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directoryName':
      return `${name.kind}:${nameKey(rdnKeys(name.name))}`;
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return `${name.kind}:${name.value}`;
    case 'iPAddress':
      return `${name.kind}:${toHex(name.octets)}`;
    case 'registeredID':
      return `${name.kind}:${name.oid}`;
    case 'otherName':
      return `${name.kind}:${name.typeId}:${toHex(name.value)}`;
    case 'x400Address':
    case 'ediPartyName':
      return `${name.kind}:${toHex(name.der)}`;
  }
}
