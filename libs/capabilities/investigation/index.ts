import type { Capability } from '#engine';
import { investigationEvents } from './events.js';
import { investigationRefusals } from './investigation.refusals.js';
import { investigationViews } from './investigation.views.js';

export { InvestigationModule } from './investigation.module.js';

/** What the investigation brings to the engine. Roles stand in the order in which they are acted in. */
export const investigationCapability: Capability = {
  events: investigationEvents,
  views: investigationViews,
  grants: {
    'investigation.OpenInvestigation': ['importer', 'secretary', 'chair'],
    'investigation.SetPublicationPolicy': ['importer', 'chair'],
    'investigation.RecordAction': ['importer', 'secretary', 'chair', 'member'],
    'investigation.EnterPublicDocument': ['importer', 'secretary', 'chair'],
    'investigation.ChangeStage': ['importer', 'secretary', 'chair'],
    'investigation.SetPublicity': ['chair', 'member', 'dpo'],
    'investigation.ConfirmPublicity': ['chair', 'member', 'delegate', 'dpo'],
    'investigation.SetSeverity': ['chair', 'secretary'],
    'investigation.DefineTermsOfReference': ['chair', 'secretary'],
    'investigation.Pause': ['chair'],
    'investigation.Resume': ['chair'],
    'investigation.CloseInvestigation': ['chair'],
    'investigation.Reopen': ['chair'],
    'investigation.AddAllegation': ['chair', 'secretary', 'member'],
    'investigation.AdoptPlan': ['chair'],
    'investigation.ReferExternally': ['chair'],
    'investigation.OrderInterimMeasure': ['chair'],
    'investigation.ReviewInterimMeasure': ['chair'],
    'investigation.LiftInterimMeasure': ['chair'],
    'investigation.LinkInvestigation': ['chair', 'secretary'],
    'investigation.PlaceLegalHold': ['chair', 'dpo'],
    'investigation.ReleaseLegalHold': ['chair', 'dpo'],
    'command.answer': ['importer', 'secretary', 'chair', 'member', 'delegate', 'dpo'],
  },
  refusals: investigationRefusals,
};
