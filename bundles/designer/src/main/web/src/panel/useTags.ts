// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { api, type PointTags } from '../api';
import { useGateway } from '../gateway';
import { PASSING_MS } from './useProperties';

/** What a point means, asked for again whenever the configuration is another one; undefined until it is known, and at a gateway that does not tell. */
export function useTags(pointId: string): { tags: PointTags | undefined; take: (tags: PointTags) => void } {
  const revision = useGateway((state) => state.status?.config_revision);
  const [tags, take] = useState<PointTags>();
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => void api.tags(pointId, abort.signal).then(take, () => undefined), PASSING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pointId, revision]);
  return { tags, take };
}
