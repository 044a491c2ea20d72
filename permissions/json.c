#include <string.h>

#include "permissions/json_private.h"

typedef struct
{
  const char *at;
  const char *end;
  guint depth_left;
} Reader;

#define HIGH_SURROGATE 0xd800
#define LOW_SURROGATE 0xdc00
#define AFTER_SURROGATES 0xe000

static gboolean read_value (Reader *reader);

static gboolean
is_low_surrogate (guint unit)
{
  return unit >= LOW_SURROGATE && unit < AFTER_SURROGATES;
}

static void
skip_spaces (Reader *reader)
{
  while (reader->at < reader->end && strchr (" \t\r\n", *reader->at) && *reader->at)
    reader->at++;
}

static gboolean
take (Reader *reader, char c)
{
  if (reader->at == reader->end || *reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
take_word (Reader *reader, const char *word)
{
  const gsize size = strlen (word);

  if ((gsize) (reader->end - reader->at) < size || memcmp (reader->at, word, size) != 0)
    return FALSE;
  reader->at += size;
  return TRUE;
}

/* Four digits of \u; 0 for none. */
static guint
read_unit (Reader *reader)
{
  guint value = 0;

  if (reader->end - reader->at < 4)
    return 0;
  for (int i = 0; i < 4; i++, reader->at++)
    {
      if (!g_ascii_isxdigit (*reader->at))
        return 0;
      value = value << 4 | (guint) g_ascii_xdigit_value (*reader->at);
    }
  return value;
}

/* What stands behind \u, with the other half where it is half of a pair. */
static gboolean
read_unicode (Reader *reader)
{
  const guint unit = read_unit (reader);

  if (unit >= HIGH_SURROGATE && unit < LOW_SURROGATE)
    return take_word (reader, "\\u") && is_low_surrogate (read_unit (reader));
  return unit != 0 && !is_low_surrogate (unit);
}

static gboolean
read_escape (Reader *reader)
{
  if (reader->at == reader->end)
    return FALSE;
  if (take (reader, 'u'))
    return read_unicode (reader);
  return *reader->at && strchr ("\"\\/bfnrt", *reader->at++) != NULL;
}

static gboolean
read_string (Reader *reader)
{
  if (!take (reader, '"'))
    return FALSE;
  while (reader->at < reader->end && (guchar) *reader->at >= 0x20)
    {
      const char c = *reader->at++;

      if (c == '"')
        return TRUE;
      if (c == '\\' && !read_escape (reader))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_digits (Reader *reader)
{
  const char *begin = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > begin;
}

static gboolean
read_number (Reader *reader)
{
  take (reader, '-');
  if (!take (reader, '0') && !read_digits (reader))
    return FALSE;
  if (take (reader, '.') && !read_digits (reader))
    return FALSE;
  if (take (reader, 'e') || take (reader, 'E'))
    {
      if (!take (reader, '+'))
        take (reader, '-');
      return read_digits (reader);
    }
  return TRUE;
}

static gboolean
read_member (Reader *reader)
{
  skip_spaces (reader);
  if (!read_string (reader))
    return FALSE;
  skip_spaces (reader);
  return take (reader, ':') && read_value (reader);
}

/* What stands between two brackets, with commas between. */
static gboolean
read_list (Reader *reader, char close, gboolean (*read_item) (Reader *reader))
{
  gboolean well = TRUE;

  if (reader->depth_left == 0)
    return FALSE;
  reader->depth_left--;
  skip_spaces (reader);
  if (!take (reader, close))
    {
      do
        well = read_item (reader);
      while (well && take (reader, ','));
      well = well && take (reader, close);
    }
  reader->depth_left++;
  return well;
}

/* A value with the spaces around it. */
static gboolean
read_value (Reader *reader)
{
  gboolean well;

  skip_spaces (reader);
  if (reader->at == reader->end)
    return FALSE;
  if (take (reader, '{'))
    well = read_list (reader, '}', read_member);
  else if (take (reader, '['))
    well = read_list (reader, ']', read_value);
  else if (*reader->at == '"')
    well = read_string (reader);
  else
    well = take_word (reader, "true") || take_word (reader, "false") || take_word (reader, "null")
           || read_number (reader);
  if (well)
    skip_spaces (reader);
  return well;
}

gboolean
cordon_json_is_strict (const char *text, gsize size, guint max_depth, gsize *out_at)
{
  Reader reader = { text, text, max_depth };

  if (out_at)
    *out_at = 0;
  g_return_val_if_fail (text != NULL, FALSE);

  /* Nothing is read from where it is not UTF-8 any more. */
  g_utf8_validate_len (text, size, &reader.end);
  if (read_value (&reader) && reader.at == text + size)
    return TRUE;
  if (out_at)
    *out_at = (gsize) (reader.at - text);
  return FALSE;
}
