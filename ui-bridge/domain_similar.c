/*
 * Which known domain a domain could be taken for: UTS #39 skeletons of the text without its accents.
 */

#include <string.h>
#include <unicode/uchar.h>

#include <unicode/ustring.h>

#include "ui-bridge/domain_rules_private.h"

typedef struct
{
  gunichar letter;
  const char *reads_as;
  const char *or_as; /* NULL: one reading only */
} Lookalike;

/* What UTS #39 leaves out: letters that keep their base letter's shape, and letters of other scripts that a reader of
 * Latin takes for the digit or letter beside them. */
static const Lookalike lookalikes[] = {
  { '0', "o" },    { 0x00E6, "ae" }, { 0x00F0, "d" }, { 0x00F8, "o" },      { 0x00FE, "b" }, { 0x0111, "d" },
  { 0x0127, "h" }, { 0x0131, "i" },  { 0x0138, "k" }, { 0x0142, "l", "t" }, { 0x014B, "n" }, { 0x0153, "ce" },
  { 0x0167, "t" }, { 0x0185, "b" },  { 0x0431, "6" }, { 0x0433, "r" },      { 0x0437, "3" }, { 0x043A, "k" },
  { 0x043C, "m" }, { 0x043D, "h" },  { 0x043F, "n" }, { 0x0442, "t" },      { 0x0448, "w" }, { 0x0449, "w" },
  { 0x044C, "b" }, { 0x04CF, "l" },  { 0x0573, "6" }, { 0x0577, "2" },      { 0x0909, "3" }, { 0x0A24, "3" },
  { 0x0B20, "9" }, { 0x0B68, "9" },  { 0x1005, "o" }, { 0x10D5, "3" },      { 0x10D9, "3" }, { 0x10DE, "3" },
  { 0x13CE, "4" }, { 0x3110, "4" },  { 0x0D20, "o" }, { 0x0D1F, "s" },
};

static void
append_character (GString *text, gunichar c, gboolean second_reading)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lookalikes); i++)
    {
      if (lookalikes[i].letter == c)
        {
          g_string_append (text, second_reading && lookalikes[i].or_as ? lookalikes[i].or_as
                                                                       : lookalikes[i].reads_as);
          return;
        }
    }
  if (u_charType ((UChar32) c) != U_NON_SPACING_MARK && u_charType ((UChar32) c) != U_ENCLOSING_MARK)
    g_string_append_unichar (text, c);
}

static char *
without_accents (const char *text, gboolean second_reading)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT);
  GString *plain = g_string_new (NULL);

  for (const char *at = decomposed; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    append_character (plain, g_unichar_tolower (g_utf8_get_char (at)), second_reading);
  return g_string_free (plain, FALSE);
}

/* Also what does not decode as IDNA has a look, so errors are passed over. */
static char *
to_unicode (const UIDNA *idna, const char *domain)
{
  char unicode[CORDON_DOMAIN_MAX_UNITS];
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t size = uidna_nameToUnicodeUTF8 (idna, domain, -1, unicode, CORDON_DOMAIN_MAX_UNITS, &info, &status);

  return U_SUCCESS (status) && size > 0 && size < CORDON_DOMAIN_MAX_UNITS ? g_strndup (unicode, (gsize) size)
                                                                          : g_strdup (domain);
}

static char *
skeleton_of (CordonDomainDisplay *display, const char *domain, gboolean second_reading)
{
  g_autofree char *unicode = to_unicode (display->idna, domain);
  g_autofree char *plain = without_accents (unicode, second_reading);
  char skeleton[CORDON_DOMAIN_MAX_UNITS * 2];
  UErrorCode status = U_ZERO_ERROR;
  int32_t size = uspoof_getSkeletonUTF8 (display->spoof, 0, plain, -1, skeleton, (int32_t) sizeof skeleton,
                                         &status);

  if (U_FAILURE (status) || size <= 0 || (gsize) size >= sizeof skeleton)
    return g_steal_pointer (&plain);
  return g_strndup (skeleton, (gsize) size);
}

/* The last labels of @domain, as many as @model has; %NULL where it has fewer. */
static const char *
tail_like (const char *domain, const char *model)
{
  gsize dots = 0;
  const char *at = domain + strlen (domain);

  for (const char *c = model; *c != '\0'; c++)
    dots += *c == '.' ? 1 : 0;
  while (at > domain)
    {
      if (at[-1] == '.' && dots-- == 0)
        return at;
      at--;
    }
  return dots == 0 ? domain : NULL;
}

static gboolean
looks_like (CordonDomainDisplay *display, const char *domain, const char *known)
{
  g_autofree char *wanted = skeleton_of (display, known, FALSE);
  g_autofree char *first = skeleton_of (display, domain, FALSE);
  g_autofree char *second = skeleton_of (display, domain, TRUE);

  return strcmp (first, wanted) == 0 || strcmp (second, wanted) == 0;
}

const char *
cordon_domain_display_find_similar (CordonDomainDisplay *display, const char *domain,
                                    const char *const *known)
{
  for (gsize i = 0; known[i] != NULL; i++)
    {
      const char *tail = tail_like (domain, known[i]);

      if (tail == NULL || g_ascii_strcasecmp (tail, known[i]) == 0)
        continue;
      if (looks_like (display, tail, known[i]))
        return known[i];
    }
  return NULL;
}
