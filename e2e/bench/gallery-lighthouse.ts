import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import lighthouse, { type Config, desktopConfig } from 'lighthouse';
import type { Figure } from '../../infra/local/figures.ts';
import { choosePort } from '../../infra/local/ports.ts';
import { chromiumLaunch } from '../chromium.ts';
import { slow, type Views } from './gallery-view.ts';

const wanted = { performance: 90, accessibility: 100, 'best-practices': 95 };

/**
 * What Lighthouse makes of the sign-in page and of the timeline of a member who is signed in, on a desk and on a phone.
 * @param signIn gives the browser the member's session.
 */
export async function measureLighthouse(
  views: Views,
  url: string,
  launchArgs: readonly string[],
  signIn: (context: BrowserContext) => Promise<void>,
): Promise<Figure[]> {
  const profile = await mkdtemp(join(tmpdir(), 'picup-lighthouse-'));
  const port = await choosePort(new Set());
  const context = await chromium.launchPersistentContext(profile, {
    ...chromiumLaunch,
    args: [...chromiumLaunch.args, ...launchArgs, `--remote-debugging-port=${port}`],
  });
  try {
    const figures = await audit(views, 'sign-in page', url, port);
    await signIn(context);
    figures.push(...(await audit(views, 'timeline', url, port)));
    return figures;
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

async function audit(views: Views, page: string, url: string, port: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [screen, settings] of Object.entries(screens)) {
    const config = {
      extends: 'lighthouse:default',
      settings: { ...settings, onlyCategories: Object.keys(wanted) },
    };
    await views.atRest();
    const result = await lighthouse(url, { port, logLevel: 'error' }, config);
    for (const [name, least] of Object.entries(wanted)) {
      const category = result?.lhr.categories[name];
      const score = Math.round((category?.score ?? 0) * 100);
      const lost = (category?.auditRefs ?? [])
        .map(({ id, weight }) => ({ id, weight, score: result?.lhr.audits[id]?.score ?? null }))
        .filter(
          (each) => each.weight > 0 && each.score !== null && each.score < (name === 'performance' ? 0.9 : 1),
        );
      figures.push({
        what: `Lighthouse, ${page} on a ${screen}: ${name}`,
        wanted: `≥ ${least}`,
        measured: `${score}${lost.length > 0 ? ` (${lost.map(({ id }) => id).join(', ')})` : ''}`,
        ok: score >= least,
      });
    }
  }
  return figures;
}
