import { projected, type ProjectedView } from '#projections';
import { charterVersion } from './charter/charter-version.projection.js';
import { CharterVersion } from './charter/charter-version.view.js';
import { publicCommittee } from './public-committee.projection.js';
import { PublicCommittee } from './public-committee.view.js';
import { publicRoster } from './membership/public-roster.projection.js';
import { PublicMember } from './membership/public-roster.view.js';

/** Who sits on a committee, under which rules, and what it did. */
export const committeeViews: readonly ProjectedView[] = [
  projected(publicRoster, PublicMember),
  projected(charterVersion, CharterVersion),
  projected(publicCommittee, PublicCommittee),
];
