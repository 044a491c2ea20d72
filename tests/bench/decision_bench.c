/*
 * A decision from memory, beside a prepared SELECT on a UNIQUE index and a bare hash table hit, all over the same
 * keys in the same random order. The warm figures ask for as many sites as a browser has open, spread over all
 * that are stored; the cold ones for any stored site, so that each look-up waits for main memory.
 */

#include <locale.h>
#include <sqlite3.h>
#include <stdio.h>

#include "permissions/pipeline.h"
#include "storage/grant_table_private.h"

#define N_ROUNDS 20000
#define N_SELECTS 5000
#define N_REPEATS 120
#define N_OPEN_SITES 512

static const CordonTime now = { .wall_us = 1000 * CORDON_DAY_US, .mono_us = CORDON_SECOND_US };

typedef struct
{
  guint n_grants;
  guint *order; /* which key each round asks for */
  CordonOrigin **origins;
  CordonGrantTable *table;
  GHashTable *hash;
  sqlite3 *database;
} Bench;

/* Nothing here waits for anything, so that the time of the processor tells more than that on the wall. */
static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static CordonGrant
make_grant (CordonOrigin *origin, guint64 id)
{
  return (CordonGrant){
    .id = id,
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = 1,
  };
}

static void
run_sql (sqlite3 *database, const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
}

static void
fill_database (Bench *bench)
{
  sqlite3_stmt *insert = NULL;

  sqlite3_open (":memory:", &bench->database);
  run_sql (bench->database,
           "CREATE TABLE grants (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, feature INTEGER NOT NULL,"
           " answer INTEGER NOT NULL, expires INTEGER NOT NULL, UNIQUE (origin, feature)) STRICT");
  run_sql (bench->database, "BEGIN");
  sqlite3_prepare_v2 (bench->database, "INSERT INTO grants VALUES (?1, ?2, 1, 1, 0)", -1, &insert, NULL);
  for (guint i = 0; i < bench->n_grants; i++)
    {
      sqlite3_bind_int64 (insert, 1, i + 1);
      sqlite3_bind_text (insert, 2, cordon_origin_to_string (bench->origins[i]), -1, SQLITE_STATIC);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  run_sql (bench->database, "COMMIT");
}

static void
set_up (Bench *bench, guint n_grants, guint n_asked)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  bench->n_grants = n_grants;
  bench->origins = g_new (CordonOrigin *, n_grants);
  bench->order = g_new (guint, N_ROUNDS);
  bench->table = cordon_grant_table_new ();
  bench->hash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cordon_grant_table_reserve (bench->table, n_grants);
  for (guint i = 0; i < n_grants; i++)
    {
      g_autofree char *text = g_strdup_printf ("https://site-%u.example", i);
      CordonGrant grant;

      bench->origins[i] = cordon_origin_new (text, -1, NULL);
      grant = make_grant (bench->origins[i], i + 1);
      cordon_grant_table_insert (bench->table, &grant);
      g_hash_table_insert (bench->hash, g_strdup (text), GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < N_ROUNDS; i++)
    bench->order[i] = (guint) ((guint64) (g_rand_int (random) % n_asked) * n_grants / n_asked);
  fill_database (bench);
}

static void
tear_down (Bench *bench)
{
  sqlite3_close (bench->database);
  g_hash_table_unref (bench->hash);
  cordon_grant_table_free (bench->table);
  for (guint i = 0; i < bench->n_grants; i++)
    cordon_origin_unref (bench->origins[i]);
  g_free (bench->origins);
  g_free (bench->order);
}

static CordonPipelineFacts
make_facts (const CordonOrigin *origin)
{
  return (CordonPipelineFacts){
    .origin = origin,
    .key = origin,
    .trustworthy = CORDON_FACT_YES,
    .secure_context = CORDON_FACT_YES,
    .key_may_hold_grants = CORDON_FACT_YES,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .private_session = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
    .policy = { .known = TRUE, .enabled = CORDON_FEATURE_BIT (CAMERA) },
    .fully_active = CORDON_FACT_YES,
  };
}

static double
time_decisions (const Bench *bench)
{
  const CordonPipelineQuery query = { .feature = CORDON_FEATURE_CAMERA };
  guint allowed = 0;
  gint64 start = now_ns ();
  gint64 end;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const CordonPipelineFacts facts = make_facts (bench->origins[bench->order[i]]);
      CordonDecision decision;

      cordon_pipeline_decide (&facts, bench->table, &query, now, &decision);
      allowed += decision.verdict == CORDON_DECISION_ALLOW;
    }
  end = now_ns ();
  g_assert_cmpuint (allowed, ==, N_ROUNDS);

  return (double) (end - start) / N_ROUNDS;
}

static double
time_hash (const Bench *bench)
{
  guint64 sum = 0;
  gint64 start = now_ns ();
  gint64 end;

  for (guint i = 0; i < N_ROUNDS; i++)
    sum += GPOINTER_TO_UINT (
      g_hash_table_lookup (bench->hash, cordon_origin_to_string (bench->origins[bench->order[i]])));
  end = now_ns ();
  g_assert_cmpuint (sum, >, 0);

  return (double) (end - start) / N_ROUNDS;
}

static double
time_select (const Bench *bench)
{
  sqlite3_stmt *select = NULL;
  guint found = 0;
  gint64 start;
  gint64 end;

  sqlite3_prepare_v2 (bench->database,
                      "SELECT answer, expires FROM grants WHERE origin = ?1 AND feature = ?2", -1, &select,
                      NULL);
  start = now_ns ();
  for (guint i = 0; i < N_SELECTS; i++)
    {
      sqlite3_bind_text (select, 1, cordon_origin_to_string (bench->origins[bench->order[i]]), -1,
                         SQLITE_STATIC);
      sqlite3_bind_int (select, 2, 1);
      found += sqlite3_step (select) == SQLITE_ROW;
      sqlite3_reset (select);
    }
  end = now_ns ();
  sqlite3_finalize (select);
  g_assert_cmpuint (found, ==, N_SELECTS);

  return (double) (end - start) / N_SELECTS;
}

