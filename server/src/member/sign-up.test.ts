import { describe, expect, it } from 'vitest';
import { openHarness } from '../testing/harness.ts';

const harness = await openHarness();
const SIGN_UP = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { member { id username createdAt storage { limitBytes usedBytes reservedBytes } } tokens { accessToken } }
}`;

describe('signUp', () => {
  it('makes a member with the default storage', async () => {
    const reply = await harness.api(SIGN_UP, {
      input: { username: 'alice', password: 'a long password', transport: 'TOKEN' },
    });
    expect(reply).toMatchObject({
      errors: [],
      data: { signUp: { member: { username: 'alice', storage: { limitBytes: 16106127360, usedBytes: 0 } } } },
    });
  });
});
