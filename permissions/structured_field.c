#include "permissions/structured_field_private.h"

#include <string.h>

#define MAX_MEMBERS 256
#define MAX_ITEMS 1024
#define MAX_DIGITS 15

typedef struct
{
  const char *at;
  const char *end;
} Reader;

static void
item_clear (gpointer data)
{
  CordonFieldItem *item = data;

  g_clear_pointer (&item->text, g_free);
}

static void
member_free (gpointer data)
{
  CordonFieldMember *member = data;

  if (!member)
    return;

  g_free (member->key);
  g_array_unref (member->items);
  g_free (member->report_to);
  g_free (member);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonFieldMember, member_free)

static char
peek (const Reader *reader)
{
  return reader->at < reader->end ? *reader->at : '\0';
}

static gboolean
take (Reader *reader, char c)
{
  if (reader->at == reader->end || *reader->at != c)
    return FALSE;

  reader->at++;
  return TRUE;
}

static void
skip_spaces (Reader *reader)
{
  while (peek (reader) == ' ')
    reader->at++;
}

static void
skip_white_space (Reader *reader)
{
  while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t'))
    reader->at++;
}

static gboolean
is_one_of (char c, const char *set)
{
  return c != '\0' && strchr (set, c) != NULL;
}

static char *
read_key (Reader *reader)
{
  const char *start = reader->at;

  if (!g_ascii_islower (peek (reader)) && peek (reader) != '*')
    return NULL;
  while (g_ascii_islower (peek (reader)) || g_ascii_isdigit (peek (reader))
         || is_one_of (peek (reader), "_-.*"))
    reader->at++;

  return g_strndup (start, (gsize) (reader->at - start));
}

static char *
read_token (Reader *reader)
{
  const char *start = reader->at;

  while (g_ascii_isalnum (peek (reader)) || is_one_of (peek (reader), "!#$%&'*+-.^_`|~:/"))
    reader->at++;

  return g_strndup (start, (gsize) (reader->at - start));
}

static char *
read_string (Reader *reader)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take (reader, '"'))
    return NULL;
  while (reader->at < reader->end)
    {
      char c = *reader->at++;

      if (c == '"')
        return g_string_free (g_steal_pointer (&text), FALSE);
      if (c == '\\')
        {
          if (!is_one_of (peek (reader), "\"\\"))
            return NULL;
          c = *reader->at++;
        }
      else if (c < 0x20 || c == 0x7f || (guchar) c >= 0x80)
        return NULL;
      g_string_append_c (text, c);
    }

  return NULL;
}

static gsize
skip_digits (Reader *reader)
{
  const char *start = reader->at;

  while (g_ascii_isdigit (peek (reader)))
    reader->at++;

  return (gsize) (reader->at - start);
}

/* Integers to 15 digits; decimals of 12 before the point and 1 to 3 behind it. */
static gboolean
skip_number (Reader *reader, gboolean only_integer)
{
  gsize n_digits;
  gsize n_fraction;

  take (reader, '-');
  n_digits = skip_digits (reader);
  if (n_digits == 0 || n_digits > MAX_DIGITS)
    return FALSE;
  if (only_integer || !take (reader, '.'))
    return TRUE;

  n_fraction = skip_digits (reader);
  return n_digits <= 12 && n_fraction >= 1 && n_fraction <= 3;
}

static gboolean
skip_bytes (Reader *reader)
{
  if (!take (reader, ':'))
    return FALSE;
  while (g_ascii_isalnum (peek (reader)) || is_one_of (peek (reader), "+/="))
    reader->at++;

  return take (reader, ':');
}

static gboolean
skip_boolean (Reader *reader)
{
  return take (reader, '?') && (take (reader, '0') || take (reader, '1'));
}

static gboolean
is_lower_hex (char c)
{
  return g_ascii_isdigit (c) || (c >= 'a' && c <= 'f');
}

static gboolean
skip_display_string (Reader *reader)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take (reader, '%') || !take (reader, '"'))
    return FALSE;
  while (reader->at < reader->end)
    {
      char c = *reader->at++;

      if (c == '"')
        return g_utf8_validate (text->str, (gssize) text->len, NULL);
      if (c < 0x20 || c == 0x7f || (guchar) c >= 0x80)
        return FALSE;
      if (c == '%')
        {
          if (reader->end - reader->at < 2 || !is_lower_hex (reader->at[0]) || !is_lower_hex (reader->at[1]))
            return FALSE;
          c = (char) (g_ascii_xdigit_value (reader->at[0]) * 16 + g_ascii_xdigit_value (reader->at[1]));
          reader->at += 2;
        }
      g_string_append_c (text, c);
    }

  return FALSE;
}

