/* Runs a program's table of tests one by one and reports to ./dev test. */

#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  char *only;
  char *after;
  gboolean list;
} Options;

/* Why the running test was skipped. A test has no other way to hand it to the table's loop. */
static char *skip_reason;
static const char *running = "-";

static void
report (const char *event, const char *name, const char *detail)
{
  const char *path = g_getenv ("CORDON_TEST_RESULTS");
  FILE *file;

  if (!path)
    return;
  file = fopen (path, "a");
  if (!file)
    {
      perror (path);
      exit (2);
    }
  fprintf (file, "%s %s %s\n", event, name, detail);
  fclose (file);
}

void
cordon_test_skip (const char *reason)
{
  g_free (skip_reason);
  skip_reason = g_strdup (reason);
  skip ();
}

void
cordon_test_figures (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  print_message ("figures: %s\n", text);
  report ("figures", running, text);
}

/* Not more often than people want to read it. */
#define PROGRESS_US (10 * G_USEC_PER_SEC)

void
cordon_test_progress (const char *what, guint64 done, guint64 total)
{
  static gint64 told_us;
  gint64 now_us;
  g_autofree char *text = NULL;

  if (!cordon_test_is_long ())
    return;
  now_us = g_get_monotonic_time ();
  if (now_us - told_us < PROGRESS_US)
    return;
  told_us = now_us;
  text = g_strdup_printf ("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, what, done, total);
  report ("progress", running, text);
}

gboolean
cordon_test_is_long (void)
{
  return g_getenv ("CORDON_TEST_LONG") != NULL;
}

/* What a short run plays: the same every time, so that it fails for a change and never for bad luck. */
#define USUAL_SEED 1117

guint32
cordon_test_seed (void)
{
  const char *text = g_getenv ("CORDON_TEST_SEED");
  guint32 seed = USUAL_SEED;

  if (text)
    seed = (guint32) g_ascii_strtoull (text, NULL, 0);
  else if (cordon_test_is_long ())
    seed = g_random_int ();
  print_message ("seed: CORDON_TEST_SEED=%" G_GUINT32_FORMAT "\n", seed);
  return seed;
}

GRand *
cordon_test_rand_new (void)
{
  return g_rand_new_with_seed (cordon_test_seed ());
}

static gboolean
run_one (const char *group, const struct CMUnitTest *test)
{
  const gint64 begin_us = g_get_monotonic_time ();
  g_autofree char *elapsed = NULL;
  gboolean passed;

  running = test->name;
  report ("begin", test->name, "");
  passed = _cmocka_run_group_tests (group, test, 1, NULL, NULL) == 0;
  elapsed = g_strdup_printf ("%" G_GINT64_FORMAT, (g_get_monotonic_time () - begin_us) / 1000);

  if (passed && skip_reason)
    report ("skip", test->name, skip_reason);
  else
    report (passed ? "pass" : "fail", test->name, elapsed);
  g_clear_pointer (&skip_reason, g_free);
  return passed;
}

/* main () takes no arguments, so that a test file has nothing to pass on. */
static void
read_options (Options *options)
{
  g_autofree char *words = NULL;
  gsize size = 0;

  if (!g_file_get_contents ("/proc/self/cmdline", &words, &size, NULL))
    return;
  for (const char *word = words; word < words + size; word += strlen (word) + 1)
    {
      const char *next = word + strlen (word) + 1;

      if (strcmp (word, "--list") == 0)
        options->list = TRUE;
      else if (next < words + size && strcmp (word, "--only") == 0)
        options->only = g_strdup (next);
      else if (next < words + size && strcmp (word, "--after") == 0)
        options->after = g_strdup (next);
    }
}

int
cordon_test_run_table (const char *file, const struct CMUnitTest *tests, size_t n_tests)
{
  g_autofree char *group = g_path_get_basename (file);
  Options options = { 0 };
  gboolean begun;
  int n_failed = 0;

  read_options (&options);
  begun = options.after == NULL;
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  if (!g_getenv ("CMOCKA_MESSAGE_OUTPUT"))
    cmocka_set_message_output (CM_OUTPUT_SUBUNIT);

  for (size_t i = 0; i < n_tests; i++)
    {
      const char *name = tests[i].name;

      if (begun && options.list)
        printf ("%s\n", name);
      else if (begun && (!options.only || g_pattern_match_simple (options.only, name)))
        n_failed += !run_one (group, &tests[i]);
      else if (!begun)
        begun = strcmp (name, options.after) == 0;
      fflush (NULL);
    }

  g_free (options.only);
  g_free (options.after);
  return n_failed == 0 ? 0 : 1;
}
