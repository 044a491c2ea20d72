/* The events of the model: each does the same to the graph and to the reference. */

#include "tests/unit/isolation/graph_model.h"

static const RefLabel nothing = { 0, 0 };

static guint
enter (Model *model, RefKind kind, RefLabel own, RefLabel label, CordonNodeId id)
{
  guint number = reference_add (model->reference, kind, own, label);

  g_array_append_val (model->ids, id);

  return number;
}

/* A living node of one of the kinds in @kinds; -1 where none turns up. */
static gint
pick (Model *model, guint kinds)
{
  guint n_nodes = model->ids->len;

  for (guint i = 0; i < 40 && n_nodes > 0; i++)
    {
      guint number = below (model, n_nodes);
      const RefNode *node = node_of (model, number);

      if ((kinds & (1U << node->kind)) != 0 && !node->is_removed && id_of (model, number) != 0)
        return (gint) number;
    }

  return -1;
}

static void
add_track (Model *model)
{
  static const struct
  {
    RefKind kind;
    CordonSource source;
  } sources[] = { { REF_CAPTURE, CORDON_SOURCE_CAPTURE },
                  { REF_DISPLAY, CORDON_SOURCE_DISPLAY },
                  { REF_REMOTE, CORDON_SOURCE_REMOTE },
                  { REF_GENERATED, CORDON_SOURCE_GENERATED } };
  guint choice = below (model, G_N_ELEMENTS (sources));
  CordonObligations obligations = { 0 };
  RefLabel own = nothing;
  guint source, track;
  CordonNodeId id;

  if (sources[choice].kind == REF_REMOTE)
    own.reasons = CORDON_ISOLATION_PENDING;
  else if (sources[choice].kind == REF_CAPTURE && below (model, 2))
    {
      guint callee = below (model, N_CALLEES);

      obligations.isolate = TRUE;
      obligations.callee = model->callees[callee];
      own = (RefLabel){ CORDON_ISOLATION_PEER_IDENTITY, (int) callee + 1 };
    }

  id = cordon_graph_add_track (model->graph, sources[choice].source, choice < 2 ? &obligations : NULL);
  source = enter (model, sources[choice].kind, own, own, 0);
  track = enter (model, REF_TRACK, nothing, own, id);
  reference_link (model->reference, source, track);
}

static void
add_root (Model *model)
{
  RefLabel foreign = { CORDON_ISOLATION_CROSS_ORIGIN, 0 };

  switch (below (model, 6))
    {
    case 0: enter (model, REF_STREAM, nothing, nothing, cordon_graph_add_stream (model->graph)); break;
    case 1:
    case 2: enter (model, REF_ELEMENT, nothing, nothing, cordon_graph_add_element (model->graph)); break;
    case 3: enter (model, REF_BITMAP, nothing, nothing, cordon_graph_add_bitmap (model->graph)); break;
    case 4: enter (model, REF_SURFACE, nothing, nothing, cordon_graph_add_surface (model->graph)); break;
    default:
      if (below (model, 2))
        enter (model, REF_RESOURCE, nothing, nothing, cordon_graph_add_resource (model->graph, TRUE));
      else
        enter (model, REF_RESOURCE, foreign, foreign, cordon_graph_add_resource (model->graph, FALSE));
    }
}

static void
clone_track (Model *model)
{
  gint original = pick (model, TRACKS);
  RefNode *node;
  guint clone;

  if (original < 0)
    return;

  node = node_of (model, (guint) original);
  clone = enter (model, node->kind, node->own, node->label,
                 cordon_graph_derive (model->graph, id_of (model, (guint) original), CORDON_DERIVE_CLONE));
  node = node_of (model, (guint) original);
  node_of (model, clone)->is_ended = node->is_ended;
  for (guint i = 0; i < node->inputs->len; i++)
    reference_link (model->reference, g_array_index (node->inputs, guint, i), clone);
}

