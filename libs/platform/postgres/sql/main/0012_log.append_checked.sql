-- Sorts the requests of a batch into written, repeated and conflict, and writes those that can be. Taken when the quick
-- statement of a batch met a conflict; each request is of another stream.
--
-- The head row is locked by a statement of its own: under READ COMMITTED the next one then sees everything that was
-- committed before the lock was had, so that versions and event ids are looked up where nobody writes any more.
CREATE FUNCTION log.append_checked(
  streams text[], expected int[], counts int[],
  requests int[], event_ids uuid[], types text[], schema_versions smallint[], recorded_ats bigint[], leaves text[], bodies text[]
) RETURNS TABLE (request int, outcome text, version int, first bigint, last bigint)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  head bigint;
BEGIN
  SELECT h.position INTO STRICT head FROM log.ledger_head h WHERE h.log = 0 FOR UPDATE;
  RETURN QUERY
  WITH asked AS (
    SELECT r.request::int, r.stream, r.expected, r.events,
           coalesce((SELECT max(e.version) FROM log.events e WHERE e.stream = r.stream), -1) AS actual
    FROM unnest(streams, expected, counts) WITH ORDINALITY AS r(stream, expected, events, request)
  ), given AS (
    SELECT g.*, row_number() OVER (PARTITION BY g.request ORDER BY g.place)::int AS ordinal
    FROM unnest(requests, event_ids, types, schema_versions, recorded_ats, leaves, bodies)
      WITH ORDINALITY AS g(request, event_id, type, schema_version, recorded_at, leaf, body, place)
  ), known AS (
    -- Which events stand already, and whether they stand as this request would place them: in its stream, in a row.
    SELECT a.request, count(*)::int AS events, min(e.version) AS first_version, max(e.version) AS last_version,
           min(e.position) AS first, max(e.position) AS last,
           bool_and(e.stream = a.stream) AND min(e.version - g.ordinal) = max(e.version - g.ordinal) AS in_a_row
    FROM given g JOIN asked a ON a.request = g.request JOIN log.events e ON e.event_id = g.event_id
    GROUP BY a.request
  ), judged AS (
    SELECT a.*, k.last_version, k.first, k.last,
           CASE WHEN k.request IS NULL AND (a.expected IS NULL OR a.expected = a.actual) THEN 'written'
                WHEN k.events = a.events AND k.in_a_row
                     AND (a.expected IS NULL OR k.first_version = a.expected + 1) THEN 'repeated'
                ELSE 'conflict' END AS outcome
    FROM asked a LEFT JOIN known k ON k.request = a.request
  ), placed AS (
    SELECT g.*, j.stream, j.actual + g.ordinal AS version,
           head + row_number() OVER (ORDER BY g.request, g.ordinal) - 1 AS position
    FROM given g JOIN judged j ON j.request = g.request
    WHERE j.outcome = 'written'
  ), written AS (
    INSERT INTO log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
    SELECT p.position, p.stream, p.version, p.event_id, p.type, p.schema_version,
           to_timestamp(p.recorded_at / 1000.0), p.leaf, p.body
    FROM placed p
  ), moved AS (
    UPDATE log.ledger_head h SET position = head + (SELECT count(*) FROM placed) WHERE h.log = 0
  ), rung AS (
    SELECT pg_notify('daylight_log', '') WHERE EXISTS (SELECT FROM placed)
  ), span AS (
    SELECT p.request, min(p.position) AS first, max(p.position) AS last FROM placed p GROUP BY p.request
  )
  SELECT j.request, j.outcome,
         CASE j.outcome WHEN 'written' THEN j.actual + j.events WHEN 'repeated' THEN j.last_version ELSE j.actual END,
         coalesce(s.first, j.first), coalesce(s.last, j.last)
  FROM judged j LEFT JOIN span s ON s.request = j.request LEFT JOIN rung ON true
  ORDER BY j.request;
END
$$;
REVOKE ALL ON FUNCTION log.append_checked(text[], int[], int[], int[], uuid[], text[], smallint[], bigint[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_checked(text[], int[], int[], int[], uuid[], text[], smallint[], bigint[], text[], text[]) TO :office;
COMMENT ON FUNCTION log.append_checked(text[], int[], int[], int[], uuid[], text[], smallint[], bigint[], text[], text[])
  IS 'Appends what can be appended of a batch, and says of the rest whether it stands already or conflicts.';
