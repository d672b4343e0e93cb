// SPDX-License-Identifier: GPL-3.0-only
import { call } from '../http';

/** A certificate, for people. */
export interface Described {
  subject: string;
  issuer: string;
  /** Pairs of hexadecimal digits with colons, as browsers show it. */
  fingerprint_sha256: string;
  good_from: string;
  good_until: string;
  names: string[];
}

export interface Certificate extends Described {
  /** That of the gateway's own CA, which may have signed it. */
  own_ca: Described;
}

/** What /api offers of the gateway's certificate; all of it but the look is for an admin. */
export const rest = {
  certificate: () => call<Certificate>('GET', '/certificate'),
  request: (anew: boolean) => call<{ request: string }>('POST', '/certificate/request', { anew }).then((answer) => answer.request),
  install: (certificate: string) => call<Certificate>('POST', '/certificate/install', { certificate }),
  renew: () => call<Certificate>('POST', '/certificate/renew'),
};
