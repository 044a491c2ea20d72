/* ThreadSanitizer must see what orders two threads through GLib, or its reports would mean nothing. */

#include "tests/support/test.h"

enum
{
  N_ROUNDS = 2000
};

typedef struct
{
  GMutex lock;
  GCond changed;
  GRWLock table_lock;
  GAsyncQueue *queue;
  GMainContext *context;
  int *shared;
  int *handed_over;
  int n_done;
} Shared;

static gpointer
count_under_the_lock (gpointer data)
{
  Shared *shared = data;

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_mutex_lock (&shared->lock);
      *shared->shared += 1;
      g_mutex_unlock (&shared->lock);
    }
  g_mutex_lock (&shared->lock);
  shared->n_done++;
  g_cond_signal (&shared->changed);
  g_mutex_unlock (&shared->lock);
  return NULL;
}

static void
mutex_and_condition_order_two_threads (void **state)
{
  Shared shared = { .shared = g_new0 (int, 1) };
  GThread *a, *b;

  g_mutex_init (&shared.lock);
  g_cond_init (&shared.changed);
  a = g_thread_new ("a", count_under_the_lock, &shared);
  b = g_thread_new ("b", count_under_the_lock, &shared);
  g_mutex_lock (&shared.lock);
  while (shared.n_done < 2)
    g_cond_wait (&shared.changed, &shared.lock);
  g_mutex_unlock (&shared.lock);
  assert_int_equal (*shared.shared, 2 * N_ROUNDS);
  g_thread_join (a);
  g_thread_join (b);
  g_cond_clear (&shared.changed);
  g_mutex_clear (&shared.lock);
  g_free (shared.shared);
}

static gpointer
read_under_the_lock (gpointer data)
{
  Shared *shared = data;
  int last = 0;

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_rw_lock_reader_lock (&shared->table_lock);
      last = *shared->shared;
      g_rw_lock_reader_unlock (&shared->table_lock);
    }
  return GINT_TO_POINTER (last);
}

static void
reader_writer_lock_orders_two_threads (void **state)
{
  Shared shared = { .shared = g_new0 (int, 1) };
  GThread *reader;

  g_rw_lock_init (&shared.table_lock);
  reader = g_thread_new ("reader", read_under_the_lock, &shared);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_rw_lock_writer_lock (&shared.table_lock);
      *shared.shared += 1;
      g_rw_lock_writer_unlock (&shared.table_lock);
    }
  g_thread_join (reader);
  g_rw_lock_clear (&shared.table_lock);
  g_free (shared.shared);
}

static gpointer
take_from_the_queue (gpointer data)
{
  Shared *shared = data;
  int sum = 0;

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autofree int *item = g_async_queue_pop (shared->queue);

      sum += *item;
    }
  return GINT_TO_POINTER (sum);
}

static void
queue_hands_items_over (void **state)
{
  Shared shared = { .queue = g_async_queue_new () };
  GThread *taker = g_thread_new ("taker", take_from_the_queue, &shared);

  for (int i = 0; i < N_ROUNDS; i++)
    {
      int *item = g_new (int, 1);

      *item = 1;
      g_async_queue_push (shared.queue, item);
    }
  assert_int_equal (GPOINTER_TO_INT (g_thread_join (taker)), N_ROUNDS);
  g_async_queue_unref (shared.queue);
}

static gboolean
add_one (gpointer data)
{
  Shared *shared = data;

  *shared->shared += *shared->handed_over;
  return G_SOURCE_REMOVE;
}

static gpointer
invoke_many (gpointer data)
{
  Shared *shared = data;

  shared->handed_over = g_new (int, 1);
  *shared->handed_over = 1;
  for (int i = 0; i < N_ROUNDS; i++)
    {
      GSource *source = g_idle_source_new ();

      g_source_set_callback (source, add_one, shared, NULL);
      g_source_attach (source, shared->context);
      g_source_unref (source);
    }
  g_main_context_invoke (shared->context, add_one, shared);
  return NULL;
}

static void
main_context_hands_calls_over (void **state)
{
  Shared shared = { .shared = g_new0 (int, 1), .context = g_main_context_new () };
  GThread *other;

  g_main_context_acquire (shared.context);
  other = g_thread_new ("other", invoke_many, &shared);
  while (*shared.shared < N_ROUNDS + 1)
    g_main_context_iteration (shared.context, TRUE);
  g_thread_join (other);
  g_main_context_release (shared.context);
  g_main_context_unref (shared.context);
  g_free (shared.handed_over);
  g_free (shared.shared);
}

static gpointer
drop_reference (gpointer data)
{
  g_bytes_unref (data);
  return NULL;
}

static void
last_reference_may_be_dropped_elsewhere (void **state)
{
  for (int i = 0; i < 200; i++)
    {
      GBytes *bytes = g_bytes_new_take (g_strdup ("text"), 5);
      GThread *other = g_thread_new ("other", drop_reference, g_bytes_ref (bytes));

      assert_int_equal (((const char *) g_bytes_get_data (bytes, NULL))[0], 't');
      g_bytes_unref (bytes);
      g_thread_join (other);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (mutex_and_condition_order_two_threads, ""),
    CORDON_TEST (reader_writer_lock_orders_two_threads, ""),
    CORDON_TEST (queue_hands_items_over, ""),
    CORDON_TEST (main_context_hands_calls_over, ""),
    CORDON_TEST (last_reference_may_be_dropped_elsewhere, ""),
  };

  return cordon_test_run (tests);
}
