#include <string.h>

#include "tests/vectors/runners.h"

/* One line a topic; the files below tests/vectors/ hold the runners. */
static const VectorRunner *const topics[] = {
  vector_runners_confusables,        vector_runners_embargo,
  vector_runners_freshness,          vector_runners_host_patterns,
  vector_runners_identity,           vector_runners_media_requests,
  vector_runners_one_time,           vector_runners_out_of_scope,
  vector_runners_permission_manager, vector_runners_permissions_api,
  vector_runners_permissions_policy, vector_runners_request_flow,
  vector_runners_settings_map,       vector_runners_taint,
  vector_runners_trustworthy,        vector_runners_url,
};

const VectorRunner *
vector_find_runner (const char *topic, const char *set)
{
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    for (const VectorRunner *runner = topics[i]; runner->topic; runner++)
      if (strcmp (runner->topic, topic) == 0 && strcmp (runner->set, set) == 0)
        return runner;

  return NULL;
}
