#include "ui-bridge/domain_display.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "permissions/error.h"
#include "ui-bridge/domain_rules_private.h"

static gboolean
prepare_checks (CordonDomainDisplay *display, UErrorCode *status)
{
  display->idna = uidna_openUTS46 (UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ
                                     | UIDNA_CHECK_CONTEXTO | UIDNA_NONTRANSITIONAL_TO_ASCII
                                     | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                                   status);
  display->spoof = uspoof_open (status);
  if (U_FAILURE (*status))
    return FALSE;

  display->allowed = uset_openEmpty ();
  uset_addAll (display->allowed, uspoof_getRecommendedSet (status));
  uset_add (display->allowed, '-');
  uset_add (display->allowed, 0x05F4); /* gershayim: IDNA has checked its neighbours */
  uset_add (display->allowed,
            0x30FB); /* katakana middle dot, which cordon_domain_rules_cjk_order() watches */
  uspoof_setAllowedChars (display->spoof, display->allowed, status);
  uspoof_setRestrictionLevel (display->spoof, USPOOF_HIGHLY_RESTRICTIVE);
  uspoof_setChecks (display->spoof,
                    USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS | USPOOF_CHAR_LIMIT
                      | USPOOF_HIDDEN_OVERLAY,
                    status);
  return U_SUCCESS (*status);
}

CordonDomainDisplay *
cordon_domain_display_new (GError **error)
{
  g_autoptr (CordonDomainDisplay) display = g_new0 (CordonDomainDisplay, 1);
  UErrorCode status = U_ZERO_ERROR;

  if (!prepare_checks (display, &status))
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_FAILED, "ICU cannot check domains: %s",
                   u_errorName (status));
      return NULL;
    }
  return g_steal_pointer (&display);
}

void
cordon_domain_display_free (CordonDomainDisplay *display)
{
  if (display == NULL)
    return;
  g_clear_pointer (&display->idna, uidna_close);
  g_clear_pointer (&display->spoof, uspoof_close);
  g_clear_pointer (&display->allowed, uset_close);
  g_free (display);
}

/* Letters of one script, and where it is at home; ASCII, digits and marks go with any. */
static gboolean
script_is_at_home (const char *tld, gunichar c)
{
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript ((UChar32) c, &status);

  if (U_FAILURE (status))
    return FALSE;
  if (c < 0x80 || script == USCRIPT_COMMON || script == USCRIPT_INHERITED)
    return TRUE;
  if (script == USCRIPT_LATIN)
    return cordon_domain_rules_latin_allowed (tld, c);
  if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA
      || script == USCRIPT_BOPOMOFO || script == USCRIPT_HANGUL)
    return TRUE;
  return cordon_domain_rules_tld_uses (tld, script);
}

/* Characters that IDNA of 2003 and 2008 read differently, and the joiners. */
static gboolean
is_deviation (gunichar c)
{
  return c == 0x00DF || c == 0x03C2 || c == 0x200C || c == 0x200D;
}

/* Letters used as marks, which belong to no script: they read as an apostrophe, a dot or nothing at all. */
static gboolean
is_modifier (gunichar c)
{
  return c >= 0x02B0 && c <= 0x02FF;
}

/* A mark on top of an ASCII letter that has no composed form draws a stroke or a slash through it. */
static gboolean
is_loose_mark (gunichar c)
{
  UErrorCode status = U_ZERO_ERROR;

  return u_charType ((UChar32) c) == U_NON_SPACING_MARK && c != 0x3099 && c != 0x309A
         && uscript_getScript ((UChar32) c, &status) == USCRIPT_INHERITED;
}

static gboolean
middle_dot_fits (const char *tld, const gunichar *label, gsize n, gsize at)
{
  return g_strcmp0 (tld, "cat") == 0 && at > 0 && at + 1 < n && label[at - 1] == 'l' && label[at + 1] == 'l';
}

/* @tld: (nullable): %NULL where the label is the top-level domain itself, whose registry chose its script. */
static gboolean
characters_are_safe (const char *tld, const gunichar *label, gsize n)
{
  gboolean latin_beyond_ascii = FALSE;
  gboolean other_script = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      UErrorCode status = U_ZERO_ERROR;
      UScriptCode script = uscript_getScript ((UChar32) label[i], &status);

      if (is_deviation (label[i]) || is_modifier (label[i]) || is_loose_mark (label[i]))
        return FALSE;
      if (tld != NULL && !script_is_at_home (tld, label[i]))
        return FALSE;
      if (label[i] == 0x00B7 && !middle_dot_fits (tld, label, n, i))
        return FALSE;
      latin_beyond_ascii |= script == USCRIPT_LATIN && label[i] >= 0x80;
      other_script |= script != USCRIPT_LATIN && script != USCRIPT_COMMON && script != USCRIPT_INHERITED;
    }
  return !(latin_beyond_ascii && other_script) && cordon_domain_rules_cjk_order (label, n);
}

/* The middle dot has a rule of its own, and only in one country's labels. */
static gboolean
passes_spoof_checks (CordonDomainDisplay *display, const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "\u00b7", -1);
  g_autofree char *rest = g_strjoinv ("", parts);
  UErrorCode status = U_ZERO_ERROR;

  return uspoof_check2UTF8 (display->spoof, rest, -1, NULL, &status) == 0 && U_SUCCESS (status);
}

static gboolean
label_is_safe (CordonDomainDisplay *display, const char *tld, const char *label)
{
  glong n = 0;
  g_autofree gunichar *characters = NULL;

  if (g_str_is_ascii (label))
    return TRUE;
  if (!passes_spoof_checks (display, label))
    return FALSE;
  characters = g_utf8_to_ucs4_fast (label, -1, &n);
  return characters_are_safe (tld, characters, (gsize) n);
}

static char *
decode_label (CordonDomainDisplay *display, const char *label)
{
  char unicode[CORDON_DOMAIN_MAX_UNITS];
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  int32_t size = uidna_labelToUnicodeUTF8 (display->idna, label, -1, unicode, CORDON_DOMAIN_MAX_UNITS, &info,
                                           &status);

  if (U_FAILURE (status) || info.errors != 0 || size <= 0 || size >= CORDON_DOMAIN_MAX_UNITS)
    return NULL;
  return g_strndup (unicode, (gsize) size);
}

char *
cordon_domain_display_format (CordonDomainDisplay *display, const char *domain,
                              CordonDomainVerdict *out_verdict)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n_labels = g_strv_length (labels);
  g_autofree char *tld = g_strdup (n_labels > 0 ? labels[n_labels - 1] : "");
  CordonDomainVerdict verdict = g_str_is_ascii (domain) ? CORDON_DOMAIN_SAFE : CORDON_DOMAIN_INVALID;

  for (guint i = 0; i < n_labels && verdict == CORDON_DOMAIN_SAFE; i++)
    {
      g_autofree char *unicode = NULL;

      if (labels[i][0] == '\0' || !g_str_has_prefix (labels[i], "xn--"))
        continue;
      unicode = decode_label (display, labels[i]);
      if (unicode == NULL)
        verdict = CORDON_DOMAIN_INVALID;
      else if (!label_is_safe (display, i + 1 < n_labels ? tld : NULL, unicode))
        verdict = CORDON_DOMAIN_SUSPICIOUS;
      else
        {
          g_free (labels[i]);
          labels[i] = g_steal_pointer (&unicode);
        }
    }
  if (out_verdict != NULL)
    *out_verdict = verdict;
  return verdict == CORDON_DOMAIN_SAFE ? g_strjoinv (".", labels) : g_strdup (domain);
}
