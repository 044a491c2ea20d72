/*
 * Which origins a network attacker cannot forge. A pure test; port and registrable domain play no part.
 */

#pragma once

#include "permissions/fact.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CordonTrustList: an administrator's exceptions, immutable and reference-counted. */
typedef struct _CordonTrustList CordonTrustList;

/** CordonTrustOptions: zero-filled (or %NULL) is the strictest reading of the specification's defaults. */
typedef struct
{
  gboolean resolves_localhost; /* the engine itself resolves `localhost` and `*.localhost` to loopback */
  gboolean refuse_files;       /* `file:` is trustworthy by default and may be refused */
  gboolean
    allow_local_http; /* developer switch: http on loopback may be a permission key, one-time only */
  const CordonTrustList *exceptions;
} CordonTrustOptions;

/** cordon_origin_is_trustworthy: "potentially trustworthy". %NULL and opaque origins are not. */
CORDON_API gboolean cordon_origin_is_trustworthy (const CordonOrigin *origin,
                                                  const CordonTrustOptions *options);

/**
 * cordon_origin_is_local: the host is a loopback address, or `localhost` where @options say that the engine
 * resolves it.
 */
CORDON_API gboolean cordon_origin_is_local (const CordonOrigin *origin, const CordonTrustOptions *options);

/**
 * cordon_secure_context_check:
 * @origin: the document's origin; an opaque one stands for its precursor, where it has one
 * @ancestors: (array length=n_ancestors): from the parent, or a worker's creator, to the top-level document
 *
 * The whole chain has to be trustworthy. An opaque origin without precursor is not.
 *
 * Returns: CORDON_FACT_YES or CORDON_FACT_NO.
 */
CORDON_API CordonFact cordon_secure_context_check (const CordonOrigin *origin,
                                                   const CordonOrigin *const *ancestors, gsize n_ancestors,
                                                   const CordonTrustOptions *options);

/**
 * cordon_origin_may_be_key: whether grants may be kept under @origin: https, or local http behind the developer switch.
 * Never opaque, forgeable or `file:`. A configured exception is trustworthy and still no
 * key: there the administrator's policy answers, or nobody.
 */
CORDON_API gboolean cordon_origin_may_be_key (const CordonOrigin *origin, const CordonTrustOptions *options);

/**
 * cordon_trust_list_new:
 * @patterns: (array zero-terminated=1): origins such as `http://intranet.example:8080`, or host patterns such as
 *   `*.intranet.example`, where `*` stands for one whole label or more and the
 *   registrable domain is written out
 * @out_rejected: (out) (optional) (transfer full) (array zero-terminated=1): the patterns that are none
 *
 * Returns: (transfer full): the list of what was accepted.
 */
CORDON_API CordonTrustList *cordon_trust_list_new (const char *const *patterns, char ***out_rejected);
CORDON_API CordonTrustList *cordon_trust_list_ref (const CordonTrustList *list);
CORDON_API void cordon_trust_list_unref (CordonTrustList *list);

/** cordon_trust_list_contains: whether an entry of @list (nullable) matches @origin. */
CORDON_API gboolean cordon_trust_list_contains (const CordonTrustList *list, const CordonOrigin *origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonTrustList, cordon_trust_list_unref)

G_END_DECLS
