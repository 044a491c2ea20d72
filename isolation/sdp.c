#include "isolation/sdp.h"

#include <string.h>
#include <sys/random.h>

#include "permissions/error.h"

#define TLS_ID_MIN 20
#define TLS_ID_MAX 255

struct _CordonSdp
{
  GArray *fingerprints;
  char *identity;
  char *session_tls_id;   /* in front of all sections */
  GPtrArray *section_ids; /* char *, NULL where a section has none of its own */
};

/* How far a description has been read. */
typedef struct
{
  CordonSdp *sdp;
  gboolean in_media;
  gboolean has_session_print;
  gboolean passed_over; /* a fingerprint under another hash */

  /* Of the section that is being read. */
  gboolean is_used;
  gboolean has_dtls; /* by its profile, or by a fingerprint that is meant for it */
  gboolean may_dtls; /* under an old name, where there is a fingerprint */
} Reader;

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, what);
  return FALSE;
}

/* The rest of @line behind "a=NAME:". Names are taken in any case: a fingerprint that another reader would see must not
 * escape the coverage by an assertion. */
static const char *
attribute_value (const char *line, gsize size, const char *name, gsize *out_size)
{
  const gsize length = strlen (name);

  if (size < length + 3 || g_ascii_strncasecmp (line, "a=", 2) != 0
      || g_ascii_strncasecmp (line + 2, name, length) != 0 || line[2 + length] != ':')
    return NULL;
  *out_size = size - length - 3;
  return line + length + 3;
}

/* Whether @line is the attribute @name at all, well-formed or not. */
static gboolean
is_attribute (const char *line, gsize size, const char *name)
{
  const gsize length = strlen (name);

  return size >= length + 2 && g_ascii_strncasecmp (line, "a=", 2) == 0
         && g_ascii_strncasecmp (line + 2, name, length) == 0
         && (size == length + 2 || strchr (": \t", line[length + 2]));
}

static gsize
length_of (const char *text, gssize size)
{
  return size < 0 ? strlen (text) : (gsize) size;
}

gboolean
cordon_sdp_parse_fingerprint (const char *line, gssize size, CordonFingerprint *out, GError **error)
{
  const char *value;
  gsize value_size = 0;

  g_return_val_if_fail (line != NULL && out != NULL, FALSE);

  value = attribute_value (line, length_of (line, size), "fingerprint", &value_size);
  if (!value)
    return refuse (error, "not a fingerprint attribute");
  return cordon_fingerprint_parse (value, (gssize) value_size, out, error);
}

static gboolean
is_base64_character (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/';
}

static gsize
base64_length (const char *text, gsize size)
{
  gsize n = 0;

  while (n < size && is_base64_character (text[n]))
    n++;
  while (n < size && text[n] == '=')
    n++;
  return n;
}

static void
extension_free (gpointer data)
{
  CordonSdpExtension *extension = data;

  g_free (extension->name);
  g_free (extension->value);
  g_free (extension);
}

/* One `name` or `name=value`; a name is a token, a value anything without spaces. */
static gboolean
add_extension (GPtrArray *extensions, const char *word, gsize size)
{
  const char *equals = size > 0 ? memchr (word, '=', size) : NULL;
  const gsize name_size = equals ? (gsize) (equals - word) : size;
  CordonSdpExtension *extension;

  if (name_size == 0)
    return FALSE;
  for (gsize i = 0; i < name_size; i++)
    if (!g_ascii_isgraph (word[i]))
      return FALSE;
  extension = g_new0 (CordonSdpExtension, 1);
  extension->name = g_strndup (word, name_size);
  if (equals)
    extension->value = g_strndup (equals + 1, size - name_size - 1);
  g_ptr_array_add (extensions, extension);
  return TRUE;
}

static gboolean
read_extensions (const char *text, gsize size, GPtrArray *extensions)
{
  while (size > 0)
    {
      const char *end;
      gsize word_size;

      if (*text != ' ')
        return FALSE;
      text++;
      size--;
      end = size > 0 ? memchr (text, ' ', size) : NULL;
      word_size = end ? (gsize) (end - text) : size;
      if (!add_extension (extensions, text, word_size))
        return FALSE;
      text += word_size;
      size -= word_size;
    }
  return TRUE;
}

char *
cordon_sdp_parse_identity (const char *line, gssize size, GPtrArray **out_extensions, GError **error)
{
  g_autoptr (GPtrArray) extensions = g_ptr_array_new_with_free_func (extension_free);
  const char *value;
  gsize value_size = 0, length;

  g_return_val_if_fail (line != NULL, NULL);

  value = attribute_value (line, length_of (line, size), "identity", &value_size);
  length = value ? base64_length (value, value_size) : 0;
  if (length == 0 || !read_extensions (value + length, value_size - length, extensions))
    {
      refuse (error, "not an identity attribute");
      return NULL;
    }
  if (out_extensions)
    *out_extensions = g_steal_pointer (&extensions);
  return g_strndup (value, length);
}

