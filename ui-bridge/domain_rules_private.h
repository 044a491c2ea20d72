/*
 * The tables behind domain_display: which top-level domains use which script, and which East Asian characters can be
 * taken for a letter, a digit or a slash beside ASCII.
 */

#pragma once

#include <unicode/uidna.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>

#include "ui-bridge/domain_display.h"

G_BEGIN_DECLS

/* DNS allows 253 bytes; decoded and decomposed text stays far below. */
#define CORDON_DOMAIN_MAX_UNITS 1024

struct _CordonDomainDisplay
{
  UIDNA *idna;
  USpoofChecker *spoof;
  USet *allowed;
};

/*
 * cordon_domain_rules_tld_uses: whether the top-level domain @tld (A-label, lower case) is one where @script is
 * at home.
 */
gboolean cordon_domain_rules_tld_uses (const char *tld, UScriptCode script);

/* cordon_domain_rules_latin_allowed: whether the non-ASCII Latin letter @c may be shown under @tld. */
gboolean cordon_domain_rules_latin_allowed (const char *tld, gunichar c);

/* cordon_domain_rules_cjk_order: whether every iteration mark, sound mark, middle dot and ASCII-like stroke of
 * @label stands where its script puts it. */
gboolean cordon_domain_rules_cjk_order (const gunichar *label, gsize n);

G_END_DECLS
