import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DisclosureRow } from './disclosure.projection.js';

/** What opens a public leaf: the row of `disclosure`. */
@Entity({ schema: 'public', name: 'disclosure' })
export class Disclosure implements DisclosureRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'int' }) index!: number;
  @Column({ type: 'text', nullable: true }) ref!: string | null;
  @Column({ type: 'text' }) presentation!: string;
}
