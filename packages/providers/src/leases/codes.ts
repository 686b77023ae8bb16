import type { ErrorFacts, FindingFacts } from '@tsmove/move-core/codes';

/** What is found in leases of dnsmasq, and becomes of them. */
export const leaseCodes: Readonly<Record<string, FindingFacts>> = {
  'address-twice': {
    says: 'An address is leased twice.',
    todo: 'Find out which lease is true, or leave both out.',
    allowedBy: 'invalidLeases',
  },
  'client-twice': {
    says: 'Two addresses are leased to the same client.',
    todo: 'Find out which lease is true, or leave both out.',
    allowedBy: 'invalidLeases',
  },
  conflict: {
    says: 'The source and the target have leases that contradict each other.',
    todo: 'Say whose leases stand.',
    allowedBy: 'preferredLeases',
  },
  'conflict-settled': {
    says: 'Of two leases that contradict each other one was taken, as you have said.',
    todo: 'Nothing.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'duid-kept': {
    says: 'The target keeps its own DUID; nobody is bound to that of the source.',
    todo: 'Nothing.',
    severity: 'info',
    allowedBy: 'skip',
  },
  expired: {
    says: 'A lease has expired, and is dropped.',
    todo: 'Nothing: its client asks anew.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'extra-without-lease': {
    says: 'A line tells more about an address that has no lease.',
    todo: 'Nothing: dnsmasq passes it over, too.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'extras-dropped': {
    says: 'What older versions of dnsmasq cannot read was left out of a lease.',
    todo: 'Nothing, unless something goes by it.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'host-without-lease': {
    says: 'A BareMetalHost has no lease for any of its interfaces.',
    todo: 'Nothing, if it is off or has a fixed address.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'implausible-expiry': {
    says: 'A lease ends at a time that is none of these days.',
    todo: 'See whether the file is a lease file of dnsmasq.',
    allowedBy: 'invalidLeases',
  },
  'invalid-left-out': {
    says: 'A lease that is not in order was left out, as you have said.',
    todo: 'Nothing: its client asks anew.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'lease-without-host': {
    says: 'An address is leased to a client that is no BareMetalHost.',
    todo: 'Nothing, if other machines use the network.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'outside-ranges': {
    says: 'An address is in none of the DHCP ranges that were given.',
    todo: 'Correct the ranges, or leave the lease out.',
    allowedBy: 'invalidLeases',
  },
  rebinds: {
    says: 'IPv6 clients are bound to the DUID of the source, and the target keeps its own.',
    todo: 'Nothing: they ask anew.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'second-duid': {
    says: 'A lease file has a second DUID of the server.',
    todo: 'Find out which one is true, or leave the second out.',
    allowedBy: 'invalidLeases',
  },
  'too-large': {
    says: 'The leases take more room than a ConfigMap has.',
    todo: 'Copy fewer: those of hosts that are gone need not come along.',
    allowedBy: 'never',
  },
  'too-many': {
    says: 'There are more leases than dnsmasq starts with.',
    todo: 'Raise its dhcp-lease-max, or copy fewer.',
    allowedBy: 'never',
  },
  torn: {
    says: 'A lease file ends in the middle of a line.',
    why: 'dnsmasq was writing it when it was read, or died while it wrote.',
    todo: 'Read it once more, or leave the line out.',
    allowedBy: 'invalidLeases',
  },
  unreadable: {
    says: 'A line of a lease file is none that dnsmasq writes.',
    todo: 'See whether the file is a lease file of dnsmasq, or leave the line out.',
    allowedBy: 'invalidLeases',
  },
  'worth-a-look': {
    says: 'Something in a lease is unusual, and in order.',
    todo: 'Look at it, in case it matters.',
    severity: 'info',
    allowedBy: 'skip',
  },
};

/** What ends a command about leases. */
export const leaseErrors: Readonly<Record<string, ErrorFacts>> = {
  'leases-refused': {
    says: 'Leases are not in order, or contradict those of the target. Nothing was written.',
    why: 'dnsmasq does not start with a file that it cannot read.',
    todo: 'Mend what is named, or settle it with --skip-invalid and --prefer.',
    exitCode: 3,
  },
};
