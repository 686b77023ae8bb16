import ipaddr from 'ipaddr.js';

/** The most that dnsmasq's reader takes of a client ID, in characters. */
const longestClientId = 764;
const largestIaid = 4_294_967_295;

/** Bytes in hex with colons between them; dnsmasq writes two digits each. */
const bytes = /^[0-9A-Fa-f]{1,2}(:[0-9A-Fa-f]{1,2})*$/u;

/** A count of seconds; undefined for anything else, and for more than a number holds exactly. */
export function readExpiry(text: string): number | undefined {
  const value = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

export function isIpv4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** Without a zone: a lease is for an address, not for an interface. */
export function isIpv6(text: string): boolean {
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text);
}

/** Up to 16 bytes; a hardware type stands before them if it is not Ethernet, or if there are none. */
export function isHardwareAddress(text: string): boolean {
  const [, , address = ''] = /^([0-9A-Fa-f]{2}-)?(.*)$/u.exec(text) ?? [];
  if (address === '') return text !== '';
  return bytes.test(address) && address.split(':').length <= 16;
}

/** `*`, or a host's name: labels of letters, digits and dashes, 255 characters at most (RFC 1123). */
export function isHostname(text: string): boolean {
  if (text === '*') return true;
  if (text.length > 255) return false;
  return text.split('.').every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/u.test(label));
}

/** `*`, or 1 to 255 bytes. */
export function isClientId(text: string): boolean {
  return text === '*' || (text.length <= longestClientId && bytes.test(text));
}

/** A server's DUID: up to 130 bytes. */
export function isDuid(text: string): boolean {
  return bytes.test(text) && text.split(':').length <= 130;
}

/** An identity association: `T` before it marks a temporary address. */
export function readIaid(text: string): { readonly iaid: number; readonly temporary: boolean } | undefined {
  const [, mark, digits = ''] = /^(T?)(\d{1,10})$/u.exec(text) ?? [];
  const iaid = digits === '' ? Number.NaN : Number(digits);
  return iaid <= largestIaid ? { iaid, temporary: mark === 'T' } : undefined;
}

/** The same text for the same address, however it is written. */
export function canonicalIp(ip: string): string {
  return ipaddr.parse(ip).toString();
}

/** The same text for the same bytes: small letters, two digits each. */
export function canonicalBytes(text: string): string {
  return text
    .toLowerCase()
    .split(':')
    .map((byte) => byte.padStart(2, '0'))
    .join(':');
}
