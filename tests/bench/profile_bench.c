/*
 * What an engine waits for when it goes through the profile and not to the table: a decision for a document, a
 * decision of the user set and taken back, one round of observers. The peer of each is the same profile with 100
 * grants: what is done must not depend on what else is stored. A private profile, so that no disk takes part.
 */

#include <stdio.h>
#include <time.h>

#include "permissions/broker.h"
#include "permissions/observer.h"
#include "permissions/settings.h"

#define N_DOCUMENTS 64
#define N_CHANGES 64
#define N_ROUNDS 4096
#define N_REPEATS 60
#define N_OBSERVERS 100
#define N_FEW 100
#define N_MANY 100000

typedef struct
{
  guint n_grants;
  CordonProfile *profile;
  CordonChannel *channel;
  CordonDocument *documents[N_DOCUMENTS];
  guint n_done;
  guint n_told;
  guint next; /* which grants the next round takes back */
} Bench;

typedef struct
{
  double decide;
  double set;
  double revoke;
  double observed_revoke;
} Figures;

static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
drop (gpointer data, GVariant *message)
{
}

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ .wall_us = 1700000000 * CORDON_SECOND_US, .mono_us = 1000 * CORDON_SECOND_US };
}

static CordonOrigin *
site (guint i)
{
  g_autofree char *text = g_strdup_printf ("https://site-%u.example", i);

  return cordon_origin_new (text, -1, NULL);
}

static void
count_done (CordonProfile *profile, const GError *error, gpointer data)
{
  g_assert_no_error (error);
  ((Bench *) data)->n_done++;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_grant (Bench *bench, guint i)
{
  g_autoptr (CordonOrigin) origin = site (i);
  const CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = fixed_time (NULL).wall_us,
  };

  if (!cordon_profile_set_grant (bench->profile, &grant, count_done, bench, NULL))
    g_error ("a grant was refused");
}

static CordonDocument *
open_document (Bench *bench, guint i)
{
  g_autoptr (CordonOrigin) origin = site (i);
  const CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = i + 1,
    .engine_id = i + 1,
    .permissions_policy = { .known = TRUE, .enabled = CORDON_FEATURE_BIT (CAMERA) },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_YES,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };
  CordonDocument *document = cordon_channel_commit_document (bench->channel, &facts, NULL);

  cordon_document_set_fully_active (document, TRUE);
  cordon_document_set_visible (document, TRUE);
  return document;
}

static void
set_up (Bench *bench, guint n_grants)
{
  static const CordonTransport transport = { .send = drop };

  *bench = (Bench){ .n_grants = n_grants };
  bench->profile = cordon_profile_new_memory (&(CordonProfileOptions){ .clock = { fixed_time, NULL } });
  bench->channel = cordon_broker_attach (cordon_profile_get_broker (bench->profile), &transport, bench);
  for (guint i = 0; i < n_grants; i++)
    {
      set_grant (bench, i);
      if (i % 1024 == 0)
        settle ();
    }
  settle ();
  g_assert_cmpuint (bench->n_done, ==, n_grants);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    bench->documents[i] = open_document (bench, (guint) ((guint64) i * n_grants / N_DOCUMENTS));
}

static void
tear_down (Bench *bench)
{
  for (guint i = 0; i < N_DOCUMENTS; i++)
    cordon_document_unref (bench->documents[i]);
  cordon_channel_detach (bench->channel);
  cordon_profile_close (bench->profile);
  cordon_profile_unref (bench->profile);
  settle ();
}

static double
time_decisions (Bench *bench)
{
  guint allowed = 0;
  gint64 start = now_ns ();
  gint64 end;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_auto (CordonDecision) decision = { 0 };

      cordon_profile_decide (bench->profile, bench->documents[i * 37 % N_DOCUMENTS], CORDON_FEATURE_CAMERA,
                             NULL, &decision);
      allowed += decision.verdict == CORDON_DECISION_ALLOW;
    }
  end = now_ns ();
  g_assert_cmpuint (allowed, ==, N_ROUNDS);
  return (double) (end - start) / N_ROUNDS;
}

static gboolean
take_id (const CordonGrant *grant, gpointer data)
{
  *(guint64 *) data = grant->id;
  return FALSE;
}

static guint64
id_of (Bench *bench, guint i)
{
  g_autoptr (CordonOrigin) origin = site (i);
  guint64 id = 0;

  cordon_grant_table_foreach (cordon_store_peek_table (cordon_profile_get_store (bench->profile)), origin,
                              CORDON_FEATURE_CAMERA, take_id, &id);
  return id;
}

/* Takes back some, and sets them again. Every other site of the few, or as far apart among the many. */
static void
time_changes (Bench *bench, double *best_revoke, double *best_set)
{
  guint64 ids[N_CHANGES];
  guint sites[N_CHANGES];
  gint64 start;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      sites[i] = (bench->next + (guint) ((guint64) i * bench->n_grants / N_CHANGES)) % bench->n_grants;
      ids[i] = id_of (bench, sites[i]);
    }
  bench->next++;

  start = now_ns ();
  for (guint i = 0; i < N_CHANGES; i++)
    if (!cordon_profile_revoke (bench->profile, ids[i], NULL))
      g_error ("there was no grant %u", sites[i]);
  settle ();
  *best_revoke = MIN (*best_revoke, (double) (now_ns () - start) / N_CHANGES);

  start = now_ns ();
  for (guint i = 0; i < N_CHANGES; i++)
    set_grant (bench, sites[i]);
  settle ();
  *best_set = MIN (*best_set, (double) (now_ns () - start) / N_CHANGES);
}

static void
count_told (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  ((Bench *) data)->n_told++;
}

static Figures
measure (guint n_grants)
{
  Figures best = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double observed_set = G_MAXDOUBLE;
  Bench bench;

  set_up (&bench, n_grants);
  for (guint i = 0; i < N_REPEATS; i++)
    {
      double decide = time_decisions (&bench);

      best.decide = MIN (best.decide, decide);
      time_changes (&bench, &best.revoke, &best.set);
    }
  for (guint i = 0; i < N_OBSERVERS; i++)
    cordon_profile_add_observer (bench.profile, count_told, &bench);
  for (guint i = 0; i < N_REPEATS; i++)
    time_changes (&bench, &best.observed_revoke, &observed_set);
  g_assert_cmpuint (bench.n_told, >=, N_OBSERVERS * N_CHANGES * N_REPEATS);
  tear_down (&bench);
  return best;
}

static void
print_figure (const char *name, double value, const char *peer, double peer_value)
{
  printf ("{\"name\": \"%s\", \"value\": %.0f, \"unit\": \"ns\", \"peer\": \"%s\", \"peer_value\": %.0f, "
          "\"ratio\": %.2f}\n",
          name, value, peer, peer_value, value / peer_value);
}

int
main (void)
{
  Figures few = measure (N_FEW);
  Figures many = measure (N_MANY);

  print_figure ("profile_decide_100000", many.decide, "among 100 grants", few.decide);
  print_figure ("profile_set_100000", many.set, "among 100 grants", few.set);
  print_figure ("profile_revoke_100000", many.revoke, "among 100 grants", few.revoke);
  print_figure ("observer_round_100", many.observed_revoke, "nobody observes", many.revoke);
  return 0;
}
