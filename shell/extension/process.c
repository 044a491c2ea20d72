/*
 * The web process's one graph, and the maps beside it.
 */

#include "shell/extension/process.h"

#include "isolation/graph_snapshot.h"
#include "isolation/observer.h"

/* A web process has no other owner for these: they live as long as it does. */
static struct
{
  CordonGraph *graph;
  JSCContext *realm;
  JSCValue *nodes;
  JSCValue *disguises;
  GHashTable *obligations; /* capture id → CordonObligations */
  GHashTable *tracks;      /* engine's track id → KnownTrack */
  GPtrArray *pages;
} process;

static void
react (CordonGraph *graph, const CordonChange *change, gpointer user_data)
{
  const char *reaction = cordon_reaction_to_string (change->reaction);
  for (guint i = 0; i < process.pages->len; i++)
    if (shell_page_react (g_ptr_array_index (process.pages, i), change->node, reaction))
      return;
}

static void
obligations_free (CordonObligations *obligations)
{
  cordon_obligations_clear (obligations);
  g_free (obligations);
}

typedef struct
{
  CordonNodeId node;
  char *capture;
  gboolean ended;
} KnownTrack;

static void
known_track_free (KnownTrack *track)
{
  g_free (track->capture);
  g_free (track);
}

static void
ensure (void)
{
  if (process.graph)
    return;
  process.graph = cordon_graph_new ();
  process.obligations = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                               (GDestroyNotify) obligations_free);
  process.tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_track_free);
  process.pages = g_ptr_array_new ();
  cordon_graph_set_observer (process.graph, react, NULL, NULL);
}

CordonGraph *
shell_process_get_graph (void)
{
  ensure ();
  return process.graph;
}

/* A context of the same virtual machine that no document has: its objects are ordinary to every realm, its prototypes
 * out of reach of all. */
static void
ensure_realm (JSCContext *any)
{
  if (process.realm)
    return;
  process.realm = jsc_context_new_with_virtual_machine (jsc_context_get_virtual_machine (any));
  process.nodes = jsc_context_evaluate (process.realm, "new WeakMap()", -1);
  process.disguises = jsc_context_evaluate (process.realm, "new WeakMap()", -1);
}

JSCValue *
shell_process_get_nodes (JSCContext *any)
{
  ensure_realm (any);
  return process.nodes;
}

JSCValue *
shell_process_get_disguises (JSCContext *any)
{
  ensure_realm (any);
  return process.disguises;
}

void
shell_process_keep_obligations (guint64 capture_id, const CordonObligations *obligations)
{
  ensure ();
  guint64 *key = g_new (guint64, 1);
  CordonObligations *copy = g_new0 (CordonObligations, 1);
  *key = capture_id;
  cordon_obligations_copy_into (obligations, copy);
  g_hash_table_replace (process.obligations, key, copy);
}

const CordonObligations *
shell_process_find_obligations (guint64 capture_id)
{
  ensure ();
  return g_hash_table_lookup (process.obligations, &capture_id);
}

void
shell_process_remember_track (const char *track_id, CordonNodeId node, const char *capture)
{
  ensure ();
  KnownTrack *track = g_new (KnownTrack, 1);
  *track = (KnownTrack){ node, g_strdup (capture), FALSE };
  g_hash_table_replace (process.tracks, g_strdup (track_id), track);
}

const char *
shell_process_find_track_capture (const char *track_id)
{
  ensure ();
  const KnownTrack *track = g_hash_table_lookup (process.tracks, track_id);
  return track ? track->capture : NULL;
}

CordonNodeId
shell_process_find_track (const char *track_id)
{
  ensure ();
  const KnownTrack *track = g_hash_table_lookup (process.tracks, track_id);
  return track ? track->node : 0;
}

gboolean
shell_process_end_track (const char *track_id)
{
  ensure ();
  KnownTrack *track = g_hash_table_lookup (process.tracks, track_id);
  if (track && track->ended)
    return FALSE;
  if (track)
    track->ended = TRUE;
  return TRUE;
}

void
shell_process_add_page (ShellPage *page)
{
  ensure ();
  g_ptr_array_add (process.pages, page);
}

void
shell_process_remove_page (ShellPage *page)
{
  g_ptr_array_remove (process.pages, page);
}

void
shell_process_isolate_captures (void)
{
  GHashTableIter iter;
  gpointer track;
  ensure ();
  g_hash_table_iter_init (&iter, process.tracks);
  while (g_hash_table_iter_next (&iter, NULL, &track))
    cordon_graph_isolate (process.graph, ((KnownTrack *) track)->node, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
}

GVariant *
shell_process_describe (void)
{
  ensure ();
  g_autofree char *text = cordon_graph_to_json (process.graph);
  return g_variant_new ("(s)", text);
}
