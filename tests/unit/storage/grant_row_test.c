#include <string.h>

#include "storage/grant_row_private.h"
#include "tests/support/test.h"

static CordonRow
row_of (const char *origin, gsize size)
{
  CordonRow row = { .table = CORDON_TABLE_GRANT, .id = 9 };

  for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
    row.values[i] = cordon_value_blob ("", 0);
  row.values[CORDON_GRANT_ORIGIN] = cordon_value_blob (origin, size);
  row.values[CORDON_GRANT_FEATURE].integer = CORDON_FEATURE_CAMERA;
  row.values[CORDON_GRANT_ANSWER].integer = CORDON_GRANT_ALLOW;
  row.values[CORDON_GRANT_SCOPE_COLUMN].integer = CORDON_SCOPE_ORIGIN;
  row.values[CORDON_GRANT_LIFETIME].integer = CORDON_LIFETIME_UNTIL_REVOKED;
  row.values[CORDON_GRANT_SOURCE].integer = CORDON_GRANT_SOURCE_USER;
  row.values[CORDON_GRANT_CREATED].integer = 1;
  return row;
}

static gboolean
is_read (const char *origin, gsize size)
{
  const CordonRow row = row_of (origin, size);
  g_auto (CordonGrant) grant = { 0 };

  return cordon_grant_from_row (&row, NULL, &grant);
}

/* The file's own words do not look at each letter: what is read does, under a good MAC too. */
static void
an_origin_that_is_not_canonical_is_not_read (void **state)
{
  static const char *const origins[] = {
    "https://A.example",     "HTTPS://a.example",  "https://a b",           "https://a\n",
    "https://a.example\x7f", "https://a\x01.test", "https://\xc3\xa4.test", "https://a.example:443",
    "https://a.example/",    "http://a.example",   "HTTP://a.example",      "null",
  };

  assert_true (is_read ("https://a.example", 17));
  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    assert_false (is_read (origins[i], strlen (origins[i])));
  assert_false (is_read ("https://a\0.example", 18));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (an_origin_that_is_not_canonical_is_not_read, "A-01"),
  };

  return cordon_test_run (tests);
}
