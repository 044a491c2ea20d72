#include "ui-bridge/peer_name.h"

#include <string.h>

#include "ui-bridge/domain_display.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* Whatever has no shape of its own, or changes how its neighbours are read. */
static gboolean
is_hidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR: return TRUE;
    case G_UNICODE_SPACE_SEPARATOR: return c != ' ';
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL: break;
    }
  /* Fillers that count as letters, and the soft hyphen's kin. */
  return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 || c == 0x034F;
}

/* The ends tell more than the middle: a domain's last labels, a fingerprint's first digits. */
static char *
shorten (const char *text)
{
  const glong n_chars = g_utf8_strlen (text, -1);
  const glong n_kept = (CORDON_DISPLAY_MAX_CHARS - 1) / 2;
  g_autofree char *head = NULL;

  if (n_chars <= CORDON_DISPLAY_MAX_CHARS)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, n_kept);
  return g_strconcat (head, ELLIPSIS, g_utf8_offset_to_pointer (text, n_chars - n_kept), NULL);
}

char *
cordon_display_all_text (const char *text, gboolean *out_hidden)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *shown = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (!is_hidden (c))
        {
          g_string_append_unichar (shown, c);
          continue;
        }
      g_string_append_printf (shown, "<U+%04X>", c);
      if (out_hidden)
        *out_hidden = TRUE;
    }
  return g_string_free (shown, FALSE);
}

static char *
display (const char *text, gboolean *out_hidden)
{
  g_autofree char *shown = cordon_display_all_text (text, out_hidden);

  return shorten (shown);
}

char *
cordon_display_text (const char *text)
{
  gboolean hidden = FALSE;

  return display (text, &hidden);
}

#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e"
#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9"

char *
cordon_display_isolate (const char *text)
{
  return g_str_is_ascii (text) ? g_strdup (text)
                               : g_strconcat (FIRST_STRONG_ISOLATE, text, POP_DIRECTIONAL_ISOLATE, NULL);
}

char *
cordon_display_origin (const CordonOrigin *origin)
{
  if (cordon_origin_is_opaque (origin))
    return g_strdup ("(opaque origin)");
  return cordon_display_text (cordon_origin_to_string (origin));
}

/* Until the tables can be read a domain stays in A-labels, which mislead nobody. */
static char *
display_domain (const char *domain, gboolean *out_suspicious)
{
  g_autoptr (CordonDomainDisplay) tables = cordon_domain_display_new (NULL);
  CordonDomainVerdict verdict = CORDON_DOMAIN_SUSPICIOUS;
  g_autofree char *shown = NULL;

  if (!tables)
    return display (domain, out_suspicious);
  shown = cordon_domain_display_format (tables, domain, &verdict);
  if (verdict != CORDON_DOMAIN_SAFE)
    *out_suspicious = TRUE;
  return display (shown, out_suspicious);
}

/* The domain begins after the last `@`; an escaped one in the user part never counts (F-20). */
static void
init_identity (CordonPeerName *name, const char *identity)
{
  const char *at = strrchr (identity, '@');
  g_autofree char *isolated_user = NULL;
  g_autofree char *isolated_domain = NULL;
  g_autofree char *user = at ? g_strndup (identity, (gsize) (at - identity)) : g_strdup ("");

  name->user = display (user, &name->suspicious);
  name->domain = display_domain (at ? at + 1 : identity, &name->suspicious);
  name->suspicious |= strchr (user, '%') != NULL;
  isolated_user = cordon_display_isolate (name->user);
  isolated_domain = cordon_display_isolate (name->domain);
  /* By itself it is a line that runs from left to right, whatever it begins with. */
  name->text = g_strdup_printf ("%s%s @ %s", g_str_is_ascii (name->user) ? "" : LEFT_TO_RIGHT_MARK,
                                isolated_user, isolated_domain);
}

void
cordon_peer_name_init (CordonPeerName *name, const CordonCallee *callee)
{
  *name = (CordonPeerName){ .kind = callee ? cordon_callee_get_kind (callee) : CORDON_CALLEE_NONE };

  switch (name->kind)
    {
    case CORDON_CALLEE_IDENTITY: init_identity (name, cordon_callee_get_display (callee)); return;
    case CORDON_CALLEE_FINGERPRINTS:
      name->text = cordon_display_text (cordon_callee_get_display (callee));
      return;
    case CORDON_CALLEE_NONE: name->text = g_strdup (""); return;
    }
}

void
cordon_peer_name_clear (CordonPeerName *name)
{
  g_free (name->user);
  g_free (name->domain);
  g_free (name->text);
  *name = (CordonPeerName){ 0 };
}
