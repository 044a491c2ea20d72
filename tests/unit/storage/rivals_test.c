/* Two at once: processes and threads that want one profile, and many callers of one store. */

#include <sys/wait.h>
#include <unistd.h>

#include "permissions/error.h"
#include "storage/store.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static void
a_second_process_is_kept_out_until_the_first_has_gone (void **state)
{
  TestFolder *folder = *state;
  int ready[2];
  int go[2];
  char byte = 0;
  pid_t child;
  int status;
  g_autoptr (GError) error = NULL;
  CordonStore *store;

  assert_int_equal (pipe (ready), 0);
  assert_int_equal (pipe (go), 0);
  child = fork ();
  if (child == 0)
    {
      store = cordon_store_open (folder->path, &folder->options, NULL);
      test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
      if (write (ready[1], "r", 1) != 1 || read (go[0], &byte, 1) != 1)
        _exit (2);
      /* Without closing: the lock must not outlive the process. */
      _exit (0);
    }
  assert_int_equal (read (ready[0], &byte, 1), 1);
  assert_null (cordon_store_open (folder->path, &folder->options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY));
  assert_int_equal (write (go[1], "g", 1), 1);
  assert_int_equal (waitpid (child, &status, 0), child);
  assert_int_equal (status, 0);
  store = cordon_store_open (folder->path, &folder->options, NULL);
  assert_non_null (store);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  cordon_store_free (store);
}

/* Two processes that come and go: what each was told is there for the other, once. */
static void
processes_that_take_turns_lose_nothing_of_each_other (void **state)
{
  TestFolder *folder = *state;
  guint n_turns = cordon_test_is_long () ? 3000 : 40;

  for (guint i = 0; i < n_turns; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%u.example", i);
      int status;
      pid_t child = fork ();

      if (child == 0)
        {
          CordonStore *store = cordon_store_open (folder->path, &folder->options, NULL);

          /* Every second one dies with its store open. */
          if (!store || test_set_simple (store, origin, CORDON_FEATURE_CAMERA) == 0)
            _exit (2);
          if (i % 2)
            cordon_store_free (store);
          _exit (0);
        }
      assert_int_equal (waitpid (child, &status, 0), child);
      assert_int_equal (status, 0);
      if (i % 10 == 9)
        {
          CordonStore *store = cordon_store_open (folder->path, &folder->options, NULL);

          assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), i + 1);
          cordon_store_free (store);
        }
      cordon_test_progress ("turns", i + 1, n_turns);
    }
  cordon_test_figures ("trials=%u lost=0 forged=0", n_turns);
}

typedef struct
{
  const TestFolder *folder;
  guint n_tries;
  gint n_opened;
  gint n_busy;
} Race;

/* Each thread has its own main context, as an embedder with a thread per profile would. */
static gpointer
race (gpointer data)
{
  Race *race = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < race->n_tries; i++)
    {
      g_autoptr (GError) error = NULL;
      CordonStore *store = cordon_store_open (race->folder->path, &race->folder->options, &error);

      if (store)
        {
          g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

          cordon_store_set (store, &grant, NULL, NULL);
          cordon_store_free (store);
          g_atomic_int_inc (&race->n_opened);
        }
      else if (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY))
        g_atomic_int_inc (&race->n_busy);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
threads_that_race_for_a_profile_get_it_one_at_a_time (void **state)
{
  Race shared = { .folder = *state, .n_tries = cordon_test_is_long () ? 2000 : 30 };
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("rival", race, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_int_equal (shared.n_opened + shared.n_busy, 3 * shared.n_tries);
  cordon_test_figures ("trials=%u opened=%d", 3 * shared.n_tries, shared.n_opened);
  assert_true (shared.n_opened > 0);
}

static void
count_done (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  assert_null (error);
  (*(guint *) data)++;
}

static void
answers_come_one_each_in_any_load (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store = cordon_store_open (folder->path, &folder->options, NULL);
  guint n_done = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%u.example", i % 300);
      g_auto (CordonGrant) grant = test_grant (origin, CORDON_FEATURE_CAMERA);

      cordon_store_set (store, &grant, count_done, &n_done);
      if (i % 50 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  while (n_done < 2000)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 300);
  cordon_store_free (store);
  store = cordon_store_open (folder->path, &folder->options, NULL);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 300);
  cordon_store_free (store);
  assert_int_equal (n_done, 2000);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_second_process_is_kept_out_until_the_first_has_gone, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (processes_that_take_turns_lose_nothing_of_each_other, "X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (threads_that_race_for_a_profile_get_it_one_at_a_time, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (answers_come_one_each_in_any_load, "", test_folder_set_up, test_folder_tear_down),
  };

  return cordon_test_run (tests);
}
