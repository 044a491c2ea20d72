#pragma once

/* cmocka, and the table of tests of one program:
 *
 *   int
 *   main (void)
 *   {
 *     static const struct CMUnitTest tests[] = {
 *       CORDON_TEST (opaque_origins_equal_only_themselves, "A-08"),
 *       CORDON_TEST_WITH (grant_ends_with_its_call, "B-03 B-30", set_up, tear_down),
 *     };
 *
 *     return cordon_test_run (tests);
 *   }
 *
 * The string names the requirement rows that the test proves, "" for none; ./dev rows reads it from the source, so
 * it must be a literal, and the macro must stand there literally.
 *
 * A failing cmocka assertion leaves the test by longjmp: g_autoptr does not run. A g_critical () ends the program
 * unless g_test_expect_message () announced it.
 */

/* cmocka wants these four before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#define CORDON_TEST(function, rows) CORDON_TEST_WITH (function, rows, NULL, NULL)

/* The rows stand behind the name's NUL, so that only a string literal compiles. */
#define CORDON_TEST_WITH(function, rows, set_up, tear_down) \
  { \
#function "\0" rows, function, set_up, tear_down, NULL \
  }

/**
 * cordon_test_run:
 * @tests: an array of struct CMUnitTest
 *
 * Runs each test on its own, so that a failure hides no other. Options of the program:
 *   --list          print the names
 *   --only GLOB     run the tests whose name matches
 *   --after NAME    run what stands behind NAME in the table (./dev test goes on so after a crash)
 *
 * Where $CORDON_TEST_RESULTS names a file, one line per event is appended to it:
 * "begin NAME", then "pass NAME MILLISECONDS", "fail NAME MILLISECONDS" or "skip NAME REASON"; between the two
 * "figures NAME KEY=VALUE …" and "progress NAME WORDS".
 *
 * Returns: the exit status, 0 where all passed
 */
#define cordon_test_run(tests) cordon_test_run_table (__FILE__, (tests), G_N_ELEMENTS (tests))

int cordon_test_run_table (const char *file, const struct CMUnitTest *tests, size_t n_tests);

/**
 * cordon_test_is_long:
 *
 * Returns: %TRUE under ./dev torture, where soak, fault and model tests take their long form
 */
gboolean cordon_test_is_long (void);

/**
 * cordon_test_seed:
 *
 * Where the randomness of a model or fault test begins: always the same under ./dev test, another one in each run of
 * ./dev torture. It is printed, so that a failure can be played again: $CORDON_TEST_SEED sets it.
 */
guint32 cordon_test_seed (void);

/**
 * cordon_test_rand_new: randomness that begins at cordon_test_seed ().
 *
 * Returns: (transfer full): free with g_rand_free ()
 */
GRand *cordon_test_rand_new (void);

/**
 * cordon_test_figures:
 * @format: "key=value" pairs with blanks between; the keys that the table of ./dev torture has columns for are
 *   trials, silent, forged and lost
 *
 * What the running test counted.
 */
void cordon_test_figures (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * cordon_test_progress:
 * @what: what there are @total of, @done of them done
 *
 * Call it as often as you like: a line is written now and then, and under ./dev torture only.
 */
void cordon_test_progress (const char *what, guint64 done, guint64 total);

/**
 * cordon_test_skip:
 * @reason: why this machine cannot run the test, for the summary
 *
 * Ends the running test as skipped.
 */
void cordon_test_skip (const char *reason);
