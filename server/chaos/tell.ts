import type { Figure } from '../../infra/local/figures.ts';

const SHOWN = 3;

/** A figure for findings of which there must be none; the first few are shown. */
export function tell(what: string, findings: string[]): Figure {
  const shown = [...new Set(findings)].slice(0, SHOWN).join(' · ');
  const measured = findings.length === 0 ? '0' : `${findings.length}: ${shown}`;
  return { what, wanted: '0', measured, ok: findings.length === 0 };
}