char *
cordon_sdp_parse_tls_id (const char *line, gssize size, GError **error)
{
  const char *value;
  gsize value_size = 0;

  g_return_val_if_fail (line != NULL, NULL);

  value = attribute_value (line, length_of (line, size), "tls-id", &value_size);
  if (!value || value_size < TLS_ID_MIN || value_size > TLS_ID_MAX)
    {
      refuse (error, "a tls-id has 20 to 255 characters");
      return NULL;
    }
  for (gsize i = 0; i < value_size; i++)
    if (!is_base64_character (value[i]) && value[i] != '-' && value[i] != '_')
      {
        refuse (error, "a tls-id has letters, digits, +, /, - and _");
        return NULL;
      }
  return g_strndup (value, value_size);
}

char *
cordon_sdp_new_tls_id (GError **error)
{
  guint8 bits[15];

  if (getrandom (bits, sizeof bits, 0) != sizeof bits)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_FAILED, "no random bits for a tls-id");
      return NULL;
    }
  return g_base64_encode (bits, sizeof bits);
}

static gboolean
has_prefix (const char *line, gsize size, const char *prefix)
{
  const gsize length = strlen (prefix);

  return size >= length && g_ascii_strncasecmp (line, prefix, length) == 0;
}

/* Whether a layer of `UDP/TLS/RTP/SAVPF` or the like is DTLS. */
static gboolean
has_dtls_layer (const char *profile)
{
  g_auto (GStrv) layers = g_strsplit (profile, "/", -1);

  return g_strv_contains ((const char *const *) layers, "TLS")
         || g_strv_contains ((const char *const *) layers, "DTLS");
}

/* Some write one of these and mean DTLS; then there is a fingerprint. */
static gboolean
is_rtp_profile (const char *profile)
{
  static const char *const profiles[] = { "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", NULL };

  return g_strv_contains (profiles, profile);
}

static gboolean
end_section (const Reader *reader, GError **error)
{
  return !reader->in_media || !reader->is_used || reader->has_dtls
         || refuse (error, "media without DTLS is never accepted");
}

/* `m=audio 9 UDP/TLS/RTP/SAVPF 0`: the third word. A section with port 0 is not used and may say anything, unless it
 * turns out to be bundled (RFC 9143 6). */
static gboolean
read_media (Reader *reader, const char *line, gsize size, GError **error)
{
  g_autofree char *text = g_strndup (line, size);
  g_auto (GStrv) words = g_strsplit (text, " ", 4);

  if (!end_section (reader, error))
    return FALSE;
  if (g_strv_length (words) < 3)
    return refuse (error, "a media line has a kind, a port and a transport");
  g_ptr_array_add (reader->sdp->section_ids, NULL);
  reader->in_media = TRUE;
  reader->is_used = !g_str_equal (words[1], "0");
  reader->may_dtls = is_rtp_profile (words[2]);
  reader->has_dtls = has_dtls_layer (words[2]) || (reader->may_dtls && reader->has_session_print);
  return TRUE;
}

static gboolean
read_fingerprint (Reader *reader, const char *line, gsize size, GError **error)
{
  GArray *list = reader->sdp->fingerprints;
  CordonFingerprint fingerprint;
  gsize value_size = 0;
  const char *value = attribute_value (line, size, "fingerprint", &value_size);

  if (value && cordon_fingerprint_is_of_other_hash (value, (gssize) value_size))
    {
      reader->passed_over = TRUE;
      return TRUE;
    }
  if (!cordon_sdp_parse_fingerprint (line, (gssize) size, &fingerprint, error))
    return FALSE;
  if (list->len == CORDON_FINGERPRINTS_MAX)
    return refuse (error, "the description lists too many fingerprints");
  if (!cordon_fingerprints_contain ((const CordonFingerprint *) (gpointer) list->data, list->len,
                                    &fingerprint))
    g_array_append_val (list, fingerprint);
  reader->has_dtls = reader->has_dtls || reader->may_dtls;
  reader->has_session_print = reader->has_session_print || !reader->in_media;
  return TRUE;
}

/* An identity that does not parse is kept as an empty value: it must fail later, not count as absent (D-03, D-46). */
static void
read_identity (CordonSdp *sdp, const char *line, gsize size)
{
  if (sdp->identity)
    return;
  sdp->identity = cordon_sdp_parse_identity (line, (gssize) size, NULL, NULL);
  if (!sdp->identity)
    sdp->identity = g_strdup ("");
}

