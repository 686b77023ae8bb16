import type { FlagGroup } from './group.ts';
import { parseCount } from './values.ts';

/** How much is told, and how it looks. */
export interface TellingFlags {
  readonly quiet: boolean | undefined;
  readonly noColor: boolean | undefined;
  readonly v: number | undefined;
  readonly hideApiWarnings: 'default' | 'all' | 'none' | undefined;
}

export interface OutputFlags<Format extends string> extends TellingFlags {
  readonly output: Format | undefined;
}

const telling: FlagGroup<TellingFlags>['flags'] = {
  quiet: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'Tell nothing but errors and results.',
  },
  noColor: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'No colours. Without it NO_COLOR, FORCE_COLOR, TERM and the terminal decide.',
  },
  v: {
    kind: 'parsed',
    parse: parseCount(0, 10),
    optional: true,
    placeholder: 'N',
    brief: 'How much to tell: 0 phases (default), 1 every object, 5 every step and retry, 6 stack traces too.',
  },
  hideApiWarnings: {
    kind: 'enum',
    values: ['default', 'all', 'none'],
    optional: true,
    brief: 'Warnings of the API servers to hide: default hides those that every move provokes.',
  },
};

export type ReportFormat = 'table' | 'json' | 'yaml';
export type PlanFormat = ReportFormat | 'html' | 'svg';
export type HistoryFormat = ReportFormat | 'html';
export type ExplainFormat = 'text' | 'json';
export type GraphFormat = 'dot' | 'mermaid' | 'json' | 'html' | 'svg';

export const moveOutputGroup: FlagGroup<OutputFlags<ReportFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['table', 'json', 'yaml'],
      optional: true,
      brief: 'table (default); json: one event a line, a summary last; yaml: the report at the end.',
    },
    ...telling,
  },
};

export const planOutputGroup: FlagGroup<OutputFlags<PlanFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['table', 'json', 'yaml', 'html', 'svg'],
      optional: true,
      brief:
        'table (default); json or yaml: one document with the plan and all findings; html: a page for a browser, all in one file; svg: a picture.',
    },
    ...telling,
  },
};

export const reportOutputGroup: FlagGroup<OutputFlags<ReportFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['table', 'json', 'yaml'],
      optional: true,
      brief: 'table (default), or json or yaml: one document.',
    },
    ...telling,
  },
};

export const historyOutputGroup: FlagGroup<OutputFlags<HistoryFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['table', 'json', 'yaml', 'html'],
      optional: true,
      brief: 'table (default); json or yaml: one document; html: a page for a browser, all in one file.',
    },
    ...telling,
  },
};

export const explainOutputGroup: FlagGroup<OutputFlags<ExplainFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['text', 'json'],
      optional: true,
      brief: 'text (default), or json: one document.',
    },
    ...telling,
  },
};

export const graphOutputGroup: FlagGroup<OutputFlags<GraphFormat>> = {
  heading: 'What to tell',
  flags: {
    output: {
      kind: 'enum',
      values: ['dot', 'mermaid', 'json', 'html', 'svg'],
      optional: true,
      brief:
        'dot for Graphviz (default), mermaid for Markdown, or json; html: a page for a browser, all in one file; svg: a picture.',
    },
    ...telling,
  },
};
