/**
 * What a page shows, as JSON: it is what `-o html` puts into the file and what `-o svg` draws. References, decisions,
 * states and times, as plans and journals have them; never a part of an object.
 */
export interface PageModel {
  readonly formatVersion: 1;
  readonly subject: 'plan' | 'graph' | 'report';
  /** `Plan of namespace fleet`. */
  readonly title: string;
  /** What it comes to, one sentence. */
  readonly verdict: { readonly tone: Tone; readonly text: string };
  /** Where, when, by what: label and value, in the order in which they are shown. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** By what objects are filtered and coloured, the usual one first. Families need not be told: they follow from the API. */
  readonly scales: readonly Scale[];
  /** What is drawn together. */
  readonly groups: readonly PageGroup[];
  readonly objects: readonly PageObject[];
  readonly findings: readonly PageFinding[];
  /** What can be done next. */
  readonly next: readonly { readonly aim: string; readonly command: string }[];
  /** Only for a report. */
  readonly timeline?: Timeline;
}

/** A colour with a meaning. */
export type Tone = 'blue' | 'teal' | 'grey' | 'orange' | 'green' | 'amber' | 'red' | 'violet';

/** A property by which objects differ. */
export interface Scale {
  readonly id: 'fate' | 'state' | 'family';
  readonly label: string;
  readonly values: readonly ScaleValue[];
}

export interface ScaleValue {
  readonly id: string;
  readonly label: string;
  readonly tone: Tone;
  /** One sentence: what it means. */
  readonly hint: string;
}

/** A Cluster with what belongs to it alone, or objects of none or several. */
export interface PageGroup {
  readonly title: string;
  readonly kind: 'cluster' | 'shared' | 'rest';
}

export type PageRelation = 'owner' | 'soft-owner' | 'uses';

/** One object. Objects and groups refer to each other by position. */
export interface PageObject {
  readonly kind: string;
  /** API group; absent for the core group. */
  readonly group?: string;
  readonly version: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  /** UID in the source. */
  readonly uid?: string;
  /** Position in `groups`. */
  readonly in: number;
  /** One of the values of the scale of that name. */
  readonly fate: string;
  readonly state?: string;
  /** What it depends on: position in `objects`. */
  readonly owners?: readonly (readonly [object: number, relation: PageRelation])[];
  /** Move group, counted from 1: everything in earlier ones is created first. */
  readonly moveGroup?: number;
  /** What is to be known of it, label and value. */
  readonly notes?: readonly (readonly [label: string, value: string])[];
  readonly failure?: string;
  /** How long the phases were at work on it, in ms: between steps of the same phase. */
  readonly workMs?: number;
  /** What happened to it. */
  readonly steps?: readonly Step[];
}

/** `ms` counts from the beginning of the move; `turn` is the epoch: whose turn it was. */
export type Step = readonly [ms: number, what: string, turn: number];

export interface PageFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  /** As people write it: `Machine fleet/m1`. */
  readonly about?: string;
  /** Position in `objects`, if it is among them. */
  readonly object?: number;
  readonly message: string;
  readonly remedy?: string;
}

/** A move from its beginning to where it is. Times in ms since the beginning. */
export interface Timeline {
  readonly beganAt: string;
  readonly endMs: number;
  /** `idle`: nobody was at work, until another process took the move over. */
  readonly spans: readonly { readonly phase: string; readonly from: number; readonly to: number }[];
  readonly course: readonly Step[];
}
