import type { Parser } from '../parser.ts';
import { archives } from './archives.ts';
import { components } from './components.ts';
import { journalParsers } from './journals.ts';
import { kubeconfigs } from './kubeconfigs.ts';
import { leaseParsers } from './leases.ts';
import { objectParsers } from './objects.ts';
import { plans } from './plans.ts';
import { valueParsers } from './values.ts';
import { wire } from './wire.ts';

/** Everything that reads what somebody else has made. */
export const allParsers: readonly Parser[] = [
  ...kubeconfigs,
  ...archives,
  ...journalParsers,
  ...plans,
  ...leaseParsers,
  ...objectParsers,
  ...components,
  ...valueParsers,
  ...wire,
];
