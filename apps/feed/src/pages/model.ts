import type { PublicCaseRow, QuarterCounts, SealedBand, TimelineEntryRow } from '#cases/process';
import type { CharterRules, PublicCommitteeRow, PublicMemberRow } from '#committee/process';
import type { Day, Language, Localised } from '#kernel';
import type { DocumentKind } from './address.js';

/** What every page and feed knows about the installation that serves it. */
export interface Site {
  /** Origin of the log, as in leaf 0. */
  readonly origin: string;
  /** IANA name of the zone in which moments are written. */
  readonly zone: string;
  /** Address under which readers reach the feed, without a slash at the end. */
  readonly publicUrl: string;
  /** `tag:<host of the log's origin>,<year of leaf 0>`: the start of every id in a feed. */
  readonly tagAuthority: string;
  readonly demo: boolean;
  readonly version: string;
  /** The last index that the page can know of. */
  readonly asOf: { readonly index: number };
  /** The newest that is published; null before the first. */
  readonly checkpoint: PublishedCheckpoint | null;
}

/** A published head of the log. */
export interface PublishedCheckpoint {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** RFC 3339. */
  readonly publishedAt: string;
  /** Whether as many witnesses as the log's policy asks for had confirmed it. */
  readonly quorum: boolean;
}

export interface ListPage {
  readonly site: Site;
  readonly language: Language;
  readonly today: Day;
  readonly cases: readonly PublicCaseRow[];
  /** What was searched for; empty: everything. */
  readonly search: string;
  /** Cursor of the next page, put into `?after=`. */
  readonly next: string | null;
  /** The cursor in the page's own address, so that the other language opens at the same place. */
  readonly after?: string | null;
  readonly total: number;
}

/** A kind of entry that the case has, for the filter. */
export interface KindCount {
  readonly kind: string;
  readonly words: Localised;
  readonly count: number;
}

/** Who looks into a case, and under which documents. */
export interface Panel {
  readonly members: readonly PublicMemberRow[];
  /** Null until there is anything of the committee. */
  readonly committee: PublicCommitteeRow | null;
  /** Version in force of the terms of reference. */
  readonly terms: number | null;
}

export interface CasePage {
  readonly site: Site;
  readonly language: Language;
  readonly today: Day;
  readonly case: PublicCaseRow;
  readonly panel: Panel;
  readonly sealedActions: SealedBand;
  /** One page of entries, already in `order`. */
  readonly entries: readonly TimelineEntryRow[];
  /** Entries that the filter leaves, on all pages. */
  readonly total: number;
  readonly kinds: readonly KindCount[];
  readonly kind: string | null;
  readonly order: 'newest' | 'oldest';
  /**
   * Cursors of the neighbouring pages. The page puts the one that reads on in `order` into `?after=` and the one
   * that leads back into `?before=`.
   */
  readonly older: string | null;
  readonly newer: string | null;
  /** The cursor in the page's own address, so that the other language opens at the same place. */
  readonly after?: string | null;
  readonly before?: string | null;
}

/** One field of the event behind an entry. */
export interface Window {
  readonly path: string;
  readonly state: 'disclosed' | 'withheld';
  readonly value?: string;
}

export interface EntryPage {
  readonly site: Site;
  readonly language: Language;
  readonly case: PublicCaseRow;
  readonly entry: TimelineEntryRow;
  /** Numbers of the entries beside it. */
  readonly previous: number | null;
  readonly next: number | null;
  readonly windows: readonly Window[];
  readonly leafIndex: number;
  readonly leafHash: string;
  readonly eventType: string;
}

export interface CommitteePage {
  readonly site: Site;
  readonly language: Language;
  readonly case: PublicCaseRow;
  readonly panel: Panel;
}

/** One version of a charter or of the terms of reference. */
export interface DocumentVersion {
  readonly version: number;
  readonly sha256: string;
  readonly adoptedOn: Day;
  readonly text: Localised;
  readonly changes: Localised | null;
  /** Of a charter only. */
  readonly rules?: CharterRules;
}

export interface DocumentPage {
  readonly site: Site;
  readonly language: Language;
  readonly case: PublicCaseRow;
  readonly kind: DocumentKind;
  /** Newest first. */
  readonly versions: readonly DocumentVersion[];
  /** Versions that are compared; null: none was asked for. They need not exist. */
  readonly compared: { readonly from: number; readonly to: number } | null;
}

export interface StatisticsPage {
  readonly site: Site;
  readonly language: Language;
  /** Quarters that are over, newest first. */
  readonly quarters: readonly QuarterCounts[];
}

/** Knows no address on purpose: a 404 has the same bytes wherever it stands. */
export interface ErrorPage {
  readonly site: Site | null;
  readonly language: Language;
  readonly status: 404 | 500 | 503;
}
