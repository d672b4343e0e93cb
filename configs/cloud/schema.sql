-- The store of docs/fleet.md for PostgreSQL 13 or later: psql -v ON_ERROR_STOP=1 -f schema.sql
-- Samples lie in a partition for each day (UTC), or, where the extension TimescaleDB can be had, in a hypertable.
-- All that comes from gateways goes through one function, ingest(topic, payload); a message that comes twice changes nothing.
BEGIN;
CREATE SCHEMA IF NOT EXISTS fleet;
SET LOCAL search_path = fleet;

CREATE TABLE gateway (
  gateway_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org text NOT NULL, site text NOT NULL, gateway text NOT NULL,
  base text NOT NULL,                                     -- what its topics begin with at the broker
  UNIQUE (org, site, gateway));

CREATE TABLE point (
  point_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway_no integer NOT NULL REFERENCES gateway,
  point_id text NOT NULL,
  name text, device text,                                 -- as the gateway tells of its site; null until it has
  units text, description text, writable boolean, state_text jsonb,
  tags text[] NOT NULL DEFAULT '{}',                      -- of Project Haystack
  UNIQUE (gateway_no, point_id));

CREATE TABLE quality (quality smallint PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO quality VALUES (0, 'good'), (1, 'uncertain'), (2, 'bad');

-- Numbers, and booleans as 0 and 1, are in value; character strings, and whole numbers that a float8 would round, in text.
CREATE TABLE sample (
  point_no integer NOT NULL,
  at timestamptz NOT NULL,
  value float8, text text,
  quality smallint NOT NULL,
  PRIMARY KEY (point_no, at)) PARTITION BY RANGE (at);

-- What a clock that is far from right has stamped.
CREATE TABLE sample_odd PARTITION OF sample DEFAULT;

CREATE TABLE latest (
  point_no integer PRIMARY KEY,
  at timestamptz NOT NULL, value float8, text text, quality smallint NOT NULL,
  received timestamptz NOT NULL DEFAULT now());

CREATE TABLE status (
  gateway_no integer PRIMARY KEY REFERENCES gateway,
  online boolean NOT NULL, reason text, boot_id text, version text,
  problems jsonb NOT NULL DEFAULT '[]', payload jsonb NOT NULL,
  changed timestamptz NOT NULL DEFAULT now(),             -- when it last went online or offline
  received timestamptz NOT NULL DEFAULT now());

-- origin: an outbox of a gateway, whose batches are numbered without a gap. waiting_from: none with a smaller number still waits there.
CREATE TABLE batch (
  gateway_no integer NOT NULL REFERENCES gateway,
  origin text NOT NULL, sequence bigint NOT NULL,
  boot_id text, made timestamptz NOT NULL, waiting_from bigint NOT NULL,
  samples integer NOT NULL, first_at timestamptz, last_at timestamptz,
  received timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (gateway_no, origin, sequence));
CREATE INDEX ON batch (received);

-- Gaps that were asked for by get_history.
CREATE TABLE repair (
  repair_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway_no integer NOT NULL REFERENCES gateway,
  origin text NOT NULL, first_sequence bigint NOT NULL, last_sequence bigint NOT NULL,
  from_at timestamptz NOT NULL, to_at timestamptz NOT NULL,
  points integer[] NOT NULL, cursor text,
  asked timestamptz, asked_times integer NOT NULL DEFAULT 0, done timestamptz, failure text,
  UNIQUE (gateway_no, origin, first_sequence, points));

-- What could not be understood, for people to look at.
CREATE TABLE refused (received timestamptz NOT NULL DEFAULT now(), topic text NOT NULL, reason text NOT NULL, payload text NOT NULL);

CREATE TABLE sample_15m (
  point_no integer NOT NULL, at timestamptz NOT NULL,
  min float8, max float8, avg float8, n integer NOT NULL,
  PRIMARY KEY (point_no, at));

-- Makes the partition of a day. What the day has in sample_odd moves into it.
CREATE FUNCTION add_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := 'sample_' || to_char(day, 'YYYYMMDD');
  from_at timestamptz := day::timestamp AT TIME ZONE 'UTC';
  to_at timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass('fleet.sample_odd') IS NULL OR to_regclass('fleet.' || name) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('fleet.add_day'));
  IF to_regclass('fleet.' || name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE fleet.%I (LIKE fleet.sample INCLUDING ALL)', name);
  EXECUTE format('WITH moved AS (DELETE FROM fleet.sample_odd WHERE at >= %L AND at < %L RETURNING *)'
    ' INSERT INTO fleet.%I SELECT * FROM moved', from_at, to_at, name);
  EXECUTE format('ALTER TABLE fleet.sample ATTACH PARTITION fleet.%I FOR VALUES FROM (%L) TO (%L)', name, from_at, to_at);
END $$;

CREATE FUNCTION gateway_no(p_org text, p_site text, p_gateway text, p_base text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  found_no integer;
BEGIN
  SELECT g.gateway_no INTO found_no FROM fleet.gateway g WHERE (org, site, gateway, base) = (p_org, p_site, p_gateway, p_base);
  IF found_no IS NULL THEN
    INSERT INTO fleet.gateway AS g (org, site, gateway, base) VALUES (p_org, p_site, p_gateway, p_base)
      ON CONFLICT (org, site, gateway) DO UPDATE SET base = excluded.base RETURNING g.gateway_no INTO found_no;
  END IF;
  RETURN found_no;
END $$;

-- Keeps samples [{point_id, timestamp, value, quality}]; those that are there already stay as they are. In the order of the points, so that
-- two that do the same at once wait for one another rather than for ever.
CREATE FUNCTION keep_samples(p_gateway integer, p_samples jsonb, p_late boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day date;
BEGIN
  INSERT INTO fleet.point (gateway_no, point_id)
    SELECT DISTINCT p_gateway, s->>'point_id' FROM jsonb_array_elements(p_samples) s
    WHERE NOT EXISTS (SELECT FROM fleet.point p WHERE p.gateway_no = p_gateway AND p.point_id = s->>'point_id')
    ORDER BY 2 ON CONFLICT DO NOTHING;
  FOR day IN SELECT DISTINCT ((s->>'timestamp')::timestamptz AT TIME ZONE 'UTC')::date FROM jsonb_array_elements(p_samples) s LOOP
    IF day BETWEEN current_date - 400 AND current_date + 1 THEN
      PERFORM fleet.add_day(day);
    END IF;
  END LOOP;
  WITH arrived AS MATERIALIZED (
    SELECT p.point_no, (s->>'timestamp')::timestamptz AS at,
      CASE jsonb_typeof(s->'value') WHEN 'number' THEN (s->>'value')::float8 WHEN 'boolean' THEN ((s->>'value')::boolean)::int END AS value,
      CASE jsonb_typeof(s->'value') WHEN 'string' THEN s->>'value' END AS text,
      (SELECT q.quality FROM fleet.quality q WHERE q.name = s->>'quality') AS quality
    FROM jsonb_array_elements(p_samples) s
    JOIN fleet.point p ON p.gateway_no = p_gateway AND p.point_id = s->>'point_id'),
  kept AS (INSERT INTO fleet.sample SELECT * FROM arrived ORDER BY point_no, at ON CONFLICT DO NOTHING)
  INSERT INTO fleet.latest AS l (point_no, at, value, text, quality)
    SELECT DISTINCT ON (point_no) * FROM arrived WHERE NOT p_late ORDER BY point_no, at DESC
    ON CONFLICT (point_no) DO UPDATE SET at = excluded.at, value = excluded.value, text = excluded.text,
      quality = excluded.quality, received = now() WHERE l.at < excluded.at;
END $$;

CREATE FUNCTION ingest_bulk(p_gateway integer, p jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  span record;
BEGIN
  IF (p->>'snapshot')::boolean THEN
    PERFORM fleet.keep_samples(p_gateway, p->'points', false);
    RETURN;
  END IF;
  SELECT count(*) AS n, min((s->>'timestamp')::timestamptz) AS first_at, max((s->>'timestamp')::timestamptz) AS last_at
    INTO span FROM jsonb_array_elements(p->'points') s;
  INSERT INTO fleet.batch (gateway_no, origin, sequence, boot_id, made, waiting_from, samples, first_at, last_at)
    VALUES (p_gateway, regexp_replace(p->>'batch_id', '-[0-9]+$', ''), (p->>'sequence')::bigint, p->>'boot_id',
      (p->>'timestamp')::timestamptz, (p->>'waiting_from')::bigint, span.n, span.first_at, span.last_at)
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM fleet.keep_samples(p_gateway, p->'points', false);
  END IF;
END $$;

CREATE FUNCTION ingest_status(p_gateway integer, p jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO fleet.status AS s (gateway_no, online, reason, boot_id, version, problems, payload)
    VALUES (p_gateway, p->>'status' = 'online', p->>'reason', p->>'boot_id', p->>'version', coalesce(p->'problems', '[]'), p)
    ON CONFLICT (gateway_no) DO UPDATE SET online = excluded.online, reason = excluded.reason, boot_id = excluded.boot_id,
      version = coalesce(excluded.version, s.version), problems = excluded.problems, payload = excluded.payload, received = now(),
      changed = CASE WHEN s.online = excluded.online THEN s.changed ELSE now() END;
$$;

-- One part of what a gateway tells of its site. A point that is gone from there keeps its row, for its samples.
CREATE FUNCTION ingest_site(p_gateway integer, p jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO fleet.point (gateway_no, point_id, name, device, units, description, writable, state_text, tags)
    SELECT DISTINCT ON (o->>'point_id') p_gateway, o->>'point_id', o->>'name', d->>'name', o->>'units', o->>'description', (o->>'writable')::boolean,
      o->'state_text', ARRAY(SELECT jsonb_array_elements_text(coalesce(o->'tags', '[]')))
    FROM jsonb_array_elements(p->'devices') d, jsonb_array_elements(d->'points') o ORDER BY o->>'point_id'
    ON CONFLICT (gateway_no, point_id) DO UPDATE SET name = excluded.name, device = excluded.device, units = excluded.units,
      description = excluded.description, writable = excluded.writable, state_text = excluded.state_text, tags = excluded.tags;
$$;

-- The answer to a question of repairs().
CREATE FUNCTION ingest_history(p_gateway integer, p jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  asked fleet.repair;
BEGIN
  SELECT * INTO asked FROM fleet.repair r
    WHERE r.gateway_no = p_gateway AND 'repair-' || r.repair_no || '-' || r.asked_times = p->>'command_id' AND done IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF p->>'status' NOT IN ('success', 'partial') THEN
    UPDATE fleet.repair SET failure = coalesce(p->'error'->>'message', p->>'status'),
      done = CASE WHEN asked_times >= 10 THEN now() END WHERE repair_no = asked.repair_no;
    RETURN;
  END IF;
  PERFORM fleet.keep_samples(p_gateway, coalesce((
    SELECT jsonb_agg(jsonb_build_object('point_id', series->'point_id', 'timestamp', one->0, 'value', one->1, 'quality', one->2))
    FROM jsonb_array_elements(p->'series') series, jsonb_array_elements(series->'samples') one), '[]'), true);
  IF (p->>'completed')::boolean THEN
    UPDATE fleet.repair SET cursor = p->>'cursor', failure = NULL, asked = NULL,
      done = CASE WHEN p->>'cursor' IS NULL THEN now() END WHERE repair_no = asked.repair_no;
  END IF;
END $$;

-- Takes one message. One that cannot be understood is kept in refused, so that it holds up no other; anything else that goes wrong
-- is an error, and the message has to come again.
CREATE FUNCTION ingest(p_topic text, p_payload text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  level text[] := string_to_array(p_topic, '/');
  n integer := array_length(level, 1);
  kind text := CASE WHEN level[n] = 'bulk' THEN 'bulk' WHEN level[n - 1] || '/' || level[n] = 'status/update' THEN 'status'
    WHEN level[n - 1] = 'site' AND level[n] ~ '^[0-9]+$' THEN 'site'
    WHEN level[n - 2] || '/' || level[n - 1] || '/' || level[n] = 'command/get_history/response' THEN 'history' END;
  below integer := CASE kind WHEN 'bulk' THEN 1 WHEN 'history' THEN 3 ELSE 2 END;
  gateway integer;
BEGIN
  IF kind IS NULL OR n - below < 4 THEN
    RAISE EXCEPTION 'no topic of a gateway' USING ERRCODE = 'data_exception';
  END IF;
  gateway := fleet.gateway_no(level[n - below - 2], level[n - below - 1], level[n - below],
    array_to_string(level[1:n - below], '/'));
  CASE kind
    WHEN 'bulk' THEN PERFORM fleet.ingest_bulk(gateway, p_payload::jsonb);
    WHEN 'status' THEN PERFORM fleet.ingest_status(gateway, p_payload::jsonb);
    WHEN 'site' THEN PERFORM fleet.ingest_site(gateway, p_payload::jsonb);
    ELSE PERFORM fleet.ingest_history(gateway, p_payload::jsonb);
  END CASE;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR cardinality_violation OR program_limit_exceeded THEN
  INSERT INTO fleet.refused (topic, reason, payload) VALUES (p_topic, SQLERRM, p_payload);
END $$;

-- Batches that will not come: a later one says that none of them waits any more. Some minutes are left to what is on its way.
CREATE VIEW gap AS
  WITH numbered AS (
    SELECT gateway_no, origin, sequence, made, first_at, last_at,
      lag(sequence) OVER w AS before, lag(least(made, first_at)) OVER w AS since,
      max(waiting_from) FILTER (WHERE received < now() - interval '5 minutes') OVER (PARTITION BY gateway_no, origin) AS settled
    FROM fleet.batch WINDOW w AS (PARTITION BY gateway_no, origin ORDER BY sequence))
  SELECT gateway_no, origin, before + 1 AS first_sequence, sequence - 1 AS last_sequence,
    since AS from_at, greatest(made, last_at) + interval '1 millisecond' AS to_at
  FROM numbered WHERE sequence > before + 1 AND sequence <= settled;

CREATE VIEW open_gap AS
  SELECT g.* FROM gap g WHERE NOT EXISTS (SELECT FROM fleet.repair r WHERE (r.gateway_no, r.origin, r.first_sequence)
    = (g.gateway_no, g.origin, g.first_sequence) AND r.done IS NOT NULL AND r.failure IS NULL);

-- What to publish now so that gaps are filled: questions for at most 50 points each, of which 20 are under way at a time, one for a gateway.
-- The uplink has to allow it (commands = read).
CREATE FUNCTION repairs() RETURNS TABLE (topic text, payload text) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('fleet.repairs'));
  INSERT INTO fleet.repair (gateway_no, origin, first_sequence, last_sequence, from_at, to_at, points)
    SELECT g.gateway_no, g.origin, g.first_sequence, g.last_sequence, g.from_at, g.to_at, part.points
    FROM fleet.gap g CROSS JOIN LATERAL (
      SELECT array_agg(point_no ORDER BY point_no) AS points
      FROM (SELECT point_no, (row_number() OVER (ORDER BY point_no) - 1) / 50 AS no FROM fleet.point p WHERE p.gateway_no = g.gateway_no) p
      GROUP BY no) part
    WHERE NOT EXISTS (SELECT FROM fleet.repair r
      WHERE (r.gateway_no, r.origin, r.first_sequence) = (g.gateway_no, g.origin, g.first_sequence));
  RETURN QUERY
    WITH under_way AS (
      SELECT gateway_no FROM fleet.repair WHERE done IS NULL AND asked > now() - interval '5 minutes'),
    next AS (
      SELECT DISTINCT ON (r.gateway_no) r.repair_no FROM fleet.repair r JOIN fleet.status s USING (gateway_no)
      WHERE r.done IS NULL AND s.online AND r.gateway_no NOT IN (SELECT gateway_no FROM under_way)
      ORDER BY r.gateway_no, r.repair_no LIMIT greatest(0, 20 - (SELECT count(*) FROM under_way))),
    now_asked AS (
      UPDATE fleet.repair r SET asked = now(), asked_times = asked_times + 1 FROM next WHERE r.repair_no = next.repair_no RETURNING r.*)
    SELECT g.base || '/command/get_history/request',
      jsonb_strip_nulls(jsonb_build_object('command_id', 'repair-' || a.repair_no || '-' || a.asked_times,
        'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'point_ids', (SELECT jsonb_agg(p.point_id ORDER BY p.point_no) FROM fleet.point p WHERE p.point_no = ANY (a.points)),
        'from', to_char(a.from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'to', to_char(a.to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'limit', 1000, 'cursor', a.cursor))::text
    FROM now_asked a JOIN fleet.gateway g USING (gateway_no);
END $$;

-- Once a day: quarters of hours of what is a day old, partitions of the days to come, and an end to what is old.
CREATE FUNCTION maintain(keep_days integer DEFAULT 90) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old record;
  last timestamptz := coalesce((SELECT max(at) FROM fleet.sample_15m), '-infinity');
BEGIN
  INSERT INTO fleet.sample_15m
    SELECT point_no, date_bin('15 minutes', at, 'epoch'), min(value), max(value), avg(value), count(value)
    FROM fleet.sample WHERE at >= last AND at < date_trunc('hour', now() - interval '1 day') AND value IS NOT NULL GROUP BY 1, 2
    ON CONFLICT (point_no, at) DO UPDATE SET min = excluded.min, max = excluded.max, avg = excluded.avg, n = excluded.n;
  FOR old IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'fleet.sample'::regclass
      AND c.relname ~ '^sample_[0-9]{8}$' AND c.relname < 'sample_' || to_char(current_date - keep_days, 'YYYYMMDD') LOOP
    EXECUTE format('DROP TABLE fleet.%I', old.relname);
  END LOOP;
  DELETE FROM fleet.batch WHERE received < now() - keep_days * interval '1 day';
  DELETE FROM fleet.repair WHERE done < now() - keep_days * interval '1 day';
  DELETE FROM fleet.refused WHERE received < now() - keep_days * interval '1 day';
  PERFORM fleet.add_day(current_date + 1);
END $$;

-- What somebody who looks after a thousand gateways asks; Grafana's panels and alerts are made of these.
CREATE VIEW fleet_status AS
  SELECT g.gateway_no, g.org, g.site, g.gateway, s.online, s.reason, s.version, s.changed, s.received AS status_received,
    jsonb_array_length(coalesce(s.problems, '[]')) AS problems, b.last_batch, extract(epoch FROM now() - b.last_batch)::integer AS silent_seconds,
    extract(epoch FROM b.last_received - b.last_made)::integer AS late_seconds
  FROM gateway g LEFT JOIN status s USING (gateway_no) LEFT JOIN LATERAL (
    SELECT received AS last_batch, received AS last_received, made AS last_made FROM batch
    WHERE batch.gateway_no = g.gateway_no ORDER BY received DESC LIMIT 1) b ON true;
CREATE INDEX ON batch (gateway_no, received DESC);

CREATE VIEW fleet_problem AS
  SELECT g.org, g.site, g.gateway, p->>'code' AS code, p->>'message' AS message, (p->>'since')::timestamptz AS since
  FROM gateway g JOIN status s USING (gateway_no), jsonb_array_elements(s.problems) p;

CREATE VIEW fleet_point AS
  SELECT g.org, g.site, g.gateway, p.point_no, p.point_id, p.name, p.device, p.units, p.tags, l.at, l.value, l.text, q.name AS quality
  FROM point p JOIN gateway g USING (gateway_no) LEFT JOIN latest l USING (point_no) LEFT JOIN quality q ON q.quality = l.quality;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') THEN
    CREATE EXTENSION IF NOT EXISTS timescaledb;
    DROP TABLE fleet.sample;
    CREATE TABLE fleet.sample (point_no integer NOT NULL, at timestamptz NOT NULL, value float8, text text,
      quality smallint NOT NULL, PRIMARY KEY (point_no, at));
    PERFORM create_hypertable('fleet.sample', 'at', chunk_time_interval => interval '1 day');
  END IF;
END $$;
COMMIT;
