// SPDX-License-Identifier: GPL-3.0-only
import { useEffect } from 'react';
import { Banners } from '../header/Banners';
import { Header } from '../header/Header';
import { Button } from '../ui/Button';
import { Boundary } from '../ui/Boundary';
import { useView } from '../ui/view';
import { SitePanes } from './SitePanes';
import { Sites } from './Sites';
import { identityOf } from './standing';
import { openList, openSite, retryList, useFleet } from './store';
import styles from '../App.module.css';
import head from '../header/Header.module.css';

/** All sites of a broker, or the one that the address names. */
export function FleetWorkspace() {
  const { page, name } = useView();
  const chosen = page === 'site' ? name : '';
  const identity = identityOf(chosen);
  useEffect(() => {
    if (identity === undefined) openList();
    else openSite(identity);
    // The name is the identity.
  }, [chosen]);
  return (
    <div className={styles.workspace}>
      <div className={styles.header}><Header drawing={false} /></div>
      <div className={styles.banners}>{identity === undefined ? <ListBanner /> : <Banners />}</div>
      {identity === undefined ? <main className={styles.whole}><Boundary what="The list of sites"><Sites /></Boundary></main> : <SitePanes key={chosen} />}
    </div>
  );
}

function ListBanner() {
  const connection = useFleet((state) => state.connection);
  if (connection.phase !== 'waiting') return <div role="status" />;
  return (
    <div role="status">
      <div className={`${head.banner} ${head.bad}`}><span>The connection to the broker is lost: {connection.reason}. What is shown is not current.</span><Button small onClick={retryList}>Try now</Button></div>
    </div>
  );
}
