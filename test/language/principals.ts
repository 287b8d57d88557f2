import { roles, type Principal } from '#kernel';

/** A principal with every role of a person. */
export const everyRole: Principal = {
  id: '11111111-1111-4111-8111-111111111111',
  roles: roles.filter((role) => role !== 'importer' && role !== 'clock'),
};
