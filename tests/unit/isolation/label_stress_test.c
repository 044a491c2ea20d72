/*
 * Threads. A source makes samples, each marked with what it is; readers take a sample first and ask the cell then, as
 * isolation/label_cell.h demands; the owner widens, asks for narrowings and applies what was confirmed. No sample that
 * was made while its source was isolated may pass any reader. Run it under ThreadSanitizer as well.
 */

#include <stdatomic.h>

#include "tests/unit/isolation/graph_fixture.h"

#define N_READERS 3
#define QUEUE_SIZE 8

/* What flows: the number of the stretch that the sample was made in. Odd stretches are protected. */
typedef struct
{
  _Atomic guint64 stretch; /* the owner's: what the source captures now */
  _Atomic guint64 queue[QUEUE_SIZE];
  _Atomic guint64 n_made;
  _Atomic guint64 n_shown; /* by the slowest part: everything before has left */
  _Atomic guint64 shown_stretch;
  _Atomic gboolean is_over;
  _Atomic guint64 n_leaks;
  _Atomic guint64 n_passed;
  _Atomic guint n_readers;
  _Atomic guint64
    busy_since[N_READERS]; /* what was shown when the reader began, plus one; 0: has nothing in hand */
  CordonLabelCell *element;
} Pipe;

static void
pass (Pipe *pipe, guint64 stretch)
{
  /* The sample is in hand; only now the question. */
  if (!cordon_label_cell_is_readable (pipe->element))
    return;

  atomic_fetch_add (&pipe->n_passed, 1);
  if (stretch % 2 != 0)
    atomic_fetch_add (&pipe->n_leaks, 1);
}

static gpointer
make_samples (gpointer data)
{
  Pipe *pipe = data;

  while (!atomic_load (&pipe->is_over))
    {
      guint64 number = atomic_load (&pipe->n_made);

      /* A full queue waits for the renderer. */
      if (number - atomic_load (&pipe->n_shown) >= QUEUE_SIZE)
        {
          g_thread_yield ();
          continue;
        }
      atomic_store (&pipe->queue[number % QUEUE_SIZE], atomic_load (&pipe->stretch));
      atomic_store (&pipe->n_made, number + 1);
    }

  return NULL;
}

/* Whether no reader can still have a sample in hand that was shown before the @n_shown'th. */
static gboolean
have_let_go (Pipe *pipe, guint64 n_shown)
{
  for (guint i = 0; i < N_READERS; i++)
    {
      guint64 since = atomic_load (&pipe->busy_since[i]);

      if (since != 0 && since <= n_shown)
        return FALSE;
    }

  return TRUE;
}

/* The media thread: shows samples in order, and confirms a narrowing once a sample of the newest stretch is on show. */
static gpointer
show_samples (gpointer data)
{
  Pipe *pipe = data;
  guint32 asked = 0;     /* the generation whose first new sample is on show */
  guint64 first_new = 0; /* that sample */

  while (!atomic_load (&pipe->is_over))
    {
      guint64 number = atomic_load (&pipe->n_shown);
      guint32 generation = cordon_label_cell_pending (pipe->element);

      if (number == atomic_load (&pipe->n_made))
        {
          g_thread_yield ();
          continue;
        }
      atomic_store (&pipe->shown_stretch, atomic_load (&pipe->queue[number % QUEUE_SIZE]));
      atomic_store (&pipe->n_shown, number + 1);
      if (generation != asked && atomic_load (&pipe->shown_stretch) == atomic_load (&pipe->stretch))
        {
          asked = generation;
          first_new = number + 1;
        }
      if (generation != 0 && generation == asked && have_let_go (pipe, first_new))
        cordon_label_cell_confirm (pipe->element, generation);
    }

  return NULL;
}