#define LINE_SIZE 64

/* So many lines are more than any cache holds. */
#define N_BEYOND_CACHES 1000000

/* One line of memory after the other, each named by the one before: what nothing that looks something up can beat. */
static double
time_reads (guint n_lines)
{
  g_autofree guint *lines = g_new (guint, (gsize) n_lines * LINE_SIZE / sizeof (guint));
  g_autofree guint *order = g_new (guint, n_lines);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  const guint stride = LINE_SIZE / sizeof (guint);
  double best = G_MAXDOUBLE;
  guint at = 0;

  for (guint i = 0; i < n_lines; i++)
    order[i] = i;
  for (guint i = n_lines - 1; i > 0; i--)
    {
      guint other = g_rand_int (random) % i;
      guint line = order[i];

      order[i] = order[other];
      order[other] = line;
    }
  for (guint i = 0; i < n_lines; i++)
    lines[(gsize) order[i] * stride] = order[(i + 1) % n_lines];

  for (guint repeat = 0; repeat < N_REPEATS; repeat++)
    {
      gint64 start = now_ns ();

      for (guint i = 0; i < N_ROUNDS; i++)
        at = lines[(gsize) at * stride];
      best = MIN (best, (double) (now_ns () - start) / N_ROUNDS);
    }
  g_assert_cmpuint (at, <, n_lines);
  return best;
}

typedef struct
{
  double decision;
  double select;
  double hash;
} Figures;

/* The best of several, taken in turn: what the machine does besides only ever adds, and adds to all of them. */
static Figures
measure (const Bench *bench)
{
  Figures best = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };

  for (guint i = 0; i < N_REPEATS; i++)
    {
      best.decision = MIN (best.decision, time_decisions (bench));
      best.select = MIN (best.select, time_select (bench));
      best.hash = MIN (best.hash, time_hash (bench));
    }

  return best;
}

static void
print_figure (const char *name, guint n, double value, const char *peer, double peer_value)
{
  printf ("{\"name\": \"%s_%u\", \"value\": %.1f, \"unit\": \"ns\", \"peer\": \"%s\", \"peer_value\": %.1f, "
          "\"ratio\": %.4f}\n",
          name, n, value, peer, peer_value, value / peer_value);
}

static void
bench_grants (guint n_grants)
{
  Bench warm = { 0 };
  Bench cold = { 0 };
  Figures figures;

  set_up (&warm, n_grants, MIN (n_grants, N_OPEN_SITES));
  figures = measure (&warm);
  print_figure ("decision", n_grants, figures.decision, "prepared SELECT", figures.select);
  print_figure ("hash_hit", n_grants, figures.decision, "bare GHashTable hit", figures.hash);
  tear_down (&warm);
  if (n_grants <= N_OPEN_SITES)
    return;

  set_up (&cold, n_grants, n_grants);
  figures = measure (&cold);
  print_figure ("cold_decision", n_grants, figures.decision, "prepared SELECT", figures.select);
  print_figure ("cold_hash_hit", n_grants, figures.decision, "bare GHashTable hit", figures.hash);
  if (n_grants >= N_BEYOND_CACHES)
    print_figure ("cold_reads", n_grants, figures.decision, "one dependent read of memory",
                  time_reads (n_grants));
  tear_down (&cold);
}

static double
time_callees (const CordonPipelineFacts *facts, const CordonGrantTable *table, const GPtrArray *callees)
{
  guint at = 0;
  gint64 start = now_ns ();

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const CordonPipelineQuery query = { .feature = CORDON_FEATURE_CAMERA, .callee = callees->pdata[at] };
      g_auto (CordonDecision) decision = { 0 };

      cordon_pipeline_decide (facts, table, &query, now, &decision);
      g_assert_true (decision.verdict == CORDON_DECISION_ALLOW);
      at = (at + 617) % callees->len;
    }

  return (double) (now_ns () - start) / N_ROUNDS;
}

/* All grants on one key: a callee each, asked for in random order. */
static void
bench_callees (guint n_callees)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://site.example", -1, NULL);
  g_autoptr (GPtrArray) callees = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_callee_unref);
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  const CordonPipelineFacts facts = make_facts (origin);
  double ns = G_MAXDOUBLE;

  for (guint i = 0; i < n_callees; i++)
    {
      g_autofree char *text = g_strdup_printf ("user-%u@idp.example", i);
      CordonGrant grant = make_grant (origin, i + 1);

      g_ptr_array_add (callees, cordon_callee_new_identity (text, -1, NULL));
      grant.scope = CORDON_SCOPE_CALLEE;
      grant.callee = callees->pdata[i];
      cordon_grant_table_insert (table, &grant);
    }

  for (guint repeat = 0; repeat < N_REPEATS; repeat++)
    ns = MIN (ns, time_callees (&facts, table, callees));
  printf (
    "{\"name\": \"callee_decision_%u\", \"value\": %.1f, \"unit\": \"ns\", \"peer\": null, \"peer_value\": null, "
    "\"ratio\": null}\n",
    n_callees, ns);
}

int
main (void)
{
  static const guint sizes[] = { 1, 1000, 100000, 1000000 };

  setlocale (LC_ALL, "C");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench_grants (sizes[i]);
  bench_callees (1);
  bench_callees (1000);

  return 0;
}
