/* Sets that nothing of Cordon could answer, each with its reason. */

#include "tests/vectors/runners.h"

static void
skip_host_patterns (VectorCase *vector)
{
  vector_skip (vector,
               "another language of patterns: decisions are kept for exact origins, and the administrator's "
               "file has the patterns of Permissions Policy");
}

static void
skip_test_list (VectorCase *vector)
{
  vector_skip (vector, "a list of the tests of others, for reference; nothing to play");
}

const VectorRunner vector_runners_out_of_scope[] = {
  { "chromium_content_settings", "host_patterns", skip_host_patterns },
  { "permissions", "wpt_test_list", skip_test_list },
  { NULL, NULL, NULL },
};
