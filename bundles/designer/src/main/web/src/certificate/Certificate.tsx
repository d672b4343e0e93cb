// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState, type FormEvent } from 'react';
import { DAY_MS, gatewayNow } from '../clock';
import { showDay } from '../format';
import { inWords } from '../gateway';
import { useMay } from '../rights';
import { Button } from '../ui/Button';
import { PageHead } from '../ui/PageHead';
import { Said } from '../ui/Said';
import { Sure } from '../ui/Sure';
import { useAct } from '../ui/useAct';
import { rest, type Certificate as Shown, type Described } from './rest';
import styles from './Certificate.module.css';

/** By what the gateway is known, for whoever wants to trust it, and how another CA comes to sign it. */
export default function Certificate() {
  const [shown, setShown] = useState<Shown>();
  const [failure, setFailure] = useState<string>();
  const manages = useMay('administer');
  useEffect(() => void rest.certificate().then(setShown, (error: unknown) => setFailure(inWords(error))), []);
  return (
    <div className={styles.page}>
      <PageHead title="Certificate">
        <a className={styles.action} href="api/ca.pem" download="bms-ca.pem">Download the CA</a>
      </PageHead>
      <p className="mute">The gateway shows this one where <code>certificateFile</code> is <code>own</code>. Whoever downloads the CA compares its fingerprint with what <code>bms:certificate-show</code> says at the gateway, and then trusts it.</p>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      {shown && (
        <div className={styles.columns}>
          <Facts title="The gateway's certificate" of={shown} />
          <Facts title="The gateway's own CA" of={shown.own_ca} />
        </div>
      )}
      {manages && <Sign onShown={setShown} />}
    </div>
  );
}

function Facts({ title, of }: { title: string; of: Described }) {
  const left = Math.floor((Date.parse(of.good_until) - gatewayNow()) / DAY_MS);
  return (
    <section className={styles.card} aria-label={title}>
      <h3>{title}</h3>
      <dl className={styles.facts}>
        <dt>For</dt><dd>{of.subject}</dd>
        {of.names.length > 0 && <><dt>Names</dt><dd>{of.names.join(', ')}</dd></>}
        <dt>Signed by</dt><dd>{of.issuer}</dd>
        <dt>Ends</dt><dd className={left < 30 ? styles.warn : undefined}>{showDay(Date.parse(of.good_until))}{left < 0 ? ', it is over' : left < 30 ? `, in ${left} days` : ''}</dd>
        <dt>SHA-256</dt><dd className={styles.code}>{of.fingerprint_sha256}</dd>
      </dl>
    </section>
  );
}

/** The way to a CA of the site and back. */
function Sign({ onShown }: { onShown: (shown: Shown) => void }) {
  const [request, setRequest] = useState<string>();
  const [pem, setPem] = useState('');
  const { busy, outcome, run } = useAct();
  const ask = (anew: boolean) =>
    run(async () => {
      setRequest(await rest.request(anew));
      return anew ? 'Another request; what was signed for the former cannot be installed any longer.' : '';
    });
  const install = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      onShown(await rest.install(pem));
      setPem('');
      setRequest(undefined);
      return 'Installed. Whoever connects from now on is shown it; open connections stay.';
    });
  };
  const renew = () =>
    void run(async () => {
      onShown(await rest.renew());
      return "Signed anew by the gateway's own CA.";
    });
  const choose = async (file: File | undefined) => file && setPem(await file.text());
  return (
    <section className={styles.card} aria-label="Have it signed">
      <h3>Have it signed by a CA of the site</h3>
      <div className={styles.buttons}>
        <Button disabled={busy} onClick={() => void ask(false)}>Show the request</Button>
        {request !== undefined && <Sure label="Make another request" busy={busy} ask="What was signed for this one can no longer be installed." act={() => void ask(true)} />}
      </div>
      {request !== undefined && (
        <label className={styles.field}>
          The request, for the CA
          <textarea className={styles.code} rows={8} readOnly value={request} spellCheck={false} />
        </label>
      )}
      <form className={styles.form} onSubmit={install}>
        <label className={styles.field}>
          What the CA made of it, and the certificates of its issuers (PEM)
          <textarea className={styles.code} rows={6} value={pem} onChange={(event) => setPem(event.target.value)} spellCheck={false} required placeholder="-----BEGIN CERTIFICATE-----" />
        </label>
        <input type="file" aria-label="A file with it" accept=".pem,.crt,.cer" onChange={(event) => void choose(event.target.files?.[0])} />
        <Said outcome={outcome} />
        <div className={styles.buttons}>
          <Button type="submit" look="primary" disabled={busy || pem.trim() === ''}>{busy ? 'Working…' : 'Install'}</Button>
          <Sure label="Sign it by the own CA" busy={busy} ask="It takes the place of the certificate that there is." act={renew} />
        </div>
      </form>
    </section>
  );
}
