import type { ApolloCache, ApolloClient, DefaultContext } from '@apollo/client';
import { pagesOfStart, type TimelinePage } from './slice-page.ts';
import { TimelineSectionDocument, type TimelineSectionQueryVariables } from './TimelineSection.generated.ts';
import { TimelineSectionInSightDocument } from './TimelineSectionInSight.generated.ts';
import { type Section, sectionSize } from './timeline-sections.ts';
import { writePictures } from './write-pictures.ts';

/** The most sections that are kept: twenty thousand pictures are some megabytes. */
const mostHeld = 40;
const retryMs = 4000;

/** Which pictures of a section are in sight as far as that can be told: from an index, so many. They come with the section. */
export interface Sight {
  readonly from: number;
  readonly count: number;
}

interface Held {
  section: Section;
  page: TimelinePage | null;
  /** The version that has been asked for and is on its way. */
  asking: { version: string; abort: AbortController } | null;
  retry: ReturnType<typeof setTimeout> | undefined;
  stop: () => void;
}

/** Of which version the cache's pages are, for as long as the client lives. */
const versions = new WeakMap<ApolloClient, Map<string, string>>();

const variablesOf = ({ since, until, offset }: Section): TimelineSectionQueryVariables => ({
  since,
  until,
  offset,
  first: sectionSize,
});

function versionsOf(client: ApolloClient): Map<string, string> {
  const known = versions.get(client) ?? new Map<string, string>();
  versions.set(client, known);
  return known;
}

/** Puts a page of the timeline's beginning into the cache, as far as it holds whole sections. */
export function seedSections(
  client: ApolloClient,
  cache: ApolloCache,
  sections: readonly Section[],
  page: TimelinePage,
): void {
  for (const { section, page: timelinePage } of pagesOfStart(sections, page)) {
    cache.writeQuery({
      query: TimelineSectionDocument,
      variables: variablesOf(section),
      data: { timelinePage },
    });
    versionsOf(client).set(section.key, section.version);
  }
}

/**
 * The loaded sections of the timeline. They live in the client's cache, so that a deletion reaches them before the server has
 * answered, and is taken back with it; here is what is wanted of them, and how old they are.
 */
export class TimelinePages {
  private readonly client: ApolloClient;
  private readonly versions: Map<string, string>;
  // In the order of their last use.
  private readonly held: Map<string, Held> = new Map();
  private readonly listeners: Set<() => void> = new Set();
  private pages: ReadonlyMap<string, TimelinePage> = new Map();

  constructor(client: ApolloClient) {
    this.client = client;
    this.versions = versionsOf(client);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What is loaded, by the sections' keys, perhaps of an older version than the section's. */
  readonly snapshot = (): ReadonlyMap<string, TimelinePage> => this.pages;

  /** Loads these and no others, the most urgent first. What is loaded already stays for a while. */
  want(sections: readonly Section[], sightOf: (section: Section) => Sight | null = () => null): void {
    const wanted = new Set(sections.map(({ key }) => key));
    for (const held of this.held.values()) {
      if (wanted.has(held.section.key)) continue;
      held.asking?.abort.abort();
      held.asking = null;
      clearTimeout(held.retry);
    }
    for (const section of sections) {
      const held = this.held.get(section.key) ?? this.hold(section);
      held.section = section;
      this.held.delete(section.key);
      this.held.set(section.key, held);
      this.freshen(held, sightOf(section));
    }
    for (const [key, { section }] of this.held) {
      if (this.held.size <= mostHeld) break;
      if (!wanted.has(key)) this.drop(section);
    }
  }

  /** Stops everything; the cache keeps what it has. */
  close(): void {
    for (const held of this.held.values()) {
      held.asking?.abort.abort();
      clearTimeout(held.retry);
      held.stop();
    }
    this.held.clear();
    this.pages = new Map();
  }

  private hold(section: Section): Held {
    const held: Held = { section, page: null, asking: null, retry: undefined, stop: () => undefined };
    this.held.set(section.key, held);
    held.stop = this.client.cache.watch({
      query: TimelineSectionDocument,
      variables: variablesOf(section),
      optimistic: true,
      immediate: true,
      callback: ({ result, complete }) => {
        const page = (complete && result?.timelinePage) || null;
        if (page === null || page === held.page) return;
        held.page = page;
        this.pages = new Map(this.pages).set(section.key, page);
        for (const listener of this.listeners) listener();
      },
    });
    return held;
  }

  private freshen(held: Held, sight: Sight | null = null): void {
    const { key, version } = held.section;
    if (held.page && this.versions.get(key) === version) return;
    if (held.asking?.version === version) return;
    held.asking?.abort.abort();
    clearTimeout(held.retry);
    const abort = new AbortController();
    const asking = { version, abort };
    held.asking = asking;
    this.ask(held.section, sight, {
      fetchOptions: { signal: abort.signal },
      queryDeduplication: false,
    }).then(
      () => {
        if (held.asking !== asking) return;
        held.asking = null;
        this.versions.set(key, version);
      },
      () => {
        if (held.asking !== asking) return;
        held.asking = null;
        held.retry = setTimeout(() => this.freshen(held), retryMs);
      },
    );
  }

  private async ask(section: Section, sight: Sight | null, context: DefaultContext): Promise<void> {
    const variables = variablesOf(section);
    if (!sight) {
      await this.client.query({
        query: TimelineSectionDocument,
        variables,
        fetchPolicy: 'network-only',
        context,
      });
      return;
    }
    const { data } = await this.client.query({
      query: TimelineSectionInSightDocument,
      variables: { ...variables, from: sight.from, pictures: sight.count },
      // What it answers is kept in the places of its parts, and not once more as a whole.
      fetchPolicy: 'no-cache',
      context,
    });
    if (!data) return;
    const { pictures, ...timelinePage } = data.timelinePage;
    this.client.cache.batch({
      update(cache) {
        writePictures(
          cache,
          pictures.flatMap((picture) => picture ?? []),
        );
        cache.writeQuery({ query: TimelineSectionDocument, variables, data: { timelinePage } });
      },
    });
  }

  private drop(section: Section): void {
    const held = this.held.get(section.key);
    held?.stop();
    this.held.delete(section.key);
    const rest = new Map(this.pages);
    rest.delete(section.key);
    this.pages = rest;
    this.versions.delete(section.key);
    this.client.cache.evict({
      id: 'ROOT_QUERY',
      fieldName: 'timelinePage',
      args: variablesOf(section),
      broadcast: false,
    });
  }
}
