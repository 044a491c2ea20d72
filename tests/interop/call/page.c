#include "tests/interop/call/page.h"

#include <string.h>

#include "isolation/narrowing.h"
#include "isolation/sink.h"

typedef struct
{
  CordonNodeId track;
  CordonNodeId reader; /* the element that plays it, or the source node of Web Audio */
  CordonLabelCell *cell;
  MediaSeen seen;
} Received;

struct _Page
{
  gboolean isolating;
  gboolean latched;
  gboolean confidential;
  CordonGraph *graph;
  CordonNodeId canvas;
  Received received[MEDIA_MAX_TRACKS][2];
};

Page *
page_new (gboolean isolating)
{
  Page *page = g_new0 (Page, 1);

  page->isolating = isolating;
  page->graph = cordon_graph_new ();
  page->canvas = cordon_graph_add_bitmap (page->graph);
  return page;
}

void
page_free (Page *page)
{
  if (!page)
    return;
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      cordon_label_cell_unref (page->received[track][kind].cell);
  cordon_graph_unref (page->graph);
  g_free (page);
}

CordonGraph *
page_get_graph (Page *page)
{
  return page->graph;
}

/* Frames of the pending time are not kept anywhere here: whoever asks may narrow at once. */
static void
confirm_all (CordonGraph *graph)
{
  CordonNodeId nodes[4 * MEDIA_MAX_TRACKS];
  gsize n;

  while ((n = MIN (cordon_graph_list_pending (graph, nodes, G_N_ELEMENTS (nodes)), G_N_ELEMENTS (nodes))) > 0)
    for (gsize i = 0; i < n; i++)
      cordon_graph_confirm (graph, nodes[i], cordon_graph_get_pending (graph, nodes[i]));
}

static void
latch (Page *page, Received *received)
{
  if (!page->latched || received->track == 0)
    return;
  cordon_graph_latch (page->graph, received->track, page->confidential);
  confirm_all (page->graph);
}

void
page_latch (Page *page, gboolean confidential)
{
  if (page->latched)
    return;
  page->latched = TRUE;
  page->confidential = confidential;
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      latch (page, &page->received[track][kind]);
}

/* ontrack: the page plays a picture in an element and hands sound to Web Audio. */
static void
receive (Page *page, Received *received, MediaKind kind)
{
  CordonGraph *graph = page->graph;
  CordonNodeId stream;

  received->track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  stream = cordon_graph_derive (graph, received->track, CORDON_DERIVE_STREAM);
  if (kind == MEDIA_AUDIO)
    {
      received->reader = cordon_graph_derive (graph, stream, CORDON_DERIVE_AUDIO_SOURCE);
      received->cell = cordon_graph_ref_cell (graph, received->reader);
    }
  else
    {
      received->reader = cordon_graph_add_element (graph);
      cordon_graph_attach (graph, stream, received->reader);
    }
  latch (page, received);
}

/* drawImage (video), getImageData (). */
static gboolean
may_read_back (Page *page, const Received *received)
{
  CordonVerdict verdict;

  cordon_graph_draw (page->graph, received->reader, page->canvas);
  verdict = cordon_sink_verdict (CORDON_SINK_CANVAS_READ_BACK,
                                 cordon_graph_label (page->graph, page->canvas));
  cordon_graph_clear_bitmap (page->graph, page->canvas);
  return verdict == CORDON_VERDICT_ALLOW;
}

void
page_read (Page *page, guint track, MediaKind kind, const guint8 *frame, gsize size)
{
  Received *received = &page->received[track][kind];
  g_autofree guint8 *heard = NULL;

  if (page->isolating && received->track == 0)
    receive (page, received, kind);
  if (page->isolating && kind == MEDIA_VIDEO && !may_read_back (page, received))
    {
      received->seen.n_refused++;
      return;
    }
  heard = g_memdup2 (frame, size);
  if (page->isolating && kind == MEDIA_AUDIO && !cordon_label_cell_is_readable (received->cell))
    memset (heard, 0, size);
  received->seen.n[media_judge (track, kind, heard, size)]++;
}

MediaSeen
page_get_seen (const Page *page, guint track, MediaKind kind)
{
  return page->received[track][kind].seen;
}

void
page_mark (Page *page)
{
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      page->received[track][kind].seen = (MediaSeen){ 0 };
}
