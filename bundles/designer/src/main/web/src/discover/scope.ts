// SPDX-License-Identifier: GPL-3.0-only
import type { DeviceRange } from '../mqtt/wire';

/** Where to search, as get_config takes it; an empty scope is a broadcast. */
export interface Scope {
  ip_addresses?: string[];
  device_ranges?: DeviceRange[];
}

const LIMIT = 4096;

/** Reads addresses as people type them, with commas, spaces or line breaks between. `failure` says which one is wrong. */
export function readAddresses(text: string): { addresses: string[]; failure: string | undefined } {
  const addresses = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined) return { addresses, failure: `“${wrong}” is not an address. Write 192.168.1.20, 192.168.1.20:47809 or 192.168.1.0/24.` };
  const total = addresses.reduce((sum, address) => sum + sizeOf(address), 0);
  return { addresses, failure: total > LIMIT ? `That is ${total.toLocaleString('en')} addresses; 4,096 is the most at once.` : undefined };
}

/** Reads device instance numbers and ranges, such as "1000-1999, 2107". */
export function readRanges(text: string): { ranges: DeviceRange[]; failure: string | undefined } {
  const ranges: DeviceRange[] = [];
  for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
    const [, low = '', high = low] = /^(\d{1,7})(?:[-–](\d{1,7}))?$/.exec(part) ?? [];
    const range = { low: Number(low), high: Number(high) };
    if (low === '' || range.low > range.high || range.high > 4_194_303) return { ranges, failure: `“${part}” is not a range of device numbers. Write 1000-1999, or one number.` };
    ranges.push(range);
  }
  return { ranges, failure: undefined };
}

/** Addresses that failed, as the person typed them: the gateway's answer leaves out the port. */
export function askedAs(failed: readonly string[], asked: readonly string[]): string[] {
  return failed.flatMap((ip) => {
    const same = asked.filter((each) => each.split(':')[0] === ip);
    return same.length === 0 ? [ip] : same;
  });
}

/** One address that failed, with the port that was typed; without it if several ports of that address were typed. */
export function shownAs(failed: string, asked: readonly string[]): string {
  const [as, ...more] = askedAs([failed], asked);
  return as === undefined || more.length > 0 ? failed : as;
}

function isAddress(address: string): boolean {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?::(\d+)|\/(\d+))?$/.exec(address);
  if (match === null) return false;
  const [, a, b, c, d, port, bits] = match;
  return [a, b, c, d].every((part) => Number(part) <= 255) && (port === undefined || (Number(port) > 0 && Number(port) <= 65_535)) && (bits === undefined || Number(bits) <= 32);
}

function sizeOf(address: string): number {
  const bits = address.split('/')[1];
  return bits === undefined ? 1 : 2 ** (32 - Number(bits));
}
