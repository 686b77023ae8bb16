import { BlockList, isIP, isIPv6 } from 'node:net';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY choose for a URL, by the rules of Go and so of kubectl:
 * `localhost` and loopback addresses are always reached directly. Undefined: no proxy.
 */
export function proxyFromEnvironment(url: string, env: Env): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const value = protocol === 'https:' ? either(env, 'HTTPS_PROXY') : either(env, 'HTTP_PROXY');
  if (value === undefined) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const effectivePort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (isLoopback(host) || isExcepted(host, effectivePort, either(env, 'NO_PROXY') ?? '')) return undefined;
  return value.includes('://') ? value : `http://${value}`;
}

function either(env: Env, name: string): string | undefined {
  const value = env[name] ?? env[name.toLowerCase()];
  return value === '' ? undefined : value;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, family(host)));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** NO_PROXY: `*`, addresses, CIDR ranges, `.domain` for its subdomains, `domain` for itself too; each with a port or not. */
function isExcepted(host: string, port: string, list: string): boolean {
  return list.split(',').some((entry) => {
    const rule = entry.trim().toLowerCase();
    if (rule === '') return false;
    if (rule === '*') return true;
    const range = /^(.+)\/(\d+)$/.exec(rule);
    if (range?.[1] !== undefined) return isInRange(host, range[1], Number(range[2]));
    const [, name = rule, onlyPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIPv6(rule) ? `[${rule}]` : rule) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const domain = name.replace(/^\*/, '');
    return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
  });
}

function isInRange(host: string, network: string, bits: number): boolean {
  if (isIP(host) === 0 || isIP(network) === 0 || bits > (isIPv6(network) ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(network, bits, family(network));
  return range.check(host, family(host));
}
