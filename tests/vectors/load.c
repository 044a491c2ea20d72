#include <string.h>

#include "tests/vectors/vectors.h"

/* `\u0000` becomes the noncharacter that case.c turns back, an unpaired surrogate the replacement character. */
static const char *
replacement_of (const char *escape)
{
  char *end;
  char digits[5] = { 0 };
  guint64 value;

  memcpy (digits, escape + 2, 4);
  value = g_ascii_strtoull (digits, &end, 16);
  if (*end != '\0' || strlen (digits) < 4)
    return NULL;
  if (value == 0)
    return "\\uFDD0";
  if (value >= 0xdc00 && value <= 0xdfff)
    return "\\uFFFD";
  if (value >= 0xd800 && value <= 0xdbff
      && !(escape[6] == '\\' && escape[7] == 'u' && g_ascii_tolower (escape[8]) == 'd'
           && strchr ("cdefCDEF", escape[9])))
    return "\\uFFFD";

  return NULL;
}

static char *
keep_nuls_apart (const char *text)
{
  GString *result = g_string_new (NULL);

  while (*text)
    {
      const char *replacement = NULL;
      gsize size = 1;

      if (text[0] == '\\' && text[1] != '\0')
        size = 2;
      if (size == 2 && text[1] == 'u' && strlen (text) >= 6)
        {
          replacement = replacement_of (text);
          size = 6;
          /* A good pair stays together, so that its second half is not taken for a lone one. */
          if (!replacement && g_ascii_tolower (text[2]) == 'd' && strchr ("89abAB", text[3])
              && strlen (text) >= 12)
            size = 12;
        }
      if (replacement)
        g_string_append (result, replacement);
      else
        g_string_append_len (result, text, (gssize) size);
      text += size;
    }

  return g_string_free (result, FALSE);
}

JsonObject *
vector_load_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  safe = keep_nuls_apart (text);
  if (!json_parser_load_from_data (parser, safe, -1, error))
    return NULL;

  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  if (!vector_member_string (object, "topic") || !vector_member_string (object, "set")
      || !vector_member_array (object, "cases"))
    return NULL;

  return json_object_ref (object);
}
