/*
 * The journal: what was decided, taken back, ended, imported and cleared, in order. Each entry's MAC covers the one
 * before, so that none can be changed, dropped or moved unseen. Bounded: old entries leave behind a signed
 * checkpoint. Private profiles write nothing. Forgetting a site blanks what the entries tell of it and keeps the
 * chain.
 *
 * Setting, removing, expiring, undoing and clearing grants write their entries by themselves, in the same
 * transaction.
 */

#pragma once

#include "permissions/decision.h"
#include "permissions/grant.h"
#include "storage/store.h"

G_BEGIN_DECLS

/** CordonJournalKind: what happened. Values are stored on disk: never renumber. */
typedef enum
{
  CORDON_JOURNAL_NONE = 0,
  CORDON_JOURNAL_DECIDED = 1, /* the user, settings or automation: a grant was set */
  CORDON_JOURNAL_REVOKED = 2, /* the user took it back */
  CORDON_JOURNAL_ENDED = 3,   /* its lifetime was over */
  CORDON_JOURNAL_UNUSED = 4,  /* taken back after 60 days without use */
  CORDON_JOURNAL_UNDONE = 5,  /* the user brought it back */
  CORDON_JOURNAL_IMPORTED = 6,
  CORDON_JOURNAL_CLEARED = 7,    /* data of a site, or of all, were cleared */
  CORDON_JOURNAL_MANAGED = 8,    /* the administrator's policy changed */
  CORDON_JOURNAL_CALLEE = 9,     /* a callee was blocked or unblocked */
  CORDON_JOURNAL_RECOVERED = 10, /* a damaged file was replaced */
  CORDON_JOURNAL_REFUSED = 11,   /* the user's no that stores nothing: dismissed, blocked for an hour */
} CordonJournalKind;

#define CORDON_N_JOURNAL_KINDS 12

/** CORDON_JOURNAL_MAX_ENTRIES: more than so many are trimmed to three quarters. */
#define CORDON_JOURNAL_MAX_ENTRIES 10000

/** CORDON_JOURNAL_MAX_DETAIL: bytes of a detail; longer ones are cut. */
#define CORDON_JOURNAL_MAX_DETAIL 512

/** CordonJournalEntry: members that do not apply are zero. Borrowed pointers. */
typedef struct
{
  guint64 sequence; /* written by the store */
  CordonJournalKind kind;
  gint64 wall_us;
  gboolean forgotten; /* blanked: only sequence, kind and time are left */
  const CordonOrigin *origin;
  CordonFeature feature;
  CordonGrantAnswer answer;
  CordonScope scope;
  CordonLifetime lifetime;
  CordonGrantSource source;
  const CordonCallee *callee;
  guint64 grant_id;
  CordonReason reason; /* for REFUSED */
  const char *detail;  /* no personal data beyond the members above */
} CordonJournalEntry;

/** cordon_journal_kind_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_journal_kind_to_string (CordonJournalKind kind);

/** cordon_store_journal: appends @entry; written behind. Nothing in a store in memory. */
CORDON_API void cordon_store_journal (CordonStore *store, const CordonJournalEntry *entry);

/** CordonJournalFunc: Returns: %FALSE to stop. Valid during the call; the store must not be changed. */
typedef gboolean (*CordonJournalFunc) (const CordonJournalEntry *entry, gpointer data);

/**
 * cordon_store_read_journal: the last @max_entries (0: all), oldest first. Waits for what is queued: not for hot
 * paths.
 *
 * Returns: %FALSE with CORDON_ERROR_STORE_….
 */
CORDON_API gboolean cordon_store_read_journal (CordonStore *store, guint max_entries, CordonJournalFunc func,
                                               gpointer data, GError **error);

/** CordonJournalReport: what verifying found. */
typedef struct
{
  guint64 n_entries;
  guint64 n_forgotten;
  guint64 first_sequence; /* after the checkpoint */
  guint64 last_sequence;
  guint64 n_bad;           /* entries whose MAC or place in the chain is wrong */
  guint64 first_bad;       /* sequence; 0: none */
  gboolean tail_missing;   /* the last entries were cut off */
  gboolean checkpoint_bad; /* the signed checkpoint does not verify */
} CordonJournalReport;

/**
 * cordon_store_verify_journal: recomputes the chain from the checkpoint to the head. Waits like reading.
 *
 * Returns: %TRUE when all of it verifies; %FALSE with *@out_report saying what does not, and
 * CORDON_ERROR_STORE_DAMAGED.
 */
CORDON_API gboolean cordon_store_verify_journal (CordonStore *store, CordonJournalReport *out_report,
                                                 GError **error);

G_END_DECLS
