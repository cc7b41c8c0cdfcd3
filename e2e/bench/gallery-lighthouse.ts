import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import lighthouse, { type Config, desktopConfig, type RunnerResult } from 'lighthouse';
import type { Figure } from '../../infra/local/figures.ts';
import { choosePort } from '../../infra/local/ports.ts';
import { chromiumLaunch } from '../chromium.ts';
import { slow, type Views } from './gallery-view.ts';

const wanted = { performance: 90, accessibility: 100, 'best-practices': 95 };

type SignIn = (context: BrowserContext) => Promise<void>;

/**
 * What Lighthouse makes of the sign-in page and of the timeline of a member who is signed in, on a desk and on a phone.
 * @param signIn gives the browser the member's session.
 */
export async function measureLighthouse(
  views: Views,
  url: string,
  launchArgs: readonly string[],
  signIn: SignIn,
): Promise<Figure[]> {
  const pages: [string, SignIn][] = [
    ['sign-in page', async () => undefined],
    ['timeline', signIn],
  ];
  const figures: Figure[] = [];
  for (const [page, prepare] of pages)
    for (const screen of Object.keys(screens)) {
      await views.atRest();
      const result = await inNewBrowser(launchArgs, prepare, (port) => audit(url, port, screen));
      figures.push(...figuresOf(`${page} on a ${screen}`, result));
    }
  return figures;
}

/** What was open before stays in its process for a while: Lighthouse would count the time to walk through it. */
async function inNewBrowser<T>(
  launchArgs: readonly string[],
  prepare: SignIn,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'picup-lighthouse-'));
  const port = await choosePort(new Set());
  const context = await chromium.launchPersistentContext(profile, {
    ...chromiumLaunch,
    args: [...chromiumLaunch.args, ...launchArgs, `--remote-debugging-port=${port}`],
  });
  try {
    await prepare(context);
    return await use(port);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Lighthouse's scale for desks is made for a processor as it is, the one for phones for a slower one; the line is one. */
const screens: Record<string, NonNullable<Config['settings']>> = {
  desk: desktopConfig.settings ?? {},
  phone: {
    throttling: {
      rttMs: slow.latencyMs,
      throughputKbps: (slow.bytesPerSecond * 8) / 1000,
      cpuSlowdownMultiplier: slow.processor,
    },
  },
};

async function audit(url: string, port: number, screen: string): Promise<RunnerResult | undefined> {
  const settings = { ...screens[screen], onlyCategories: Object.keys(wanted) };
  return lighthouse(url, { port, logLevel: 'error' }, { extends: 'lighthouse:default', settings });
}

function figuresOf(page: string, result: RunnerResult | undefined): Figure[] {
  return Object.entries(wanted).map(([name, least]) => {
    const category = result?.lhr.categories[name];
    const score = Math.round((category?.score ?? 0) * 100);
    const lost = (category?.auditRefs ?? [])
      .map(({ id, weight }) => ({ id, weight, score: result?.lhr.audits[id]?.score ?? null }))
      .filter(
        (each) => each.weight > 0 && each.score !== null && each.score < (name === 'performance' ? 0.9 : 1),
      );
    return {
      what: `Lighthouse, ${page}: ${name}`,
      wanted: `≥ ${least}`,
      measured: `${score}${lost.length > 0 ? ` (${lost.map(({ id }) => id).join(', ')})` : ''}`,
      ok: score >= least,
    };
  });
}
