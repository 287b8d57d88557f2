export { adminFromUrl, adminOfCluster, type AdminConnection } from './admin-connection.js';
export { withClient, type Connection } from './client.js';
export { openCluster, type Cluster, type ClusterOptions } from './embedded-cluster.js';
export { migrate, rolesOf, type MigrationRoles, type MigrationSet } from './migrate.js';
export { provision, type Databases, type ProvisionOptions } from './provision.js';
export { openPool, reachable } from './pool.js';
export * from './disk-room.js';
export * from './durability.js';
export { underLock } from './file-lock.js';
