/** The registry of codes by itself: a table, which loads no server, no graph and no client. */
export { codes, coreCatalogues, explainCode } from './codes/core.ts';
export { composeCodes } from './codes/registry.ts';
export type {
  AllowedBy,
  CataloguePlace,
  CodeCatalogue,
  CodeExplanation,
  CodeFacts,
  CodeMeaning,
  ErrorFacts,
  FindingFacts,
} from './codes/types.ts';
