#pragma once

#include "storage/journal.h"
#include "storage/unit_private.h"

/* The columns of the journal. */
enum
{
  CORDON_ENTRY_KIND,
  CORDON_ENTRY_WALL,
  CORDON_ENTRY_ORIGIN,
  CORDON_ENTRY_FEATURE,
  CORDON_ENTRY_ANSWER,
  CORDON_ENTRY_SCOPE,
  CORDON_ENTRY_LIFETIME,
  CORDON_ENTRY_SOURCE,
  CORDON_ENTRY_CALLEE,
  CORDON_ENTRY_GRANT_ID,
  CORDON_ENTRY_REASON,
  CORDON_ENTRY_DETAIL,
  CORDON_ENTRY_SALT,
};

/** cordon_journal_add: @entry is appended when @unit is written, or not at all. */
void cordon_journal_add (CordonStore *store, CordonUnit *unit, const CordonJournalEntry *entry);

/** cordon_journal_add_grant: the same for what happened to @grant. */
void cordon_journal_add_grant (CordonStore *store, CordonUnit *unit, CordonJournalKind kind,
                               const CordonGrant *grant);
