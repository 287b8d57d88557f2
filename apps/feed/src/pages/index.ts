export * from './model.js';
export { renderCasePage } from './case-page.js';
export { renderEntryPage } from './entry-page.js';
export { renderErrorPage } from './error-page.js';
export { renderListPage } from './list-page.js';
export { bandWords, wordsOfKind } from './words.js';
