#include "ui-bridge/domain_rules_private.h"

#include <string.h>

typedef struct
{
  UScriptCode script;
  const char *tlds; /* space before and after each */
} ScriptHome;

static const ScriptHome script_homes[] = {
  { USCRIPT_CYRILLIC,
    " ru su by ua bg kz kg mk mn rs me ba tj uz xn--p1ai xn--90ais xn--j1amh xn--90ae xn--80ao21a "
    "xn--d1alf xn--l1acc xn--90a3ac xn--d1acj3b xn--80asehdb xn--80aswg xn--c1avg xn--p1acf " },
  { USCRIPT_GREEK, " gr cy xn--qxam xn--qxa6a " },
  { USCRIPT_ARMENIAN, " am xn--y9a3aq " },
  { USCRIPT_GEORGIAN, " ge xn--node " },
  { USCRIPT_ETHIOPIC, " et er xn--m0d3gwjla96a " },
  { USCRIPT_HEBREW, " il he xn--4dbrk0ce xn--7dbh4a " },
  { USCRIPT_ARABIC,
    " eg sa ae iq ir jo kw lb ly ma om pk ps qa sd sy tn ye dz bh xn--wgbh1c xn--mgberp4a5d4ar "
    "xn--mgba3a4f16a xn--mgbayh7gpa xn--ygbi2ammx xn--wgbl6a xn--pgbs0dh xn--lgbbat1ad8j xn--mgbaam7a8h " },
  { USCRIPT_THAI, " th xn--o3cw4h " },
  { USCRIPT_LAO, " la xn--q7ce6a " },
  { USCRIPT_KHMER, " kh " },
  { USCRIPT_MYANMAR, " mm xn--7idjb0f4ck " },
  { USCRIPT_SINHALA, " lk xn--fzc2c9e2c " },
  { USCRIPT_TAMIL, " lk sg xn--xkc2al3hye2a xn--clchc0ea0b2g2a9gcd xn--xkc2dl3a5ee0h " },
};

/* Country domains whose languages write Latin letters beyond ASCII. */
static const char latin_homes[] =
  " ad al at au ba be bg br br ca cat ch cl co cr cz de dk ec ee es eu fi fo fr gl gr hr hu "
  "ie is it li lt lu lv mc mt mx nl no nz pe pf pl pt py ro rs se si sk sm tr uy va ve vn "
  "az quebec bzh gal eus paris ";

typedef struct
{
  gunichar letter;
  const char *tlds;
} LetterHome;

/* Letters that look like others to a reader who does not know them: only where they are everyday letters. */
static const LetterHome letter_homes[] = {
  { 0x00E6, " dk no is fo " }, { 0x00F0, " is fo " },    { 0x00FE, " is " }, { 0x0111, " hr ba rs vn si " },
  { 0x0131, " tr az " },       { 0x0138, " gl " },       { 0x0142, " pl " }, { 0x014B, " no se fi " },
  { 0x0153, " fr ca be ch " }, { 0x0167, " no se fi " }, { 0x0259, " az " }, { 0x00F8, " dk no fo " },
  { 0x0127, " mt " },
};

static gboolean
is_listed (const char *list, const char *tld)
{
  g_autofree char *padded = g_strconcat (" ", tld, " ", NULL);

  return strstr (list, padded) != NULL;
}

gboolean
cordon_domain_rules_tld_uses (const char *tld, UScriptCode script)
{
  for (gsize i = 0; i < G_N_ELEMENTS (script_homes); i++)
    {
      if (script_homes[i].script == script)
        return is_listed (script_homes[i].tlds, tld);
    }
  return FALSE;
}

gboolean
cordon_domain_rules_latin_allowed (const char *tld, gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letter_homes); i++)
    {
      if (letter_homes[i].letter == c)
        return is_listed (letter_homes[i].tlds, tld);
    }
  if (c >= 0x1EA0 && c <= 0x1EF9)
    return strcmp (tld, "vn") == 0;
  return c >= 0x00E0 && c <= 0x017E && is_listed (latin_homes, tld);
}

