#include "storage/evidence_private.h"

#include <string.h>

#include "storage/grant_row_private.h"
#include "storage/journal_writer_private.h"
#include "storage/store_private.h"

#define IDS_MARK " ids="

typedef struct
{
  guint64 first;
  guint64 last;
} Span;

struct _CordonEvidence
{
  gboolean strict;
  gboolean whole;      /* the journal is, from its checkpoint to its head */
  GHashTable *decided; /* ids */
  GHashTable *gone;    /* ids */
  GHashTable *places;  /* text -> the id decided there last */
  GArray *cleared;     /* Span */
};

static gboolean
contains (GHashTable *ids, gint64 id)
{
  return g_hash_table_contains (ids, &id);
}

static void
add_id (GHashTable *ids, gint64 id)
{
  g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
}

/* The journal does not tell devices and pan-tilt-zoom apart; who asks has to. */
static char *
describe_place (const CordonValue *origin, gint64 feature, gint64 scope, const CordonValue *callee)
{
  return g_strdup_printf ("%.*s %d %d %.*s", (int) origin->size, origin->bytes, (int) feature, (int) scope,
                          (int) callee->size, callee->bytes);
}

static void
note_decision (CordonEvidence *evidence, const CordonRow *entry)
{
  const CordonValue *values = entry->values;
  gint64 id = values[CORDON_ENTRY_GRANT_ID].integer;
  g_autofree char *place = describe_place (&values[CORDON_ENTRY_ORIGIN], values[CORDON_ENTRY_FEATURE].integer,
                                           values[CORDON_ENTRY_SCOPE].integer, &values[CORDON_ENTRY_CALLEE]);

  if (id <= 0 || (guint64) id >= CORDON_MEMORY_ID_BASE)
    return;
  add_id (evidence->decided, id);
  g_hash_table_replace (evidence->places, g_steal_pointer (&place), g_memdup2 (&id, sizeof id));
}

static void
note_cleared (CordonEvidence *evidence, const CordonValue *detail)
{
  g_autofree char *text = g_strndup (detail->bytes, detail->size);
  const char *at = strstr (text, IDS_MARK);
  char *end;

  at = at ? at + strlen (IDS_MARK) : "";
  while (g_ascii_isdigit (*at))
    {
      Span span = { .first = g_ascii_strtoull (at, &end, 10) };

      span.last = *end == '-' ? g_ascii_strtoull (end + 1, &end, 10) : span.first;
      g_array_append_val (evidence->cleared, span);
      at = *end == ',' ? end + 1 : end;
    }
}

static gboolean
note_entry (const CordonRow *entry, gboolean good, gboolean blank, gpointer data)
{
  CordonEvidence *evidence = data;
  const CordonValue *values = entry->values;

  if (!good || blank)
    return TRUE;
  switch ((CordonJournalKind) values[CORDON_ENTRY_KIND].integer)
    {
    case CORDON_JOURNAL_DECIDED:
    case CORDON_JOURNAL_UNDONE:
    case CORDON_JOURNAL_IMPORTED: note_decision (evidence, entry); break;
    case CORDON_JOURNAL_REVOKED:
    case CORDON_JOURNAL_ENDED:
    case CORDON_JOURNAL_UNUSED: add_id (evidence->gone, values[CORDON_ENTRY_GRANT_ID].integer); break;
    case CORDON_JOURNAL_CLEARED: note_cleared (evidence, &values[CORDON_ENTRY_DETAIL]); break;
    case CORDON_JOURNAL_NONE:
    case CORDON_JOURNAL_MANAGED:
    case CORDON_JOURNAL_CALLEE:
    case CORDON_JOURNAL_RECOVERED:
    case CORDON_JOURNAL_REFUSED: break;
    }
  return TRUE;
}

CordonEvidence *
cordon_evidence_new (const CordonLedger *ledger, CordonDatabase *database, gboolean strict)
{
  CordonEvidence *evidence = g_new0 (CordonEvidence, 1);
  CordonJournalReport report;

  evidence->strict = strict;
  evidence->decided = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  evidence->gone = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  evidence->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  evidence->cleared = g_array_new (FALSE, FALSE, sizeof (Span));
  if (cordon_database_has_table (database, "journal")
      && cordon_journal_writer_walk (ledger, database, note_entry, evidence, &report, NULL))
    evidence->whole = report.n_bad == 0 && !report.tail_missing && !report.checkpoint_bad;
  return evidence;
}

void
cordon_evidence_free (CordonEvidence *evidence)
{
  if (!evidence)
    return;

  g_hash_table_unref (evidence->decided);
  g_hash_table_unref (evidence->gone);
  g_hash_table_unref (evidence->places);
  g_array_unref (evidence->cleared);
  g_free (evidence);
}

static gboolean
was_cleared (const CordonEvidence *evidence, gint64 id)
{
  for (guint i = 0; i < evidence->cleared->len; i++)
    {
      const Span *span = &g_array_index (evidence->cleared, Span, i);

      if ((guint64) id >= span->first && (guint64) id <= span->last)
        return TRUE;
    }
  return FALSE;
}

/* Whether another decision took its place. Loudspeakers have a place each. */
static gboolean
was_replaced (const CordonEvidence *evidence, const CordonRow *row)
{
  const CordonValue *values = row->values;
  g_autofree char *place = NULL;
  const gint64 *last;

  if (values[CORDON_GRANT_DEVICE].size > 0)
    return FALSE;
  place = describe_place (&values[CORDON_GRANT_ORIGIN], values[CORDON_GRANT_FEATURE].integer,
                          values[CORDON_GRANT_SCOPE_COLUMN].integer, &values[CORDON_GRANT_CALLEE]);
  last = g_hash_table_lookup (evidence->places, place);
  return last && *last > row->id;
}

gboolean
cordon_row_blocks (const CordonRow *row)
{
  if (row->table == CORDON_TABLE_GRANT)
    return row->values[CORDON_GRANT_ANSWER].integer == CORDON_GRANT_BLOCK;
  return row->table == CORDON_TABLE_EMBARGO || row->table == CORDON_TABLE_BLOCKED_CALLEE;
}

gboolean
cordon_evidence_speaks_for (const CordonEvidence *evidence, const CordonRow *row)
{
  if (row->table != CORDON_TABLE_GRANT)
    return !evidence->strict || cordon_row_blocks (row);
  if (cordon_row_blocks (row))
    return TRUE;
  if (contains (evidence->gone, row->id) || was_cleared (evidence, row->id) || was_replaced (evidence, row))
    return FALSE;
  return !evidence->strict || (evidence->whole && contains (evidence->decided, row->id));
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

static void
append_span (GString *text, guint64 first, guint64 last)
{
  g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, text->len > strlen (IDS_MARK) ? "," : "", first);
  if (last > first)
    g_string_append_printf (text, "-%" G_GUINT64_FORMAT, last);
}

char *
cordon_evidence_describe_ids (GArray *ids, gsize max_size)
{
  GString *text = g_string_new (IDS_MARK);
  const guint64 *id = (const guint64 *) (gpointer) ids->data;
  guint begin = 0;

  if (ids->len == 0)
    {
      g_string_truncate (text, 0);
      return g_string_free (text, FALSE);
    }
  g_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len && text->len <= max_size; i++)
    if (i + 1 == ids->len || id[i + 1] != id[i] + 1)
      {
        append_span (text, id[begin], id[i]);
        begin = i + 1;
      }
  if (text->len > max_size)
    {
      g_string_assign (text, IDS_MARK);
      append_span (text, id[0], id[ids->len - 1]);
    }
  return g_string_free (text, FALSE);
}
