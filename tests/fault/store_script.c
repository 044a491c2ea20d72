/*
 * store_script play FOLDER: plays the script and prints each change of a step's state, unbuffered, so that whoever
 * kills the process knows how far it came. store_script check FOLDER: reads those lines, opens the store and says
 * whether it is as it may be.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault/script.h"
#include "tests/unit/storage/support.h"

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ WALL_US, 1 };
}

static const CordonStoreOptions options = { .clock = { fixed_time, NULL } };

static void
print_state (guint step, StepState state, gpointer data)
{
  printf ("%u %d\n", step, (int) state);
  fflush (stdout);
}

static int
play (const char *folder)
{
  CordonStore *store = cordon_store_open (folder, &options, NULL);

  if (!store)
    return 1;
  script_play (store, print_state, NULL);
  cordon_store_free (store);
  printf ("finished\n");
  return 0;
}

static gboolean
read_states (StepState *states)
{
  gboolean finished = FALSE;
  char line[64];

  while (fgets (line, sizeof line, stdin))
    {
      guint step;
      int state;

      if (g_str_has_prefix (line, "finished"))
        finished = TRUE;
      else if (sscanf (line, "%u %d", &step, &state) == 2 && step < SCRIPT_N_STEPS
               && states[step] < (StepState) state)
        states[step] = (StepState) state;
    }
  return finished;
}

static int
check (const char *folder)
{
  StepState states[SCRIPT_N_STEPS] = { 0 };
  gboolean finished = read_states (states);
  g_autoptr (GError) error = NULL;
  CordonStore *store;
  int status = 0;

  for (guint i = 0; i < SCRIPT_N_STEPS && !finished; i++)
    if (states[i] == STEP_NOT_BEGUN)
      {
        states[i] = STEP_BEGUN_UNSEEN;
        break;
      }
  store = cordon_store_open (folder, &options, &error);
  if (!store)
    {
      printf ("%s\n", error->message);
      return 1;
    }
  for (guint place = 0; place < SCRIPT_N_PLACES; place++)
    if (!(script_found (store, place) & script_expect (states, place, FALSE)))
      {
        printf ("place %u says %u, expected %u\n", place, script_found (store, place),
                script_expect (states, place, FALSE));
        status = 1;
      }
  cordon_store_free (store);
  return status;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "play") == 0)
    return play (argv[2]);
  if (argc == 3 && strcmp (argv[1], "check") == 0)
    return check (argv[2]);
  return 2;
}