/* Each must be well-formed; the first one counts, in front of all sections and in each. */
static gboolean
read_tls_id (const Reader *reader, const char *line, gsize size, GError **error)
{
  g_autofree char *tls_id = cordon_sdp_parse_tls_id (line, (gssize) size, error);
  CordonSdp *sdp = reader->sdp;
  char **place = reader->in_media ? (char **) &sdp->section_ids->pdata[sdp->section_ids->len - 1]
                                  : &sdp->session_tls_id;

  if (!tls_id)
    return FALSE;
  if (!*place)
    *place = g_steal_pointer (&tls_id);
  return TRUE;
}

static gboolean
read_line (Reader *reader, const char *line, gsize size, GError **error)
{
  if (size > 0 && memchr (line, '\r', size))
    return refuse (error, "a line ends with CR LF or LF");
  if (has_prefix (line, size, "m="))
    return read_media (reader, line, size, error);
  if (is_attribute (line, size, "crypto") || has_prefix (line, size, "k="))
    return refuse (error, "keys in a description are never accepted");
  if (!reader->in_media && is_attribute (line, size, "identity"))
    read_identity (reader->sdp, line, size);
  if (is_attribute (line, size, "bundle-only"))
    reader->is_used = TRUE;
  if (is_attribute (line, size, "tls-id"))
    return read_tls_id (reader, line, size, error);
  if (is_attribute (line, size, "fingerprint"))
    return read_fingerprint (reader, line, size, error);
  return TRUE;
}

static gboolean
read_lines (Reader *reader, const char *text, gsize size, GError **error)
{
  while (size > 0)
    {
      const char *end = memchr (text, '\n', size);
      const gsize full = end ? (gsize) (end - text) + 1 : size;
      gsize length = end ? full - 1 : full;

      if (end && length > 0 && text[length - 1] == '\r')
        length--;
      if (!read_line (reader, text, length, error))
        return FALSE;
      text += full;
      size -= full;
    }
  if (!end_section (reader, error))
    return FALSE;
  if (reader->passed_over && reader->sdp->fingerprints->len == 0)
    return refuse (error, "no fingerprint is under a hash that is supported");
  return TRUE;
}

CordonSdp *
cordon_sdp_read (const char *text, gssize size, GError **error)
{
  g_autoptr (CordonSdp) sdp = NULL;
  Reader reader = { 0 };
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = length_of (text, size);
  if (length > CORDON_SDP_MAX_SIZE || (length > 0 && memchr (text, '\0', length)))
    {
      refuse (error, "not a description");
      return NULL;
    }
  sdp = g_new0 (CordonSdp, 1);
  sdp->fingerprints = g_array_new (FALSE, TRUE, sizeof (CordonFingerprint));
  sdp->section_ids = g_ptr_array_new_with_free_func (g_free);
  reader.sdp = sdp;
  return read_lines (&reader, text, length, error) ? g_steal_pointer (&sdp) : NULL;
}

void
cordon_sdp_free (CordonSdp *sdp)
{
  if (!sdp)
    return;
  g_array_unref (sdp->fingerprints);
  g_free (sdp->identity);
  g_free (sdp->session_tls_id);
  g_ptr_array_unref (sdp->section_ids);
  g_free (sdp);
}

const CordonFingerprint *
cordon_sdp_get_fingerprints (const CordonSdp *sdp, gsize *out_n)
{
  g_return_val_if_fail (sdp != NULL && out_n != NULL, NULL);

  *out_n = sdp->fingerprints->len;
  return (const CordonFingerprint *) (gpointer) sdp->fingerprints->data;
}

gboolean
cordon_sdp_has_fingerprint (const CordonSdp *sdp)
{
  g_return_val_if_fail (sdp != NULL, FALSE);
  return sdp->fingerprints->len > 0;
}

const char *
cordon_sdp_get_identity (const CordonSdp *sdp)
{
  g_return_val_if_fail (sdp != NULL, NULL);
  return sdp->identity;
}

const char *
cordon_sdp_get_tls_id (const CordonSdp *sdp)
{
  g_return_val_if_fail (sdp != NULL, NULL);

  const char *first = sdp->session_tls_id;

  for (guint i = 0; !first && i < sdp->section_ids->len; i++)
    first = sdp->section_ids->pdata[i];
  return first;
}

guint
cordon_sdp_get_n_sections (const CordonSdp *sdp)
{
  g_return_val_if_fail (sdp != NULL, 0);
  return sdp->section_ids->len;
}

const char *
cordon_sdp_get_section_tls_id (const CordonSdp *sdp, guint section)
{
  g_return_val_if_fail (sdp != NULL && section < sdp->section_ids->len, NULL);

  const char *own = sdp->section_ids->pdata[section];

  return own ? own : sdp->session_tls_id;
}
