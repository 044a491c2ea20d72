/*
 * The web process's one graph, and the maps beside it.
 */

#include "shell/extension/process.h"

#include "isolation/graph_snapshot.h"
#include "isolation/observer.h"
#include "shell/delay.h"
#include "shell/extension/frame.h"

/* A web process has no other owner for these: they live as long as it does. */
static struct
{
  CordonGraph *graph;
  CordonNodeId surface; /* the screen: all that pages of this process show */
  JSCContext *realm;
  JSCValue *nodes;
  JSCValue *disguises;
  JSCValue *realms; /* a WeakMap: key of a realm → its listeners, with the number of its ShellFrame */
  JSCValue *prototype_of;
  GHashTable *obligations; /* capture id → CordonObligations */
  GHashTable *tracks;      /* engine's track id → KnownTrack */
  GHashTable *frames;      /* number → ShellFrame, of every realm that lives */
  guint64 next_frame;
} process;

typedef struct
{
  char *node;
  const char *reaction;
} Reaction;

static void
reaction_free (Reaction *reaction)
{
  g_free (reaction->node);
  g_free (reaction);
}

/* Returns: what the first realm said that has done it, or has tried to. */
static ShellTold
tell_realms (ShellListener listener, const Reaction *reaction)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) shell_frame_unref);
  GHashTableIter iter;
  gpointer frame;
  g_hash_table_iter_init (&iter, process.frames);
  while (g_hash_table_iter_next (&iter, NULL, &frame))
    g_ptr_array_add (frames, shell_frame_ref (frame));

  ShellTold told = SHELL_TOLD_NOBODY;
  for (guint i = 0; i < frames->len && told == SHELL_TOLD_NOBODY; i++)
    told = shell_frame_tell (g_ptr_array_index (frames, i), listener, reaction->node, reaction->reaction);
  return told;
}

static ShellTold
deliver (const Reaction *reaction)
{
  ShellTold told = tell_realms (SHELL_LISTENER_REACTION, reaction);
  return told == SHELL_TOLD_NOBODY ? tell_realms (SHELL_LISTENER_ORPHAN, reaction) : told;
}

static gboolean
deliver_again (gpointer data)
{
  deliver (data);
  return G_SOURCE_REMOVE;
}

/* A page can see to it that its stack ends just here; it has no say in a task of its own. */
static void
react (CordonGraph *graph, const CordonChange *change, gpointer user_data)
{
  shell_delay ("reaction");
  Reaction *reaction = g_new (Reaction, 1);
  *reaction = (Reaction){ g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) change->node),
                          cordon_reaction_to_string (change->reaction) };
  if (deliver (reaction) == SHELL_TOLD_FAILED)
    g_idle_add_full (G_PRIORITY_HIGH, deliver_again, reaction, (GDestroyNotify) reaction_free);
  else
    reaction_free (reaction);
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
  process.surface = cordon_graph_add_surface (process.graph);
  process.obligations = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                               (GDestroyNotify) obligations_free);
  process.tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_track_free);
  process.frames = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  cordon_graph_set_observer (process.graph, react, NULL, NULL);
}

CordonGraph *
shell_process_get_graph (void)
{
  ensure ();
  return process.graph;
}

CordonNodeId
shell_process_get_surface (void)
{
  ensure ();
  return process.surface;
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
  process.realms = jsc_context_evaluate (process.realm, "new WeakMap()", -1);
  process.prototype_of = jsc_context_evaluate (process.realm, "Object.getPrototypeOf", -1);
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

guint64
shell_process_add_frame (ShellFrame *frame)
{
  ensure ();
  guint64 number = ++process.next_frame;
  g_hash_table_insert (process.frames, g_memdup2 (&number, sizeof number), frame);
  return number;
}

void
shell_process_remove_frame (guint64 number)
{
  g_hash_table_remove (process.frames, &number);
}

/*
 * What a realm has one of, and script can neither exchange nor copy. The global object will not do: it stays the same
 * when a frame gets another window.
 */
static JSCValue *
key_of (JSCContext *context)
{
  ensure_realm (context);
  g_autoptr (JSCValue) array = jsc_context_evaluate (context, "[]", -1);
  return jsc_value_function_call (process.prototype_of, JSC_TYPE_VALUE, array, G_TYPE_NONE);
}

JSCValue *
shell_process_remember_realm (JSCContext *context, guint64 number)
{
  g_autoptr (JSCValue) key = key_of (context);
  g_autoptr (JSCValue) listeners = jsc_context_evaluate (process.realm, "Object.create(null)", -1);
  g_autoptr (JSCValue) value = jsc_value_new_number (process.realm, (double) number);
  jsc_value_object_set_property (listeners, "number", value);
  g_autoptr (JSCValue) map = jsc_value_object_invoke_method (process.realms, "set", JSC_TYPE_VALUE, key,
                                                             JSC_TYPE_VALUE, listeners, G_TYPE_NONE);
  return g_steal_pointer (&listeners);
}

ShellFrame *
shell_process_find_realm (JSCContext *context)
{
  ensure ();
  g_autoptr (JSCValue) key = key_of (context);
  g_autoptr (JSCValue)
    listeners = jsc_value_object_invoke_method (process.realms, "get", JSC_TYPE_VALUE, key, G_TYPE_NONE);
  if (!listeners || !jsc_value_is_object (listeners))
    return NULL;
  g_autoptr (JSCValue) value = jsc_value_object_get_property (listeners, "number");
  guint64 number = (guint64) jsc_value_to_double (value);
  return g_hash_table_lookup (process.frames, &number);
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
