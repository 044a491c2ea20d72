/* Origins and callees: what is accepted serialises to itself and is accepted again. */

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "permissions/callee.h"
#include "permissions/origin.h"
#include "permissions/trust.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_origin (const char *text, gssize size)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (text, size, NULL);
  g_autoptr (CordonOrigin) again = NULL;

  if (!origin)
    return;

  g_assert_cmpuint (strlen (cordon_origin_to_string (origin)), ==, (gsize) size);
  g_assert_true (memcmp (cordon_origin_to_string (origin), text, (gsize) size) == 0);
  again = cordon_origin_new_tuple (cordon_origin_get_scheme (origin), -1, cordon_origin_get_host (origin), -1,
                                   cordon_origin_get_port (origin), NULL);
  g_assert_nonnull (again);
  if (cordon_origin_get_port (origin) != 0)
    g_assert_true (cordon_origin_equal (origin, again));
  g_assert_false (cordon_origin_may_be_key (origin, NULL) && !cordon_origin_is_trustworthy (origin, NULL));
}

static void
check_callee (const char *text, gssize size)
{
  g_autoptr (CordonCallee) callee = cordon_callee_parse (text, size, NULL);
  g_autoptr (CordonCallee) identity = cordon_callee_new_identity (text, size, NULL);

  if (callee)
    g_assert_true (memcmp (cordon_callee_to_string (callee), text, (gsize) size) == 0);
  if (identity)
    {
      g_autoptr (CordonCallee) parsed = cordon_callee_parse (cordon_callee_to_string (identity), -1, NULL);

      g_assert_true (cordon_callee_equal (identity, parsed));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* A copy of the exact size, so that a read behind it is found. */
  g_autofree char *text = g_memdup2 (data, size);

  check_origin (text ? text : "", (gssize) size);
  check_callee (text ? text : "", (gssize) size);
  return 0;
}
