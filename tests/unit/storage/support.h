#pragma once

/* What the tests of the store share: grants in one line, and waiting for an answer. */

#include "storage/store.h"
#include "tests/support/test.h"

#define WALL_US (G_GINT64_CONSTANT (1800000000) * CORDON_SECOND_US)

/** test_grant: an allow of the whole origin, until revoked. Clear it. */
static inline CordonGrant
test_grant (const char *origin, CordonFeature feature)
{
  return (CordonGrant){
    .origin = cordon_origin_new (origin, -1, NULL),
    .feature = feature,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = WALL_US,
  };
}

typedef struct
{
  gboolean called;
  guint64 id;
  int code; /* -1: no error */
} TestResult;

static inline void
test_result_done (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  TestResult *result = data;

  assert_false (result->called);
  *result = (TestResult){ TRUE, grant_id, error ? error->code : -1 };
}

static inline void
test_wait (TestResult *result)
{
  while (!result->called)
    g_main_context_iteration (NULL, TRUE);
}

/** test_set, test_remove: the call and its end. */
static inline TestResult
test_set (CordonStore *store, const CordonGrant *grant)
{
  TestResult result = { 0 };

  cordon_store_set (store, grant, test_result_done, &result);
  assert_false (result.called);
  test_wait (&result);
  return result;
}

static inline TestResult
test_remove (CordonStore *store, guint64 id)
{
  TestResult result = { 0 };

  cordon_store_remove (store, id, test_result_done, &result);
  assert_false (result.called);
  test_wait (&result);
  return result;
}

/** test_set_simple: sets an allow of the whole origin. Returns: its id. */
static inline guint64
test_set_simple (CordonStore *store, const char *origin, CordonFeature feature)
{
  g_auto (CordonGrant) grant = test_grant (origin, feature);
  TestResult result = test_set (store, &grant);

  assert_int_equal (result.code, -1);
  return result.id;
}

/** test_answer: 1 allowed, 0 blocked, -1 nothing is said about the origin as a whole. */
static inline int
test_answer (const CordonGrantTable *table, const char *origin, CordonFeature feature, gint64 wall_us)
{
  g_autoptr (CordonOrigin) key = cordon_origin_new (origin, -1, NULL);
  CordonGrantQuery query = { .origin = key, .feature = feature };
  CordonGrantMatch match;

  if (!cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, wall_us, &match))
    return -1;
  return match.answer == CORDON_GRANT_ALLOW;
}
