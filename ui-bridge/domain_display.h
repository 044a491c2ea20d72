/*
 * How a domain is written in the trusted chrome: in Unicode where nobody can be misled, as A-labels everywhere
 * else (F-20).
 *
 * Stricter than an address bar on purpose: a callee's domain decides who may see the user. Scripts other than Latin and
 * those of East Asia are shown only under a top-level domain that uses them.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonDomainDisplay: the prepared tables of the checks; any one thread at a time. */
typedef struct _CordonDomainDisplay CordonDomainDisplay;

/** CordonDomainVerdict: why a domain is shown as it is. Zero is the careful form. */
typedef enum
{
  CORDON_DOMAIN_SUSPICIOUS = 0, /* decodes, but could be taken for another: shown as A-labels */
  CORDON_DOMAIN_INVALID,        /* does not decode as IDNA: shown as it came */
  CORDON_DOMAIN_SAFE,           /* shown in Unicode; also a domain of ASCII only */
} CordonDomainVerdict;

/**
 * cordon_domain_display_new: Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_FAILED where ICU has no
 * data.
 */
CORDON_API CordonDomainDisplay *cordon_domain_display_new (GError **error);

/** cordon_domain_display_free: @display may be %NULL. */
CORDON_API void cordon_domain_display_free (CordonDomainDisplay *display);

/**
 * cordon_domain_display_format:
 * @domain: a domain in A-labels, as a callee holds it
 * @out_verdict: (out) (optional): why
 *
 * Each label that fails keeps the whole domain in A-labels.
 *
 * Returns: (transfer full): what to show, UTF-8
 */
CORDON_API char *cordon_domain_display_format (CordonDomainDisplay *display, const char *domain,
                                               CordonDomainVerdict *out_verdict);

/**
 * cordon_domain_display_find_similar:
 * @domain: the domain to judge, A-labels or UTF-8
 * @known: (array zero-terminated=1): domains that the user knows: callees, identity providers, the page's own
 *
 * Compares the last labels of @domain, as many as each known domain has, by what they look like (UTS #39 skeletons,
 * accents left out). The same domain is not similar to itself.
 *
 * Returns: (transfer none) (nullable): the member of @known that @domain could be taken for
 */
CORDON_API const char *cordon_domain_display_find_similar (CordonDomainDisplay *display, const char *domain,
                                                           const char *const *known);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonDomainDisplay, cordon_domain_display_free)

G_END_DECLS