/* Whoever reads what is on show: a canvas, an analyser. */
static gpointer
read_samples (gpointer data)
{
  Pipe *pipe = data;
  guint self = atomic_fetch_add (&pipe->n_readers, 1);

  while (!atomic_load (&pipe->is_over))
    {
      atomic_store (&pipe->busy_since[self], atomic_load (&pipe->n_shown) + 1);
      pass (pipe, atomic_load (&pipe->shown_stretch));
      atomic_store (&pipe->busy_since[self], 0);
      g_thread_yield ();
    }

  return NULL;
}

/* The element gets an isolated source: wide before the first protected sample can be made; and back. */
static void
toggle (CordonGraph *graph, Pipe *pipe, CordonNodeId element, CordonNodeId foreign)
{
  guint64 stretch = atomic_load (&pipe->stretch);
  gint64 give_up = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  assert_true (cordon_graph_attach (graph, foreign, element));
  atomic_store (&pipe->stretch, stretch + 1);
  g_usleep (200);

  atomic_store (&pipe->stretch, stretch + 2);
  assert_true (cordon_graph_detach (graph, foreign, element));
  while (cordon_graph_is_isolated (graph, element) && g_get_monotonic_time () < give_up)
    {
      cordon_graph_apply_narrowings (graph);
      g_thread_yield ();
    }
  assert_readable (graph, element);
}

static void
no_protected_sample_passes_a_reader (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId foreign = cordon_graph_add_resource (graph, FALSE);
  Pipe pipe = { .element = cordon_graph_ref_cell (graph, element) };
  guint n_rounds = g_getenv ("CORDON_TEST_LONG") ? 100000 : 400;
  GThread *threads[N_READERS + 2];

  threads[0] = g_thread_new ("source", make_samples, &pipe);
  threads[1] = g_thread_new ("media", show_samples, &pipe);
  for (guint i = 0; i < N_READERS; i++)
    threads[i + 2] = g_thread_new ("reader", read_samples, &pipe);

  for (guint i = 0; i < n_rounds; i++)
    toggle (graph, &pipe, element, foreign);

  atomic_store (&pipe.is_over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  assert_int_equal (atomic_load (&pipe.n_leaks), 0);
  assert_true (atomic_load (&pipe.n_passed) > 0);
  cordon_label_cell_unref (pipe.element);
}

typedef struct
{
  CordonLabelCell *cells[64];
  _Atomic gboolean is_over;
} Cells;

static gpointer
read_cells (gpointer data)
{
  Cells *cells = data;
  guint n_readable = 0;

  while (!atomic_load (&cells->is_over))
    for (guint i = 0; i < G_N_ELEMENTS (cells->cells); i++)
      n_readable += cordon_label_cell_is_readable (cells->cells[i]) ? 1U : 0U;

  return GUINT_TO_POINTER (n_readable);
}

/* Nodes come and go under the readers; a cell that they hold says no from then on. */
static void
readers_keep_cells_of_nodes_that_go (void **state)
{
  CordonGraph *graph = cordon_graph_new ();
  Cells cells = { 0 };
  CordonNodeId nodes[G_N_ELEMENTS (cells.cells)];
  GThread *threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      nodes[i] = plain_camera (graph);
      cells.cells[i] = cordon_graph_ref_cell (graph, nodes[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_cells, &cells);

  for (guint round = 0; round < 200; round++)
    {
      guint i = round % G_N_ELEMENTS (nodes);

      cordon_graph_isolate (graph, nodes[i], CORDON_ISOLATION_CROSS_ORIGIN, NULL);
      assert_false (cordon_label_cell_is_readable (cells.cells[i]));
      cordon_graph_remove (graph, nodes[i]);
      nodes[i] = plain_camera (graph);
    }
  cordon_graph_unref (graph);

  atomic_store (&cells.is_over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < G_N_ELEMENTS (cells.cells); i++)
    {
      assert_false (cordon_label_cell_is_readable (cells.cells[i]));
      cordon_label_cell_unref (cells.cells[i]);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (no_protected_sample_passes_a_reader, "C-15 C-81"),
    CORDON_TEST (readers_keep_cells_of_nodes_that_go, ""),
  };

  return cordon_test_run (tests);
}
