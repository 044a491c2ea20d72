/*
 * Fails the Nth thing done to a file, for every N until none is left, in each way a disk can fail; kills the
 * process there; cuts the power there. Each time the store is opened again on a sound disk and must say what the
 * script allows it to say.
 */

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "permissions/error.h"
#include "tests/fault/image.h"
#include "tests/fault/script.h"
#include "tests/fault/shim.h"
#include "tests/unit/storage/support.h"

#define MAX_OPERATIONS 5000

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ WALL_US, 1 };
}

static const CordonStoreOptions options = { .clock = { fixed_time, NULL } };

static int
set_up (void **state)
{
  shim_install ();
  *state = image_scratch ();
  return 0;
}

static int
tear_down (void **state)
{
  image_empty_folder (*state);
  g_rmdir (*state);
  g_free (*state);
  return 0;
}

static void
check (const CordonStore *store, const StepState *states, gboolean power_cut, const char *what, guint at)
{
  for (guint place = 0; place < SCRIPT_N_PLACES; place++)
    {
      guint found = script_found (store, place);
      guint expected = script_expect (states, place, power_cut);

      if (!(found & expected))
        {
          for (guint i = 0; i < SCRIPT_N_STEPS; i++)
            print_message ("step %u: state %d\n", i, states[i]);
          fail_msg ("%s, operation %u: place %u says %u, expected %u", what, at, place, found, expected);
        }
    }
}

static void
note_state (guint step, StepState state, gpointer data)
{
  StepState *states = data;

  if (states[step] < state)
    states[step] = state;
}

/* Failures, in this process. Returns: whether the operation was reached. */
static gboolean
fail_at (const char *folder, ShimMode mode, guint at)
{
  StepState states[SCRIPT_N_STEPS] = { 0 };
  g_autofree char *what = g_strdup_printf ("mode %d", mode);
  g_autoptr (GError) error = NULL;
  CordonStore *store;

  image_empty_folder (folder);
  shim_arm (mode, at, at);
  store = cordon_store_open (folder, &options, &error);
  if (store)
    {
      script_play (store, note_state, states);
      check (store, states, FALSE, what, at);
      cordon_store_free (store);
    }
  else
    assert_true (error->domain == CORDON_ERROR && error->code >= CORDON_ERROR_STORE_OPEN);
  shim_disarm ();

  g_clear_error (&error);
  store = cordon_store_open (folder, &options, &error);
  if (!store)
    fail_msg ("%s, operation %u: %s", what, at, error->message);
  check (store, states, FALSE, what, at);
  cordon_store_free (store);
  return shim_has_fired ();
}

/* Returns: how many there were. */
static guint
play_failures (const char *folder, ShimMode mode, guint stride)
{
  guint n_failed = 0;

  for (guint at = 1; at < MAX_OPERATIONS && fail_at (folder, mode, at); at += stride)
    n_failed++;
  print_message ("mode %d: %u operations failed\n", mode, n_failed);
  assert_true (n_failed > 10);
  return n_failed;
}

static void
each_failing_operation_leaves_memory_and_disk_as_they_say (void **state)
{
  static const ShimMode modes[] = { SHIM_IO_ERROR,      SHIM_IO_ERRORS,   SHIM_FULL,
                                    SHIM_FULL_FOR_GOOD, SHIM_SHORT_WRITE, SHIM_READ_ONLY };

  guint n_failed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    n_failed += play_failures (*state, modes[i], is_long () ? 1 : 3);
  cordon_test_figures ("trials=%u lost=0 forged=0 ways=%u", n_failed, (guint) G_N_ELEMENTS (modes));
}

/* Deaths, in a child that tells its progress through a pipe. */

static void
tell_state (guint step, StepState state, gpointer data)
{
  guint8 message[2] = { (guint8) step, (guint8) state };

  if (write (*(int *) data, message, sizeof message) != sizeof message)
    _exit (2);
}

static void
run_child (const char *folder, ShimMode mode, guint at, guint seed, int out)
{
  CordonStore *store;

  shim_arm (mode, at, seed);
  store = cordon_store_open (folder, &options, NULL);
  if (store)
    {
      script_play (store, tell_state, &out);
      cordon_store_free (store);
    }
  tell_state (0xff, STEP_NOT_BEGUN, &out);
  _exit (0);
}

/* Returns: whether the child died on the way. */
static gboolean
die_at (const char *folder, ShimMode mode, guint at, guint seed)
{
  StepState states[SCRIPT_N_STEPS] = { 0 };
  gboolean finished = FALSE;
  guint8 message[2];
  int ends[2];
  int status;
  pid_t child;
  CordonStore *store;
  g_autoptr (GError) error = NULL;

  image_empty_folder (folder);
  assert_int_equal (pipe (ends), 0);
  child = fork ();
  if (child == 0)
    {
      close (ends[0]);
      run_child (folder, mode, at, seed, ends[1]);
    }
  close (ends[1]);
  while (read (ends[0], message, sizeof message) == sizeof message)
    if (message[0] == 0xff)
      finished = TRUE;
    else
      note_state (message[0], message[1], states);
  close (ends[0]);
  assert_int_equal (waitpid (child, &status, 0), child);
  assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  /* The step after the last that was told may have begun as well. */
  for (guint i = 0; i < SCRIPT_N_STEPS && !finished; i++)
    if (states[i] == STEP_NOT_BEGUN)
      {
        states[i] = STEP_BEGUN_UNSEEN;
        break;
      }
  store = cordon_store_open (folder, &options, &error);
  if (!store)
    fail_msg ("mode %d, operation %u: %s", mode, at, error->message);
  check (store, states, mode == SHIM_POWER_CUT, mode == SHIM_KILL ? "kill" : "power cut", at);
  cordon_store_free (store);
  return !finished;
}

/* At each operation, @n_rounds times over: what a power cut keeps is different each time. */
static void
play_deaths (const char *folder, ShimMode mode, guint stride, guint n_rounds)
{
  guint n_deaths = 0;

  for (guint round = 0; round < n_rounds; round++)
    {
      for (guint at = 1; at < MAX_OPERATIONS && die_at (folder, mode, at, at * 7919 + round * 104729);
           at += stride)
        n_deaths++;
      cordon_test_progress ("rounds of deaths", round + 1, n_rounds);
    }
  cordon_test_figures ("trials=%u lost=0 forged=0", n_deaths);
  assert_true (n_deaths > 10);
}

static void
a_process_killed_anywhere_loses_nothing_acknowledged (void **state)
{
  play_deaths (*state, SHIM_KILL, is_long () ? 1 : 2, 1);
}

static void
a_power_cut_anywhere_loses_nothing_acknowledged (void **state)
{
  play_deaths (*state, SHIM_POWER_CUT, is_long () ? 1 : 2, is_long () ? 60 : 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (each_failing_operation_leaves_memory_and_disk_as_they_say, "X-06 X-07", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_process_killed_anywhere_loses_nothing_acknowledged, "X-07", set_up, tear_down),
    CORDON_TEST_WITH (a_power_cut_anywhere_loses_nothing_acknowledged, "X-07", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
