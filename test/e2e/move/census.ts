export { census, essence } from '../../support/census.ts';
