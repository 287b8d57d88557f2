import { projected, type ProjectedView } from '#projections';
import { termsVersion } from './terms-version.projection.js';
import { TermsVersion } from './terms-version.view.js';

/** What is investigated, in every version. */
export const investigationViews: readonly ProjectedView[] = [projected(termsVersion, TermsVersion)];
