import { getMetadataArgsStorage } from 'typeorm';
import type { AnyView, Row } from '#kernel';
import { Misconfigured } from '#kernel';
import type { ProjectedView } from './view-table.js';

// A class whose instances are the rows of a view.
type RowClass = abstract new () => Row;

/** Joins a view with the entity of its rows: the entity is the one place that says how a row is stored. */
export function projected(view: AnyView, entity: RowClass): ProjectedView {
  const columns = getMetadataArgsStorage()
    .columns.filter(({ target }) => target === entity)
    .map(({ propertyName, options: { type, nullable } }) => {
      if (typeof type !== 'string') {
        throw new Misconfigured(
          `Column ${propertyName} of ${entity.name} names no PostgreSQL type`,
          'entity',
          'Give @Column a type.',
        );
      }
      return { name: propertyName, type, nullable: nullable ?? false };
    });
  return { view, columns };
}
