import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createViewerAddress, isInRange, isIpv4 } from './viewer-address.ts';

const proxies = ['10.0.0.0/8', '2001:db8:ffff::/48', '192.0.2.9'];
const viewerAddress = createViewerAddress(proxies);

describe('viewer address', () => {
  it('is the socket where nobody is trusted, whatever the header says', () => {
    const direct = createViewerAddress([]);
    expect(direct('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(direct('203.0.113.7', undefined)).toBe('203.0.113.7');
    expect(direct('::1', '198.51.100.1')).toBe('::1');
  });

  it('is the same through 0, 1 and 2 trusted hops, however the header was forged', () => {
    const forged = fc.array(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.constantFrom('10.1.2.3', 'unknown', '', ' ', '127.0.0.1', '10.0.0.1, 10.0.0.2'),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(forged, (lies) => {
        const sent = lies.length > 0 ? lies : undefined;
        const one = [...lies, '203.0.113.7'].join(', ');
        expect(viewerAddress('203.0.113.7', sent?.join(', '))).toBe('203.0.113.7');
        expect(viewerAddress('10.0.0.1', one)).toBe('203.0.113.7');
        expect(viewerAddress('2001:db8:ffff::2', `${one}, 10.0.0.1`)).toBe('203.0.113.7');
        expect(viewerAddress('192.0.2.9', [one, '10.0.0.1'])).toBe('203.0.113.7');
      }),
    );
  });

  it('reads IPv4 mapped into IPv6 as IPv4, on the socket and in the header', () => {
    expect(viewerAddress('::ffff:203.0.113.7', undefined)).toBe('203.0.113.7');
    expect(viewerAddress('::ffff:10.0.0.1', '::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(viewerAddress('::ffff:127.0.0.1', undefined)).toBe('127.0.0.1');
  });

  it('understands entries with ports, and stops at the proxy where its entry makes no sense', () => {
    expect(viewerAddress('10.0.0.1', '203.0.113.7:5123')).toBe('203.0.113.7');
    expect(viewerAddress('10.0.0.1', '[2001:db8::7]:443')).toBe('2001:db8::7');
    expect(viewerAddress('10.0.0.1', '203.0.113.7, garbage')).toBe('10.0.0.1');
    expect(viewerAddress('10.0.0.1', '203.0.113.7, 0x7f000001')).toBe('10.0.0.1');
    expect(viewerAddress('10.0.0.1', undefined)).toBe('10.0.0.1');
    expect(viewerAddress(undefined, '203.0.113.7')).toBeUndefined();
  });

  it('drops the zone of a link-local address and shortens IPv6 to one spelling', () => {
    expect(viewerAddress('fe80::1%eth0', undefined)).toBe('fe80::1');
    expect(viewerAddress('2001:0DB8:0:0::0007', undefined)).toBe('2001:db8::7');
    expect(viewerAddress('2130706433', undefined)).toBeUndefined();
  });

  it('refuses a proxy list it cannot read instead of trusting less or more than was meant', () => {
    for (const wrong of ['10.0.0.0/33', '10/8', 'proxy', '::/129', '10.0.0.0/8/8', '1.2.3.4/x']) {
      expect(() => createViewerAddress([wrong]), wrong).toThrow(RangeError);
    }
  });

  it('knows IPv4 and ranges', () => {
    expect(['1.2.3.4', '::ffff:1.2.3.4', '::1'].map(isIpv4)).toEqual([true, false, false]);
    expect(isInRange('192.0.2.200', '192.0.2.0/24')).toBe(true);
    expect(isInRange('192.0.3.1', '192.0.2.0/24')).toBe(false);
    expect(isInRange('192.0.2.7', '192.0.2.7')).toBe(true);
    expect(isInRange('2001:db8::1', '0.0.0.0/0')).toBe(false);
    expect(isInRange('192.0.2.7', 'nonsense')).toBe(false);
  });
});
