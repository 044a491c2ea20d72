#include "permissions/decision_log_private.h"

#include "permissions/profile_private.h"

struct _CordonDecisionLog
{
  CordonLogEntry entries[CORDON_LOG_SIZE];
  guint64 n_added; /* the next serial is one more */
};

static const char *const kind_names[] = {
  [CORDON_LOG_NONE] = "none",     [CORDON_LOG_REQUEST] = "request", [CORDON_LOG_ANSWER] = "answer",
  [CORDON_LOG_RESULT] = "result", [CORDON_LOG_REDEEM] = "redeem",   [CORDON_LOG_REVOKE] = "revoke",
  [CORDON_LOG_CALL] = "call",
};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == CORDON_LOG_CALL + 1);

const char *
cordon_log_kind_to_string (CordonLogKind kind)
{
  return (guint) kind < G_N_ELEMENTS (kind_names) ? kind_names[kind] : kind_names[CORDON_LOG_NONE];
}

CordonDecisionLog *
cordon_decision_log_new (void)
{
  return g_new0 (CordonDecisionLog, 1);
}

static void
entry_clear (CordonLogEntry *entry)
{
  cordon_origin_unref ((CordonOrigin *) (guintptr) entry->origin);
  cordon_origin_unref ((CordonOrigin *) (guintptr) entry->top_level_origin);
  g_free ((char *) (guintptr) entry->detail);
  *entry = (CordonLogEntry){ 0 };
}

void
cordon_decision_log_free (CordonDecisionLog *log)
{
  if (log == NULL)
    return;

  for (guint i = 0; i < CORDON_LOG_SIZE; i++)
    entry_clear (&log->entries[i]);
  g_free (log);
}

void
cordon_decision_log_add (CordonDecisionLog *log, const CordonLogEntry *entry)
{
  CordonLogEntry *slot = &log->entries[log->n_added % CORDON_LOG_SIZE];
  CordonLogEntry copy = *entry;

  copy.serial = log->n_added + 1;
  copy.origin = entry->origin != NULL ? cordon_origin_ref (entry->origin) : NULL;
  copy.top_level_origin = entry->top_level_origin != NULL ? cordon_origin_ref (entry->top_level_origin)
                                                          : NULL;
  copy.detail = g_strdup (entry->detail);

  entry_clear (slot);
  *slot = copy;
  log->n_added++;
}

void
cordon_decision_log_foreach (const CordonDecisionLog *log, CordonLogFunc func, gpointer data)
{
  guint64 first = log->n_added > CORDON_LOG_SIZE ? log->n_added - CORDON_LOG_SIZE : 0;

  for (guint64 i = first; i < log->n_added; i++)
    {
      const CordonLogEntry *entry = &log->entries[i % CORDON_LOG_SIZE];

      if (entry->serial != 0 && !func (entry, data))
        return;
    }
}

static gboolean
names (const CordonOrigin *named, const CordonOrigin *origin)
{
  return origin == NULL || cordon_origin_equal (named, origin);
}

void
cordon_decision_log_forget (CordonDecisionLog *log, const CordonOrigin *origin)
{
  for (guint i = 0; i < CORDON_LOG_SIZE; i++)
    if (names (log->entries[i].origin, origin) || names (log->entries[i].top_level_origin, origin))
      entry_clear (&log->entries[i]);
}

void
cordon_profile_log (CordonProfile *profile, const CordonDocument *document, const CordonLogEntry *entry)
{
  CordonLogEntry full = *entry;

  full.time = cordon_profile_now (profile);
  if (document != NULL)
    {
      full.document_id = document->id;
      full.origin = document->facts.origin;
      full.top_level_origin = document->facts.top_level_origin;
    }
  cordon_decision_log_add (profile->log, &full);
}

void
cordon_profile_foreach_decision (CordonProfile *profile, CordonLogFunc func, gpointer data)
{
  g_return_if_fail (profile != NULL && func != NULL);

  cordon_decision_log_foreach (profile->log, func, data);
}