static gboolean
is_katakana (gunichar c)
{
  return c >= 0x30A1 && c <= 0x30FA;
}

static gboolean
is_hiragana (gunichar c)
{
  return c >= 0x3041 && c <= 0x3096;
}

static gboolean
is_ascii_alnum (gunichar c)
{
  return c < 0x80 && g_ascii_isalnum ((char) c);
}

/* Strokes that read as a dash, a dot, a slash or a letter when an ASCII letter or digit stands beside them. */
static gboolean
is_stroke (gunichar c)
{
  static const gunichar strokes[] = {
    0x3078, 0x3079, 0x307A, 0x30A8, 0x30CB, 0x30CE, 0x30BD, 0x30ED, 0x30F3, 0x30F6, 0x4E00, 0x4E01, 0x4E03,
    0x4E05, 0x4E06, 0x3108, 0x310B, 0x3110, 0x3112, 0x3119, 0x311A, 0x3127, 0x3128, 0x3129, 0x4E28, 0x4E36,
    0x4E3F, 0x4E40, 0x4E41, 0x4E59, 0x4E5A, 0x4E5B, 0x4E85, 0x5315, 0x5341, 0x535C, 0x5DE5, 0x8BA0,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++)
    {
      if (strokes[i] == c)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_cjk (gunichar c)
{
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript ((UChar32) c, &status);

  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA
         || script == USCRIPT_BOPOMOFO || script == USCRIPT_HANGUL || c == 0x30FB || c == 0x30FC;
}

/* A run of strokes alone, with ASCII on a side, says nothing in any East Asian language. */
static gboolean
stroke_run_touches_ascii (const gunichar *label, gsize n, gsize at)
{
  gsize start = at;
  gsize end = at;

  while (start > 0 && is_cjk (label[start - 1]))
    start--;
  while (end < n && is_cjk (label[end]))
    end++;
  for (gsize i = start; i < end; i++)
    {
      if (!is_stroke (label[i]))
        return FALSE;
    }
  return (start > 0 && is_ascii_alnum (label[start - 1])) || (end < n && is_ascii_alnum (label[end]));
}

static gboolean
mark_fits (gunichar c, gunichar before, gunichar after)
{
  if (c == 0x30FC) /* prolonged sound mark: behind kana only */
    return is_katakana (before) || is_hiragana (before) || before == 0x30FC;
  if (c == 0x30FB) /* middle dot: never beside ASCII */
    return !is_ascii_alnum (before) && !is_ascii_alnum (after) && (before != 0 || after != 0);
  if (c == 0x30FD || c == 0x30FE) /* katakana iteration marks */
    return is_katakana (before);
  if (c == 0x309D || c == 0x309E)
    return is_hiragana (before);
  if (c == 0x3099 || c == 0x309A) /* combining sound marks */
    return is_katakana (before) || is_hiragana (before);
  if (c >= 0x3078 && c <= 0x307A) /* hiragana he, drawn as in katakana */
    return !is_katakana (before) && !is_katakana (after);
  if (c >= 0x30D8 && c <= 0x30DA)
    return !is_hiragana (before) && !is_hiragana (after);
  return c != 0x30A0 && !(c >= 0x31F0 && c <= 0x31FF);
}

gboolean
cordon_domain_rules_cjk_order (const gunichar *label, gsize n)
{
  gboolean cjk = FALSE;

  for (gsize i = 0; i < n; i++)
    cjk |= is_cjk (label[i]);
  for (gsize i = 0; i < n; i++)
    {
      if (!mark_fits (label[i], i > 0 ? label[i - 1] : 0, i + 1 < n ? label[i + 1] : 0))
        return FALSE;
      if (cjk && is_stroke (label[i]) && stroke_run_touches_ascii (label, n, i))
        return FALSE;
    }
  return TRUE;
}
