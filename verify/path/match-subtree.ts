// RFC 5280 §4.2.1.10: when a name is inside a subtree, form by form.
import type { GeneralName } from '../../formats/x509/extensions.ts';
import { rdnKeys } from './match-names.ts';

/** The base of a subtree, checked and made ready to compare. */
export type Subtree =
  | { readonly kind: 'directoryName'; readonly rdns: readonly string[] }
  | { readonly kind: 'dNSName'; readonly host: string }
  | { readonly kind: 'rfc822Name'; readonly mailbox: string }
  | {
      readonly kind: 'rfc822Name' | 'uniformResourceIdentifier';
      readonly host: string;
      readonly below: boolean;
    }
  | { readonly kind: 'iPAddress'; readonly address: Uint8Array; readonly mask: Uint8Array }
  | { readonly kind: 'otherName' | 'x400Address' | 'ediPartyName' | 'registeredID' };

/** A name of a certificate, made ready to compare. */
export type TestedName =
  | { readonly kind: 'directoryName'; readonly rdns: readonly string[] }
  | { readonly kind: 'dNSName'; readonly host: string; readonly wildcard: boolean }
  | { readonly kind: 'rfc822Name'; readonly mailbox: string; readonly host: string }
  | { readonly kind: 'uniformResourceIdentifier'; readonly host: string }
  | { readonly kind: 'iPAddress'; readonly address: Uint8Array };

const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?';
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.?$`);

/** Lower case, without the dot of the root; undefined for what is no host name (RFC 1034 §3.5). */
function hostOf(text: string): string | undefined {
  const host = text.toLowerCase();
  if (host.length > 254 || !HOST.test(host)) return undefined;
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** undefined: malformed, so that nothing can be said to be inside or outside. */
export function subtreeOf(base: GeneralName): Subtree | undefined {
  switch (base.kind) {
    case 'directoryName':
      return { kind: base.kind, rdns: rdnKeys(base.name) };
    case 'dNSName': {
      // The empty host stands for every host. A leading dot is no host name in this form.
      const host = base.value === '' ? '' : hostOf(base.value);
      return host === undefined ? undefined : { kind: base.kind, host };
    }
    case 'rfc822Name':
      return base.value.includes('@') ? mailboxTree(base.value) : hostTree(base.kind, base.value);
    case 'uniformResourceIdentifier':
      return hostTree(base.kind, base.value);
    case 'iPAddress':
      return addressTree(base.octets);
    case 'otherName':
    case 'x400Address':
    case 'ediPartyName':
    case 'registeredID':
      return { kind: base.kind };
  }
}

function mailboxTree(value: string): Subtree | undefined {
  const mailbox = mailboxOf(value)?.mailbox;
  return mailbox === undefined ? undefined : { kind: 'rfc822Name', mailbox };
}

// «.example.com» is every host below, «example.com» that host alone.
function hostTree(
  kind: 'rfc822Name' | 'uniformResourceIdentifier',
  value: string,
): Subtree | undefined {
  const below = value.startsWith('.');
  const host = hostOf(below ? value.slice(1) : value);
  return host === undefined ? undefined : { kind, host, below };
}

// RFC 4632: the mask is a row of ones, then zeros.
function addressTree(octets: Uint8Array): Subtree | undefined {
  if (octets.length !== 8 && octets.length !== 32) return undefined;
  const half = octets.length / 2;
  const mask = octets.subarray(half);
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(bits)) return undefined;
  return { kind: 'iPAddress', address: octets.subarray(0, half), mask };
}

/** undefined: malformed; 'unsupported': a form whose subtrees RFC 5280 does not define. */
export function testedName(name: GeneralName): TestedName | undefined | 'unsupported' {
  switch (name.kind) {
    case 'directoryName':
      return { kind: name.kind, rdns: rdnKeys(name.name) };
    case 'dNSName': {
      const wildcard = name.value.startsWith('*.');
      const host = hostOf(wildcard ? name.value.slice(2) : name.value);
      return host === undefined ? undefined : { kind: name.kind, host, wildcard };
    }
    case 'rfc822Name': {
      const mailbox = mailboxOf(name.value);
      return mailbox && { kind: name.kind, ...mailbox };
    }
    case 'uniformResourceIdentifier': {
      const host = hostOfUri(name.value);
      return host === undefined ? undefined : { kind: name.kind, host };
    }
    case 'iPAddress':
      if (name.octets.length !== 4 && name.octets.length !== 16) return undefined;
      return { kind: name.kind, address: name.octets };
    case 'otherName':
    case 'x400Address':
    case 'ediPartyName':
    case 'registeredID':
      return 'unsupported';
  }
}

// RFC 5321 §4.1.2: only within quotes may an «@» stand in the local part.
const MAILBOX = /^("(?:[^"\\]|\\.)*"|[^@"]+)@([^@]*)$/s;

// RFC 5280 §7.5: the local part as it stands, the host without regard to case.
function mailboxOf(value: string): { mailbox: string; host: string } | undefined {
  const [, local, domain] = MAILBOX.exec(value) ?? [];
  const host = domain === undefined ? undefined : hostOf(domain);
  return host === undefined ? undefined : { mailbox: `${local}@${host}`, host };
}

// RFC 3986 §2, §3.2.1: nothing but these may stand there. Of a backslash, some readers make the end of the host.
const URI = /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?([^@/?#]*)(?:[/?#][^\s\\]*)?$/i;

// RFC 5280: a URI without authority, or with an address in place of a host, is rejected.
function hostOfUri(value: string): string | undefined {
  const authority = URI.exec(value)?.[1];
  if (authority === undefined) return undefined;
  const host = hostOf(authority.replace(/:\d*$/, ''));
  // A last label of digits alone makes an IPv4 address.
  return host === undefined || /(?:^|\.)\d+$/.test(host) ? undefined : host;
}

/** Whether `name`, of the same form, is wholly inside. */
export function permits(subtree: Subtree, name: TestedName): boolean {
  if (subtree.kind === 'directoryName' && name.kind === 'directoryName') {
    return subtree.rdns.every((rdn, at) => rdn === name.rdns[at]);
  }
  if (subtree.kind === 'dNSName' && name.kind === 'dNSName') {
    return atOrBelow(name.host, subtree.host);
  }
  if (subtree.kind === 'iPAddress' && name.kind === 'iPAddress') {
    return inNetwork(name.address, subtree);
  }
  if (name.kind === 'rfc822Name' && 'mailbox' in subtree) return name.mailbox === subtree.mailbox;
  const hosted = name.kind === 'rfc822Name' || name.kind === 'uniformResourceIdentifier';
  if (hosted && subtree.kind === name.kind && 'below' in subtree) {
    return subtree.below ? name.host.endsWith(`.${subtree.host}`) : name.host === subtree.host;
  }
  return false;
}

/** Whether any part of `name` is inside: a wildcard stands for hosts of which one may be excluded. */
export function excludes(subtree: Subtree, name: TestedName): boolean {
  if (permits(subtree, name)) return true;
  const wildcard = name.kind === 'dNSName' && name.wildcard && subtree.kind === 'dNSName';
  return wildcard && atOrBelow(subtree.host, name.host);
}

function atOrBelow(host: string, base: string): boolean {
  return base === '' || host === base || host.endsWith(`.${base}`);
}

function inNetwork(
  address: Uint8Array,
  network: { readonly address: Uint8Array; readonly mask: Uint8Array },
): boolean {
  if (address.length !== network.mask.length) return false;
  return network.mask.every(
    (mask, at) => ((address[at] ?? 0) & mask) === ((network.address[at] ?? 0) & mask),
  );
}
