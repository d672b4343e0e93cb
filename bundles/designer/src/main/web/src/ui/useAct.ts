// SPDX-License-Identifier: GPL-3.0-only
import { useState } from 'react';
import { inWords } from '../gateway';

export interface Outcome {
  good: boolean;
  message: string;
}

/** Runs an act that the gateway may refuse, and keeps in words how it ended. */
export function useAct(): { busy: boolean; outcome: Outcome | undefined; run: (act: () => Promise<string>) => Promise<boolean> } {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const run = async (act: () => Promise<string>): Promise<boolean> => {
    setBusy(true);
    setOutcome(undefined);
    const ended = await act().then((message) => ({ good: true, message }), (error: unknown) => ({ good: false, message: inWords(error) }));
    setOutcome(ended);
    setBusy(false);
    return ended.good;
  };
  return { busy, outcome, run };
}
