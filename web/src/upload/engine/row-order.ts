import type { UploadItem } from './upload-item.ts';
import { groupOf, type StateGroup, type StateName } from './upload-state.ts';

const sections = ['problem', 'question', 'moving', 'active', 'queued', 'settled'] as const;
type Section = (typeof sections)[number];

/**
 * The files in the order of a tray: what needs the person, then what moves, what waits, and what is over (latest first).
 * Kept as it changes, so that a glance at a few of twenty thousand builds no list of them all.
 */
export class RowOrder {
  private readonly items: Record<Section, Set<UploadItem>> = {
    problem: new Set(),
    question: new Set(),
    moving: new Set(),
    active: new Set(),
    queued: new Set(),
    settled: new Set(),
  };

  /** Puts a file where its state belongs; one that stays in its section keeps its place. */
  put(item: UploadItem, before: StateName | null): void {
    const section = sectionOf(item.state.name);
    if (before !== null && sectionOf(before) !== section) this.items[sectionOf(before)].delete(item);
    this.items[section].add(item);
  }

  take(item: UploadItem): void {
    this.items[sectionOf(item.state.name)].delete(item);
  }

  /** So many files from a place on. */
  range(first: number, count: number): UploadItem[] {
    const range: UploadItem[] = [];
    let place = 0;
    for (const section of sections) {
      const items = this.items[section];
      if (place + items.size > first) {
        for (const item of section === 'settled' ? [...items].reverse() : items) {
          if (place >= first) range.push(item);
          place += 1;
          if (range.length >= count) return range;
        }
      } else {
        place += items.size;
      }
    }
    return range;
  }

  /** The files of a group. */
  of(group: StateGroup): UploadItem[] {
    const items = [...this.items[group]];
    return group === 'active' ? [...this.items.moving, ...items] : items;
  }
}

function sectionOf(name: StateName): Section {
  return name === 'uploading' ? 'moving' : groupOf(name);
}
