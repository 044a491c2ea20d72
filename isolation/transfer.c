#include "isolation/transfer.h"

#include "isolation/graph_private.h"
#include "permissions/error.h"

/* version, kind, reasons (G_MAXUINT8: unknown), may still narrow, callee ("" for none and for nobody) */
#define RECORD_TYPE "(yyybs)"
#define RECORD_VERSION 1
#define REASONS_UNKNOWN G_MAXUINT8

typedef struct
{
  CordonNodeKind kind;
  CordonIsolation reasons;
  gboolean is_known;
  gboolean may_narrow;
  CordonCallee *callee; /* owned; NULL: none, or nobody */
} Record;

static void
record_clear (Record *record)
{
  g_clear_pointer (&record->callee, cordon_callee_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Record, record_clear)

static gboolean
can_travel (CordonNodeKind kind)
{
  return kind == CORDON_NODE_TRACK || kind == CORDON_NODE_ELEMENT_TRACK || kind == CORDON_NODE_CANVAS_TRACK
         || kind == CORDON_NODE_IMAGE_BITMAP || kind == CORDON_NODE_BITMAP || kind == CORDON_NODE_VIDEO_FRAME;
}

/* Table 4.6, last column. */
static gboolean
may_narrow (const CordonGraph *graph, guint32 slot)
{
  const CordonNode *node = node_at (graph, slot);
  const CordonNode *source;

  if (node->kind == CORDON_NODE_ELEMENT_TRACK)
    return TRUE;
  if (node->kind != CORDON_NODE_TRACK || node->first_in == 0)
    return FALSE;

  source = node_at (graph, edge_at (graph, node->first_in)->from);
  if (source->kind == CORDON_NODE_REMOTE_SOURCE)
    return (source->flags & NODE_IS_LATCHED) == 0 || cordon_label_is_readable (source->own);
  if (source->kind == CORDON_NODE_FAR_SOURCE)
    return (source->flags & NODE_MAY_NARROW) != 0;

  return source->kind == CORDON_NODE_DISPLAY_SOURCE && cordon_label_is_readable (source->own);
}

GBytes *
cordon_graph_export (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;
  const CordonNode *node;
  const CordonCallee *callee;
  g_autoptr (GVariant) record = NULL;

  if (!cordon_graph_is_owned (graph))
    return NULL;

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0 || !can_travel ((CordonNodeKind) node_at (graph, slot)->kind))
    return NULL;

  /* The inlet: a canvas capture that is mute here is mute there. */
  node = node_at (graph, slot);
  callee = cordon_callee_table_find (graph->callees, node->label);
  record = g_variant_ref_sink (g_variant_new (
    RECORD_TYPE, RECORD_VERSION, node->kind,
    cordon_label_is_known (node->label) ? cordon_label_get_reasons (node->label) : REASONS_UNKNOWN,
    may_narrow (graph, slot), callee ? cordon_callee_to_string (callee) : ""));

  return g_variant_get_data_as_bytes (record);
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "transfer record: %s", what);

  return FALSE;
}

static gboolean
parse_callee (Record *record, const char *text, GError **error)
{
  if (*text == '\0')
    return TRUE;
  if (!record->is_known || (record->reasons & CORDON_ISOLATION_PEER_IDENTITY) == 0)
    return refuse (error, "a callee without its reason");

  record->callee = cordon_callee_parse (text, -1, error);

  return record->callee != NULL;
}

static gboolean
parse_fields (GVariant *variant, Record *record, GError **error)
{
  guint8 version, kind, reasons;
  gboolean narrows;
  const char *callee;

  g_variant_get (variant, "(yyyb&s)", &version, &kind, &reasons, &narrows, &callee);
  if (version != RECORD_VERSION)
    return refuse (error, "of another version");
  if (kind >= CORDON_N_NODE_KINDS || !can_travel ((CordonNodeKind) kind))
    return refuse (error, "of something that does not travel");
  if (reasons != REASONS_UNKNOWN && reasons > CORDON_ISOLATION_ALL)
    return refuse (error, "with reasons that are none");
  if (kind == CORDON_NODE_VIDEO_FRAME && reasons != CORDON_ISOLATION_NONE)
    return refuse (error, "of a frame that must not exist");

  record->kind = (CordonNodeKind) kind;
  record->is_known = reasons != REASONS_UNKNOWN;
  record->reasons = record->is_known ? (CordonIsolation) reasons : CORDON_ISOLATION_ALL;
  record->may_narrow = narrows;

  return parse_callee (record, callee, error);
}

