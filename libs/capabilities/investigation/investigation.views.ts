import { projected, type ProjectedView } from '#projections';
import { termsVersion } from './course/terms-version.projection.js';
import { TermsVersion } from './course/terms-version.view.js';

/** What is investigated, in every version. */
export const investigationViews: readonly ProjectedView[] = [projected(termsVersion, TermsVersion)];
