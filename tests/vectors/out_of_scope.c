/* Sets that nothing of Cordon could answer, each with its reason. */

#include "tests/vectors/runners.h"

static void
skip_test_list (VectorCase *vector)
{
  vector_skip (vector, "a list of the tests of others, for reference; nothing to play");
}

const VectorRunner vector_runners_out_of_scope[] = {
  { "permissions", "wpt_test_list", skip_test_list },
  { NULL, NULL, NULL },
};
