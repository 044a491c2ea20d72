#include "storage/unit_private.h"

/* A row and its entry in the journal. */
#define USUAL_CHANGES 2

static void
change_clear (gpointer data)
{
  CordonChange *change = data;

  cordon_row_free (change->row);
}

CordonUnit *
cordon_unit_new (CordonStoreDone done, gpointer data)
{
  CordonUnit *unit = g_slice_new0 (CordonUnit);

  unit->changes = g_array_sized_new (FALSE, FALSE, sizeof (CordonChange), USUAL_CHANGES);
  g_array_set_clear_func (unit->changes, change_clear);
  unit->done = done;
  unit->data = data;
  return unit;
}

void
cordon_unit_free (CordonUnit *unit)
{
  if (!unit)
    return;

  g_array_unref (unit->changes);
  cordon_grant_free (unit->grant);
  g_clear_pointer (&unit->removed, g_array_unref);
  g_clear_pointer (&unit->revoked, g_array_unref);
  cordon_row_free (unit->forgotten);
  g_clear_error (&unit->error);
  g_slice_free (CordonUnit, unit);
}

void
cordon_unit_add (CordonUnit *unit, CordonChangeKind kind, CordonRow *row)
{
  CordonChange change = { .kind = kind, .row = row };

  g_array_append_val (unit->changes, change);
}

void
cordon_unit_delete (CordonUnit *unit, CordonTableId table, gint64 id)
{
  cordon_unit_add (unit, CORDON_CHANGE_DELETE, cordon_row_new (table, id));
}

void
cordon_unit_will_remove (CordonUnit *unit, guint64 id)
{
  if (!unit->removed)
    unit->removed = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_val (unit->removed, id);
}

void
cordon_unit_will_revoke (CordonUnit *unit, guint64 id)
{
  if (!unit->revoked)
    unit->revoked = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_val (unit->revoked, id);
}
