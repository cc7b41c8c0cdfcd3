import { z } from 'zod';
import {
  ConfigError,
  logLevel,
  parseEnvironment,
  readReportKeys,
  reportSettings,
  storeSettings,
} from '../config.ts';

const environment = z.object({
  LOG_LEVEL: logLevel,
  ...storeSettings,
  S3_REGION: z.string().optional(),
  /** Set by Lambda itself. */
  AWS_REGION: z.string().default('us-east-1'),
  API_URL: z.url(),
  ...reportSettings,
});

/**
 * Reads what the function is told from environment variables.
 * @throws ConfigError naming every variable that is missing or wrong.
 */
export function readLambdaConfig(env: Record<string, string | undefined> = process.env) {
  const parsed = parseEnvironment(environment, env);
  const [reportKey] = readReportKeys(parsed);
  if (!reportKey) throw new ConfigError('REPORT_KEYS: give the key that reports to the API are signed with.');
  return { ...parsed, S3_REGION: parsed.S3_REGION ?? parsed.AWS_REGION, reportKey };
}
