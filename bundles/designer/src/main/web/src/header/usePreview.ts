// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import type { Doc } from '../flow/model';
import { command, useGateway } from '../gateway';
import type { NetworkLoad, PreviewResponse } from '../mqtt/wire';
import { configOf, type DeployOptions } from '../site/deploy';

const TYPING_MS = 300;

/** What a deploy would cost the network, as the gateway estimates it; undefined until it answers. */
export function usePreview(flow: Doc, options: DeployOptions): { load?: NetworkLoad | undefined; asked: boolean } {
  const [preview, setPreview] = useState<{ load?: NetworkLoad | undefined; asked: boolean }>({ asked: true });
  const trusted = useGateway((state) => state.trusted);
  const body = JSON.stringify({ ...configOf(flow, options), preview: true });
  useEffect(() => {
    if (!trusted) return;
    let over = false;
    const show = (load: NetworkLoad | undefined) => !over && setPreview({ load, asked: false });
    const timer = setTimeout(() => void command<PreviewResponse>('get_config', JSON.parse(body) as object).then((response) => show(response.load), () => show(undefined)), TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [body, trusted]);
  return preview;
}