static const struct
{
  guint from;
  CordonDerive how;
  RefKind into;
  gboolean is_live;
  gboolean of_readable_only;
} derivations[] = {
  { TRACKS, CORDON_DERIVE_STREAM, REF_STREAM, TRUE, FALSE },
  { K (ELEMENT), CORDON_DERIVE_ELEMENT_CAPTURE, REF_ELEMENT_TRACK, TRUE, FALSE },
  { CANVASES, CORDON_DERIVE_CANVAS_CAPTURE, REF_CANVAS_TRACK, TRUE, TRUE },
  { PICTURES, CORDON_DERIVE_PATTERN, REF_PATTERN, FALSE, FALSE },
  { PICTURES, CORDON_DERIVE_IMAGE_BITMAP, REF_IMAGE_BITMAP, FALSE, FALSE },
  { K (BITMAP), CORDON_DERIVE_PLACEHOLDER, REF_PLACEHOLDER, TRUE, FALSE },
  { TRACKS | K (STREAM) | K (ELEMENT), CORDON_DERIVE_AUDIO_SOURCE, REF_AUDIO_SOURCE, TRUE, FALSE },
  { TRACKS | K (STREAM), CORDON_DERIVE_RECORDER, REF_RECORDER, TRUE, TRUE },
  { TRACKS, CORDON_DERIVE_SENDER, REF_SENDER, TRUE, FALSE },
};

static void
derive (Model *model)
{
  guint choice = below (model, G_N_ELEMENTS (derivations));
  gint source = pick (model, derivations[choice].from);
  RefLabel label;
  CordonNodeId id;
  guint number;

  if (source < 0)
    return;

  label = reference_output (node_of (model, (guint) source));
  id = cordon_graph_derive (model->graph, id_of (model, (guint) source), derivations[choice].how);
  check (model, (id != 0) == (!derivations[choice].of_readable_only || label.reasons == 0));
  if (id == 0)
    return;

  number = enter (model, derivations[choice].into, derivations[choice].is_live ? nothing : label, label, id);
  if (derivations[choice].is_live)
    reference_link (model->reference, (guint) source, number);
}

static void
attach (Model *model)
{
  static const struct
  {
    guint from, into;
  } ways[] = { { TRACKS, K (STREAM) },
               { TRACKS, K (STREAM) },
               { K (STREAM) | TRACKS | K (RESOURCE), K (ELEMENT) },
               { K (STREAM), K (ELEMENT) },
               { TRACKS | K (STREAM) | K (ELEMENT), K (AUDIO_SOURCE) },
               { TRACKS, K (SENDER) },
               { K (ELEMENT) | CANVASES, K (SURFACE) } };
  guint way = below (model, G_N_ELEMENTS (ways));
  gint from = pick (model, ways[way].from), into = pick (model, ways[way].into);

  if (from < 0 || into < 0)
    return;

  check (model, cordon_graph_attach (model->graph, id_of (model, (guint) from), id_of (model, (guint) into)));
  reference_link (model->reference, (guint) from, (guint) into);
}

static void
detach (Model *model)
{
  gint into = pick (model, K (STREAM) | K (ELEMENT) | K (AUDIO_SOURCE) | K (SENDER) | K (SURFACE));
  RefNode *node = into >= 0 ? node_of (model, (guint) into) : NULL;
  guint from;
  gboolean is_named;

  if (!node || node->inputs->len == 0)
    return;
  if (below (model, 4) == 0)
    {
      cordon_graph_detach_inputs (model->graph, id_of (model, (guint) into));
      g_array_set_size (node->inputs, 0);
      return;
    }

  from = g_array_index (node->inputs, guint, below (model, node->inputs->len));
  is_named = !node_of (model, from)->is_removed;
  check (model,
         cordon_graph_detach (model->graph, id_of (model, from), id_of (model, (guint) into)) == is_named);
  if (is_named)
    reference_unlink (model->reference, from, (guint) into);
}

static void
draw (Model *model)
{
  gint from = pick (model, PICTURES | K (PATTERN)), into = pick (model, K (BITMAP));
  RefNode *bitmap;

  if (from < 0 || into < 0)
    return;

  check (model, cordon_graph_draw (model->graph, id_of (model, (guint) from), id_of (model, (guint) into)));
  bitmap = node_of (model, (guint) into);
  bitmap->label = ref_join (bitmap->label, reference_output (node_of (model, (guint) from)));
}

