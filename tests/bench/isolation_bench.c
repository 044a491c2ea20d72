/*
 * Isolation in the content process: a verdict, a widening, a narrowing, the memory of a large graph, the library
 * itself.
 */

#include <dlfcn.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "isolation/graph.h"
#include "isolation/narrowing.h"
#include "isolation/observer.h"

#define N_VERDICTS 20000000
#define N_DERIVED 10000
#define N_LIVE 100000
#define N_REPEATS 9

static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
print_beside (const char *name, double value, const char *unit, const char *peer, double peer_value)
{
  printf (
    "{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"peer\": \"%s\", \"peer_value\": %.3f, \"ratio\": %.4f}\n",
    name, value, unit, peer, peer_value, value / peer_value);
}

static void
print_alone (const char *name, double value, const char *unit)
{
  printf (
    "{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"peer\": null, \"peer_value\": null, \"ratio\": null}\n",
    name, value, unit);
}

/* The peer of a verdict: what any check at all costs, a call that loads one atomic word. */
static _Atomic guint64 bare_word = 1;

static G_GNUC_NO_INLINE guint64
load_bare_word (void)
{
  return atomic_load_explicit (&bare_word, memory_order_acquire);
}

static double
time_bare_loads (void)
{
  gint64 begin = now_ns ();
  volatile guint64 sum = 0;

  for (guint i = 0; i < N_VERDICTS; i++)
    sum += load_bare_word ();

  return (double) (now_ns () - begin) / N_VERDICTS;
}

static double
time_verdicts (const CordonLabelCell *cell)
{
  gint64 begin = now_ns ();
  volatile guint n_allowed = 0;

  for (guint i = 0; i < N_VERDICTS; i++)
    n_allowed += cordon_sink_verdict ((CordonSink) (1 + i % 8), cordon_label_cell_get (cell));

  return (double) (now_ns () - begin) / N_VERDICTS;
}

static double
time_node_verdicts (CordonGraph *graph, CordonNodeId node)
{
  gint64 begin = now_ns ();
  volatile guint n_allowed = 0;

  for (guint i = 0; i < N_VERDICTS; i++)
    n_allowed += cordon_sink_verdict (CORDON_SINK_CANVAS_READ_BACK, cordon_graph_label (graph, node));

  return (double) (now_ns () - begin) / N_VERDICTS;
}

static CordonNodeId
plain_track (CordonGraph *graph)
{
  const CordonObligations plain = { 0 };

  return cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &plain);
}

static void
bench_verdict (void)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_track (graph);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, track);
  double bare = time_bare_loads ();

  print_beside ("sink_verdict", time_verdicts (cell), "ns", "a call that loads one atomic word", bare);
  print_beside ("node_verdict", time_node_verdicts (graph, track), "ns", "a call that loads one atomic word",
                bare);
}

/* Tracks, streams, elements, captures, source nodes: as many of each, all from @track. */
static void
derive_many (CordonGraph *graph, CordonNodeId track, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i += 5)
    {
      CordonNodeId clone = cordon_graph_derive (graph, track, CORDON_DERIVE_CLONE);
      CordonNodeId stream = cordon_graph_derive (graph, clone, CORDON_DERIVE_STREAM);
      CordonNodeId element = cordon_graph_add_element (graph);

      cordon_graph_attach (graph, stream, element);
      cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);
      cordon_graph_derive (graph, clone, CORDON_DERIVE_AUDIO_SOURCE);
    }
}

static void
count_change (CordonGraph *graph, const CordonChange *change, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* What the same number of scattered words costs to rewrite. */
static double
time_bare_pass (void)
{
  g_autofree guint64 *words = g_new0 (guint64, (gsize) N_DERIVED * 8);
  volatile guint64 *word = memset (words, 1, sizeof (guint64) * N_DERIVED * 8);
  gint64 begin = now_ns ();

  for (guint i = 0; i < N_DERIVED; i++)
    word[(i * 7919U) % N_DERIVED * 8] |= 1;

  return (double) (now_ns () - begin) / 1000;
}

static void
bench_widening (void)
{
  double best = G_MAXDOUBLE;
  guint n_changes = 0;

  for (guint i = 0; i < N_REPEATS; i++)
    {
      g_autoptr (CordonGraph) graph = cordon_graph_new ();
      CordonNodeId track = plain_track (graph);
      gint64 begin;

      derive_many (graph, track, N_DERIVED);
      cordon_graph_set_observer (graph, count_change, &n_changes, NULL);
      begin = now_ns ();
      cordon_graph_isolate (graph, track, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
      best = MIN (best, (double) (now_ns () - begin) / 1000);
    }
  print_beside ("widen_10000_derived", best, "us", "rewriting as many words", time_bare_pass ());
}

static void
bench_narrowing (void)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_REPEATS; i++)
    {
      g_autoptr (CordonGraph) graph = cordon_graph_new ();
      CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
      gint64 begin;

      derive_many (graph, track, N_DERIVED);
      cordon_graph_latch (graph, track, FALSE);
      begin = now_ns ();
      cordon_graph_confirm (graph, track, cordon_graph_get_pending (graph, track));
      best = MIN (best, (double) (now_ns () - begin) / 1000);
    }
  print_beside ("narrow_10000_derived", best, "us", "rewriting as many words", time_bare_pass ());
}

/* A label change touches only what hangs on it: the same widening of 10 nodes in a small and in a large graph. */
static double
time_small_change (CordonGraph *graph)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 200; i++)
    {
      CordonNodeId track = plain_track (graph);
      gint64 begin;

      derive_many (graph, track, 10);
      begin = now_ns ();
      cordon_graph_isolate (graph, track, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
      best = MIN (best, (double) (now_ns () - begin));
    }

  return best;
}

static void
bench_memory (void)
{
  struct mallinfo2 before = mallinfo2 ();
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (CordonGraph) small = cordon_graph_new ();
  gint64 begin = now_ns ();

  derive_many (graph, plain_track (graph), N_LIVE);
  print_alone ("derive_node", (double) (now_ns () - begin) / N_LIVE, "ns");
  print_alone ("memory_100000_nodes",
               (double) (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before.uordblks - before.hblkhd)
                 / (1 << 20),
               "MiB");
  print_beside ("change_10_of_100000", time_small_change (graph), "ns", "the same in a graph of ten",
                time_small_change (small));
}

static void
bench_draw (void)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);
  gint64 begin = now_ns ();

  for (guint i = 0; i < N_VERDICTS / 10; i++)
    cordon_graph_draw (graph, element, canvas);
  print_alone ("draw_unchanged", (double) (now_ns () - begin) / (N_VERDICTS / 10), "ns");
}

/* The renderer's share: file size, and the time to load it where GLib is loaded already. */
static void
bench_library (const char *program)
{
  g_autofree char *folder = g_path_get_dirname (program);
  g_autofree char *path = g_build_filename (folder, "..", "libcordon-content.so.0", NULL);
  struct stat status;
  gint64 begin;
  void *library;

  if (stat (path, &status) != 0)
    return;

  print_alone ("content_library_size", (double) status.st_size / 1024, "KiB");
  begin = now_ns ();
  library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (library)
    print_alone ("content_library_load", (double) (now_ns () - begin) / 1000, "us");
}

int
main (int argc, char **argv)
{
  bench_verdict ();
  bench_widening ();
  bench_narrowing ();
  bench_memory ();
  bench_draw ();
  bench_library (argv[0]);

  return 0;
}
