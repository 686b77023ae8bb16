/**
 * A lease of dnsmasq, field by field as its file has it. IPv4: `<expiry> <hwaddr> <ip> <hostname> <client-id>`; IPv6:
 * `<expiry> [T]<iaid> <ip> <hostname> <client-duid>`. Unknown names and IDs are `*` in the file and undefined here.
 */
export interface Lease {
  readonly family: 4 | 6;
  /** Seconds since 1970; 0 means that it never expires. */
  readonly expiry: number;
  readonly ip: string;
  readonly hostname: string | undefined;
  /** IPv4: the client ID; IPv6: the client's DUID. */
  readonly clientId: string | undefined;
  /** IPv4 only: hex bytes with colons, perhaps with a hardware type before them (`06-…`). */
  readonly hwaddr?: string;
  /** IPv6 only: 32 bits, unsigned. */
  readonly iaid?: number;
  /** IPv6 only: a temporary address, marked `T`. */
  readonly temporary?: boolean;
  /** What newer versions of dnsmasq keep about the lease, each on a line of its own, as it was. */
  readonly extras: readonly LeaseExtra[];
}

export interface LeaseExtra {
  readonly kind: 'vendorclass' | 'agent-info';
  readonly value: string;
}

/** What a lease file says. */
export interface LeaseFile {
  readonly leases: readonly Lease[];
  /** The server's own DUID; clients with an IPv6 lease are bound to it. */
  readonly duid: string | undefined;
}

/** Something that is wrong with a lease file, or with leases taken together. */
export interface LeaseProblem {
  readonly code: LeaseProblemCode;
  /** `error`: the leases must not be written like this. `info`: worth a look. */
  readonly severity: 'error' | 'info';
  /** Counted from 1; of the line where the lease begins. Absent when it is about no single line. */
  readonly line?: number;
  /** One sentence, with the address or line that it is about. */
  readonly message: string;
}

export type LeaseProblemCode =
  | 'unreadable'
  | 'torn'
  | 'extra-without-lease'
  | 'second-duid'
  | 'outside-ranges'
  | 'implausible-expiry'
  | 'address-twice'
  | 'client-twice'
  | 'too-many'
  | 'too-large'
  | 'conflict'
  | 'host-without-lease'
  | 'lease-without-host';