static void
clear (Model *model)
{
  gint bitmap = pick (model, K (BITMAP));

  if (bitmap < 0)
    return;

  check (model, cordon_graph_clear_bitmap (model->graph, id_of (model, (guint) bitmap)));
  node_of (model, (guint) bitmap)->label = nothing;
}

/* The few ways in which a source's own label changes. */
static void
change_source (Model *model)
{
  gint track = pick (model, K (TRACK));
  gint resource = pick (model, K (RESOURCE));
  RefNode *source;

  if (track < 0 || resource < 0)
    return;
  if (below (model, 8) == 0)
    {
      RefLabel foreign = { CORDON_ISOLATION_CROSS_ORIGIN, 0 };

      source = node_of (model, (guint) resource);
      cordon_graph_soil_resource (model->graph, id_of (model, (guint) resource));
      source->own = ref_join (source->own, foreign);
      return;
    }

  source = node_of (model, source_of (model, (guint) track));
  if (source->kind == REF_REMOTE && source->own.reasons == CORDON_ISOLATION_PENDING)
    {
      gboolean confidential = below (model, 2) == 0;

      check (model, cordon_graph_latch (model->graph, id_of (model, (guint) track), confidential));
      source->own.reasons = confidential ? CORDON_ISOLATION_CONFIDENTIAL_SESSION : 0;
      if (confidential)
        source->label = source->own;
    }
  else if (source->kind == REF_CAPTURE || source->kind == REF_DISPLAY)
    {
      guint callee = below (model, N_CALLEES);
      RefLabel bound = { CORDON_ISOLATION_PEER_IDENTITY, (int) callee + 1 };

      if (below (model, 4) != 0)
        return;
      check (model, cordon_graph_isolate (model->graph, id_of (model, (guint) track),
                                          CORDON_ISOLATION_PEER_IDENTITY, model->callees[callee]));
      source->own = ref_join (source->own, bound);
    }
}

static void
capture_surface (Model *model)
{
  gint surface = pick (model, K (SURFACE)), track = pick (model, K (TRACK));

  if (surface < 0 || track < 0)
    return;
  if (cordon_graph_capture_surface (model->graph, id_of (model, (guint) surface),
                                    id_of (model, (guint) track)))
    reference_link (model->reference, (guint) surface, source_of (model, (guint) track));
}

static void
confirm_one (Model *model)
{
  gint number = pick (model, K (TRACK) | K (ELEMENT) | K (PLACEHOLDER) | K (AUDIO_SOURCE));
  guint32 generation;
  RefNode *holder;

  if (number < 0)
    return;

  generation = cordon_graph_get_pending (model->graph, id_of (model, (guint) number));
  check (model, !cordon_graph_confirm (model->graph, id_of (model, (guint) number), generation + 1));
  if (generation == 0)
    return;

  check (model, cordon_graph_confirm (model->graph, id_of (model, (guint) number), generation));
  holder = node_of (model, holder_of (model, (guint) number));
  holder->label = holder->target;
}

static void
remove_one (Model *model)
{
  gint number = pick (model, (1U << REF_N_KINDS) - 1);

  if (number < 0)
    return;

  cordon_graph_remove (model->graph, id_of (model, (guint) number));
  node_of (model, (guint) number)->is_removed = TRUE;
}

static void
end_one (Model *model)
{
  gint number = pick (model, TRACKS);

  if (number < 0)
    return;

  cordon_graph_set_ended (model->graph, id_of (model, (guint) number));
  node_of (model, (guint) number)->is_ended = TRUE;
}

typedef void (*Event) (Model *model);

static const struct
{
  Event event;
  guint weight;
} events[] = {
  { add_track, 6 },    { add_root, 6 },   { clone_track, 3 }, { derive, 14 },       { attach, 14 },
  { detach, 10 },      { draw, 10 },      { clear, 3 },       { change_source, 5 }, { capture_surface, 1 },
  { confirm_one, 14 }, { remove_one, 3 }, { end_one, 1 },
};

void
model_play_event (Model *model, gboolean grows)
{
  guint total = 0, choice;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    total += events[i].weight;
  choice = below (model, total);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (choice < events[i].weight)
        {
          /* A full model only changes what it has. */
          if (grows || i >= 4)
            events[i].event (model);
          return;
        }
      choice -= events[i].weight;
    }
}
