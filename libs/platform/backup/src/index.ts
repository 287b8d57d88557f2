export { backUpEvents, type BackupParts } from './back-up.js';
export { eventsManifest, readKind, type BackupKind, type EventsManifest } from './manifest.js';
export { refuseInUse, restoreEvents, type RestoreParts } from './restore.js';
export { refuseUnfinishedRestore } from './unfinished.js';
