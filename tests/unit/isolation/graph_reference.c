#include "tests/unit/isolation/graph_reference.h"

typedef enum
{
  FOLLOWS,        /* exactly its inputs */
  KEEPS,          /* for good, or until something outside lets go */
  KEEPS_TO_FRAME, /* until a frame is confirmed */
} Keeping;

static Keeping
keeping_of (RefKind kind)
{
  switch (kind)
    {
    case REF_TRACK:
    case REF_ELEMENT_TRACK:
    case REF_STREAM:
    case REF_SENDER:
    case REF_SURFACE: return FOLLOWS;
    case REF_DISPLAY:
    case REF_REMOTE:
    case REF_ELEMENT:
    case REF_PLACEHOLDER:
    case REF_AUDIO_SOURCE: return KEEPS_TO_FRAME;
    case REF_CAPTURE:
    case REF_GENERATED:
    case REF_RESOURCE:
    case REF_CANVAS_TRACK:
    case REF_BITMAP:
    case REF_IMAGE_BITMAP:
    case REF_PATTERN:
    case REF_RECORDER:
    case REF_N_KINDS: return KEEPS;
    }

  return KEEPS;
}

gboolean
ref_holds_frames (RefKind kind)
{
  return keeping_of (kind) == KEEPS_TO_FRAME;
}

static void
node_free (gpointer data)
{
  RefNode *node = data;

  g_array_unref (node->inputs);
  g_free (node);
}

Reference *
reference_new (void)
{
  Reference *reference = g_new0 (Reference, 1);

  reference->nodes = g_ptr_array_new_with_free_func (node_free);

  return reference;
}

void
reference_free (Reference *reference)
{
  g_ptr_array_unref (reference->nodes);
  g_free (reference);
}

guint
reference_add (Reference *reference, RefKind kind, RefLabel own, RefLabel label)
{
  RefNode *node = g_new0 (RefNode, 1);

  node->kind = kind;
  node->own = own;
  node->label = label;
  node->inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (reference->nodes, node);

  return reference->nodes->len - 1;
}

RefNode *
reference_node (Reference *reference, guint number)
{
  return g_ptr_array_index (reference->nodes, number);
}

static gint
find_input (const RefNode *node, guint from)
{
  for (guint i = 0; i < node->inputs->len; i++)
    if (g_array_index (node->inputs, guint, i) == from)
      return (gint) i;

  return -1;
}

void
reference_link (Reference *reference, guint from, guint into)
{
  RefNode *node = reference_node (reference, into);

  if (find_input (node, from) < 0)
    g_array_append_val (node->inputs, from);
}

gboolean
reference_unlink (Reference *reference, guint from, guint into)
{
  RefNode *node = reference_node (reference, into);
  gint place = find_input (node, from);

  if (place < 0)
    return FALSE;

  g_array_remove_index (node->inputs, (guint) place);

  return TRUE;
}

RefLabel
ref_join (RefLabel a, RefLabel b)
{
  RefLabel joined = { a.reasons | b.reasons, a.callee };

  if (a.callee == 0)
    joined.callee = b.callee;
  else if (b.callee != 0 && b.callee != a.callee)
    joined.callee = -1;

  return joined;
}

gboolean
ref_equal (RefLabel a, RefLabel b)
{
  return a.reasons == b.reasons && a.callee == b.callee;
}

/* Only silence, stillness or script's own frames leave these. */
RefLabel
reference_output (const RefNode *node)
{
  if (node->kind == REF_AUDIO_SOURCE || node->kind == REF_CANVAS_TRACK)
    return (RefLabel){ 0, 0 };

  return node->label;
}

static gboolean
settle_node (Reference *reference, RefNode *node)
{
  RefLabel target = node->own;
  RefLabel label;

  for (guint i = 0; i < node->inputs->len; i++)
    target = ref_join (target,
                       reference_output (reference_node (reference, g_array_index (node->inputs, guint, i))));

  label = keeping_of (node->kind) == FOLLOWS ? target : ref_join (node->label, target);
  node->target = target;
  if (ref_equal (label, node->label))
    return FALSE;

  node->label = label;

  return TRUE;
}

void
reference_settle (Reference *reference)
{
  gboolean changes = TRUE;

  /* What follows starts from nothing, so that no label holds itself up. */
  for (guint i = 0; i < reference->nodes->len; i++)
    if (keeping_of (reference_node (reference, i)->kind) == FOLLOWS)
      reference_node (reference, i)->label = (RefLabel){ 0, 0 };

  while (changes)
    {
      changes = FALSE;
      for (guint i = 0; i < reference->nodes->len; i++)
        changes |= settle_node (reference, reference_node (reference, i));
    }
}