static gboolean
read_bare_item (Reader *reader, CordonFieldItem *item)
{
  char c = peek (reader);

  *item = (CordonFieldItem){ 0 };
  if (c == '"')
    {
      item->type = CORDON_FIELD_STRING;
      item->text = read_string (reader);
      return item->text != NULL;
    }
  if (g_ascii_isalpha (c) || c == '*')
    {
      item->type = CORDON_FIELD_TOKEN;
      item->text = read_token (reader);
      return TRUE;
    }
  if (c == '-' || g_ascii_isdigit (c))
    return skip_number (reader, FALSE);
  if (c == '@')
    return take (reader, '@') && skip_number (reader, TRUE);
  if (c == ':')
    return skip_bytes (reader);
  if (c == '?')
    return skip_boolean (reader);

  return skip_display_string (reader);
}

/* Parameters; a parameter without a value is true. The last of a repeated one counts. */
static gboolean
read_parameters (Reader *reader, char **out_report_to)
{
  while (take (reader, ';'))
    {
      g_autofree char *key = NULL;
      CordonFieldItem value = { 0 };
      gboolean valid = TRUE;

      skip_spaces (reader);
      key = read_key (reader);
      if (!key)
        return FALSE;
      if (take (reader, '='))
        valid = read_bare_item (reader, &value);
      if (valid && out_report_to && strcmp (key, "report-to") == 0)
        {
          g_free (*out_report_to);
          *out_report_to = g_steal_pointer (&value.text);
        }
      item_clear (&value);
      if (!valid)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_item (Reader *reader, GArray *items)
{
  CordonFieldItem item;

  if (!read_bare_item (reader, &item))
    return FALSE;

  g_array_append_val (items, item);
  return TRUE;
}

static gboolean
read_inner_list (Reader *reader, GArray *items)
{
  if (!take (reader, '('))
    return FALSE;

  for (;;)
    {
      skip_spaces (reader);
      if (take (reader, ')'))
        return TRUE;
      if (items->len == MAX_ITEMS || !read_item (reader, items) || !read_parameters (reader, NULL))
        return FALSE;
      if (peek (reader) != ' ' && peek (reader) != ')')
        return FALSE;
    }
}

static CordonFieldMember *
read_member (Reader *reader)
{
  g_autoptr (CordonFieldMember) member = g_new0 (CordonFieldMember, 1);
  const CordonFieldItem truth = { 0 };
  gboolean valid = TRUE;

  member->items = g_array_new (FALSE, TRUE, sizeof (CordonFieldItem));
  g_array_set_clear_func (member->items, item_clear);
  member->key = read_key (reader);
  if (!member->key)
    return NULL;

  if (!take (reader, '='))
    g_array_append_val (member->items, truth);
  else
    {
      member->is_list = peek (reader) == '(';
      valid = member->is_list ? read_inner_list (reader, member->items) : read_item (reader, member->items);
    }
  if (!valid || !read_parameters (reader, &member->report_to))
    return NULL;

  return g_steal_pointer (&member);
}

static void
put_member (GPtrArray *members, CordonFieldMember *member)
{
  for (guint i = 0; i < members->len; i++)
    {
      CordonFieldMember *other = members->pdata[i];

      if (strcmp (other->key, member->key) != 0)
        continue;
      member_free (other);
      members->pdata[i] = member;
      return;
    }

  g_ptr_array_add (members, member);
}

GPtrArray *
cordon_field_parse_dictionary (const char *text, gsize size)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  Reader reader = { text, text + size };

  while (size > 0 && reader.end > reader.at && reader.end[-1] == ' ')
    reader.end--;
  skip_spaces (&reader);
  while (reader.at < reader.end)
    {
      CordonFieldMember *member = read_member (&reader);

      if (!member)
        return NULL;
      put_member (members, member);
      skip_white_space (&reader);
      if (reader.at == reader.end)
        break;
      if (members->len > MAX_MEMBERS || !take (&reader, ','))
        return NULL;
      skip_white_space (&reader);
      if (reader.at == reader.end)
        return NULL;
    }

  return g_steal_pointer (&members);
}
