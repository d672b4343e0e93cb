import { useEffect, useState } from 'react';
import type { Doc } from '../flow/model';
import { command, useGateway } from '../gateway';
import type { NetworkLoad, PreviewResponse } from '../mqtt/wire';
import { configOf, type DeployOptions } from '../site/deploy';

const TYPING_MS = 300;

/** What a deploy would cost the network, as the gateway reckons it; undefined until it has said so. */
export function usePreview(flow: Doc, options: DeployOptions): NetworkLoad | undefined {
  const [load, setLoad] = useState<NetworkLoad>();
  const trusted = useGateway((state) => state.trusted);
  const body = JSON.stringify({ ...configOf(flow, options), preview: true });
  useEffect(() => {
    if (!trusted) return;
    let over = false;
    const show = (shown: NetworkLoad | undefined) => !over && setLoad(shown);
    const timer = setTimeout(() => void command<PreviewResponse>('get_config', JSON.parse(body) as object).then((response) => show(response.load), () => show(undefined)), TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [body, trusted]);
  return load;
}
