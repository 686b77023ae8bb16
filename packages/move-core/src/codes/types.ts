/** What is known about a code, apart from the object that it is about. One sentence each. */
export interface CodeFacts {
  /** When it is raised or found. */
  readonly says: string;
  /** Why it matters, where that is not obvious. */
  readonly why?: string;
  /** What to do about it. */
  readonly todo: string;
  /** The page that tells more, where it is not the one of its catalogue: a path below the root of the repository. */
  readonly page?: string;
}

/** The code of an error. */
export interface ErrorFacts extends CodeFacts {
  /** The exit code of a command that ends with it; absent where that depends on how far things had gone. */
  readonly exitCode?: number;
}

/** The code of a finding. */
export interface FindingFacts extends CodeFacts {
  /** The gravest that it can be; default `error`, which refuses the move. */
  readonly severity?: 'error' | 'warning' | 'info';
  /** By which allowance it is declared to be in order; `skip`: by naming the code. */
  readonly allowedBy: AllowedBy;
}

/** How a finding can be declared to be in order. */
export type AllowedBy =
  | 'paused'
  | 'leftBehind'
  | 'empty'
  | 'gitopsSuspended'
  /** What is found after a move. */
  | 'findings'
  /** Leases that are not in order, and leases of two sides that contradict each other. */
  | 'invalidLeases'
  | 'preferredLeases'
  | 'skip'
  | 'never';

/** Codes of one kind that belong together. */
export type CodeCatalogue =
  | (CataloguePlace & { readonly kind: 'error'; readonly codes: Readonly<Record<string, ErrorFacts>> })
  | (CataloguePlace & { readonly kind: 'finding'; readonly codes: Readonly<Record<string, FindingFacts>> });

export interface CataloguePlace {
  /** Heading of the group in lists, for example `Journal`. */
  readonly area: string;
  /** The page about all of them: a path below the root of the repository. */
  readonly page: string;
}

/** What a code means in one place where it is used. */
export interface CodeMeaning {
  /**
   * `finding`: can refuse a move; `warning`: a finding that only tells; `error`: ends a command.
   */
  readonly kind: 'finding' | 'warning' | 'error';
  /** Heading of its group. */
  readonly area: string;
  readonly says: string;
  readonly why?: string;
  readonly todo: string;
  /** The exit code that it determines: 3 for a finding that refuses. */
  readonly exitCode?: number;
  /** For a finding: the flag that declares it to be in order, for example `--allow-paused`; `never`: there is none. */
  readonly allowedBy?: string;
  /** Pages that tell more: paths below the root of the repository. */
  readonly pages: readonly string[];
}

/** A code and all it can mean; most codes mean one thing. */
export interface CodeExplanation {
  readonly code: string;
  readonly meanings: readonly CodeMeaning[];
}