static gboolean
record_parse (GBytes *bytes, Record *record, GError **error)
{
  g_autoptr (GVariant) variant = NULL;

  if (!bytes || g_bytes_get_size (bytes) > CORDON_TRANSFER_MAX_SIZE)
    return refuse (error, "missing, or too long");

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (RECORD_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (variant))
    return refuse (error, "not in normal form");

  return parse_fields (variant, record, error);
}

static CordonLabel
record_label (CordonGraph *graph, const Record *record)
{
  guint32 callee_id = CORDON_CALLEE_ID_NONE;

  if (!record->is_known)
    return cordon_label_unknown ();
  if (record->callee)
    callee_id = cordon_callee_table_intern (graph->callees, record->callee);

  return cordon_label_new (record->reasons, callee_id);
}

static CordonNodeId
import_track (CordonGraph *graph, const Record *record, CordonLabel label)
{
  CordonNodeId track = cordon_graph_add_labelled_track (graph, CORDON_NODE_FAR_SOURCE, label);
  guint32 source = track != 0 ? cordon_graph_find_holder (graph, track) : 0;

  if (source != 0 && record->may_narrow)
    node_at (graph, source)->flags |= NODE_MAY_NARROW;

  return track;
}

CordonNodeId
cordon_graph_import (CordonGraph *graph, GBytes *bytes, GError **error)
{
  g_auto (Record) record = { 0 };
  CordonLabel label, own;
  guint32 slot;

  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (!cordon_graph_is_owned (graph) || !record_parse (bytes, &record, error))
    return 0;

  label = record_label (graph, &record);
  if (record.kind == CORDON_NODE_TRACK || record.kind == CORDON_NODE_ELEMENT_TRACK)
    return import_track (graph, &record, label);

  /* Contents of an OffscreenCanvas go with the next clearing; all else keeps what it came with. */
  own = record.kind == CORDON_NODE_BITMAP ? cordon_label_readable () : label;
  slot = cordon_graph_add_node (graph, record.kind, own, 0);
  if (slot != 0)
    node_at (graph, slot)->label = label;

  return cordon_graph_slot_id (graph, slot);
}

static gboolean
update_source (CordonGraph *graph, guint32 slot, CordonLabel label, GError **error)
{
  CordonNode *source = node_at (graph, slot);

  if (!cordon_label_covers (label, source->own) && (source->flags & NODE_MAY_NARROW) == 0)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE,
                           "transfer record: this track never narrows");
      return FALSE;
    }

  source->own = label;
  cordon_graph_widen_node (graph, slot, label);
  cordon_graph_narrow_node (graph, slot);

  return TRUE;
}

gboolean
cordon_graph_update_import (CordonGraph *graph, CordonNodeId id, GBytes *bytes, GError **error)
{
  g_auto (Record) record = { 0 };
  guint32 slot;

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!cordon_graph_is_owned (graph) || !record_parse (bytes, &record, error))
    return FALSE;

  slot = cordon_graph_find_holder (graph, id);
  if (slot != 0 && node_at (graph, slot)->kind == CORDON_NODE_FAR_SOURCE)
    {
      if (!update_source (graph, slot, record_label (graph, &record), error))
        return FALSE;
      /* Once final, final. */
      if (!record.may_narrow)
        node_at (graph, slot)->flags &= (guint8) ~NODE_MAY_NARROW;
    }
  else if (slot != 0 && node_at (graph, slot)->kind == CORDON_NODE_CANVAS_TRACK)
    cordon_graph_widen_node (graph, slot, record_label (graph, &record));
  else
    return refuse (error, "for a node that did not come from elsewhere");

  cordon_graph_notify (graph);

  return TRUE;
}
