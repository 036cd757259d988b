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
      return `${name.kind}:${mailboxKey(name.value)}`;
    case 'dNSName':
      return `${name.kind}:${name.value.toLowerCase()}`;
    case 'uniformResourceIdentifier':
      return `${name.kind}:${uriKey(name.value)}`;
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

// RFC 5280 §7.5: the local part as it stands, the host without regard to case.
function mailboxKey(mailbox: string): string {
  const at = mailbox.lastIndexOf('@') + 1;
  return mailbox.slice(0, at) + mailbox.slice(at).toLowerCase();
}

// What `URL` would read as another URI (backslashes, blanks that it drops) is compared as it stands.
const URI = /^([a-z][a-z0-9+.-]*):\/\/([^\s\\/?#]*)([^\s\\]*)$/i;

/** RFC 5280 §7.4: URIs are compared by what RFC 3987 §5.3.2 and §5.3.3 make of them. */
function uriKey(value: string): string {
  const [, scheme, authority, rest = ''] = URI.exec(value) ?? [];
  if (scheme === undefined || authority === undefined) return value;
  const at = authority.lastIndexOf('@') + 1;
  const host = authority.slice(0, at) + authority.slice(at).toLowerCase();
  const uri = `${scheme.toLowerCase()}://${host}${percentKey(rest)}`;
  // Path segments and the default port; of other schemes URL leaves the host as it is.
  return URL.canParse(uri) ? new URL(uri).href : uri;
}

// RFC 3987 §5.3.2.3: what need not be encoded is not, the rest in capitals.
function percentKey(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
  });
}
