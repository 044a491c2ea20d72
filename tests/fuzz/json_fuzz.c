/* What the strict grammar lets through, the library's parser reads: without an error, and into UTF-8. */

#include <json-glib/json-glib.h>

#include "permissions/json_private.h"

#define MAX_DEPTH 200

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (data, MAX (size, 1));
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  gsize at = 0;

  if (!cordon_json_is_strict (text, size, MAX_DEPTH, &at))
    {
      g_assert_true (at <= size);
      return 0;
    }
  parser = json_parser_new_immutable ();
  json_parser_load_from_data (parser, text, (gssize) size, &error);
  g_assert_no_error (error);
  written = json_to_string (json_parser_get_root (parser), FALSE);
  g_assert_true (g_utf8_validate (written, -1, NULL));
  return 0;
}
