#include "isolation/label_private.h"

#include <string.h>

static const char *const reason_names[CORDON_N_ISOLATIONS] = {
  "pending",
  "peer-identity",
  "confidential-session",
  "cross-origin",
};

CordonLabel
cordon_label_unknown (void)
{
  return (CordonLabel){ 0 };
}

CordonLabel
cordon_label_readable (void)
{
  return (CordonLabel){ CORDON_LABEL_KNOWN_BIT };
}

CordonLabel
cordon_label_new (CordonIsolation reasons, guint32 callee_id)
{
  gboolean bound = (reasons & CORDON_ISOLATION_PEER_IDENTITY) != 0;

  if ((reasons & ~CORDON_ISOLATION_ALL) != 0 || callee_id > CORDON_CALLEE_ID_NOBODY)
    return cordon_label_unknown ();
  if (!bound && callee_id != CORDON_CALLEE_ID_NONE)
    return cordon_label_unknown ();
  if (bound && callee_id == CORDON_CALLEE_ID_NONE)
    callee_id = CORDON_CALLEE_ID_NOBODY;

  return (CordonLabel){ CORDON_LABEL_KNOWN_BIT | ((guint64) callee_id << CORDON_LABEL_CALLEE_SHIFT)
                        | (guint64) reasons };
}

CordonLabel
cordon_label_join (CordonLabel a, CordonLabel b)
{
  return label_join (a, b);
}

gboolean
cordon_label_covers (CordonLabel wide, CordonLabel narrow)
{
  return cordon_label_equal (cordon_label_join (wide, narrow), wide);
}

gboolean
cordon_label_is_readable (CordonLabel label)
{
  return label_is_readable (label);
}

gboolean
cordon_label_is_known (CordonLabel label)
{
  return (label.word & CORDON_LABEL_KNOWN_BIT) != 0;
}

gboolean
cordon_label_equal (CordonLabel a, CordonLabel b)
{
  return label_equal (a, b);
}

CordonIsolation
cordon_label_get_reasons (CordonLabel label)
{
  if (!cordon_label_is_known (label))
    return CORDON_ISOLATION_ALL;

  return (CordonIsolation) (label.word & CORDON_LABEL_REASONS_MASK);
}

guint32
cordon_label_get_callee_id (CordonLabel label)
{
  if (!cordon_label_is_known (label))
    return CORDON_CALLEE_ID_NOBODY;

  return (guint32) ((label.word & CORDON_LABEL_CALLEE_MASK) >> CORDON_LABEL_CALLEE_SHIFT);
}

const char *
cordon_isolation_to_string (CordonIsolation reason)
{
  for (guint i = 0; i < CORDON_N_ISOLATIONS; i++)
    if (reason == (CordonIsolation) (1 << i))
      return reason_names[i];

  return NULL;
}

CordonIsolation
cordon_isolation_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_ISOLATIONS; i++)
    if (strcmp (name, reason_names[i]) == 0)
      return (CordonIsolation) (1 << i);

  return CORDON_ISOLATION_NONE;
}

char *
cordon_label_describe (CordonLabel label)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!cordon_label_is_known (label))
    return g_strdup ("unknown");
  if (cordon_label_is_readable (label))
    return g_strdup ("readable");

  for (guint i = 0; i < CORDON_N_ISOLATIONS; i++)
    if ((label.word & (G_GUINT64_CONSTANT (1) << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "+" : "", reason_names[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
