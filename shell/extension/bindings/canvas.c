/*
 * Canvases, patterns, bitmaps and textures: drawing spreads the label, reading asks for the verdict.
 */

#include "isolation/sink.h"
#include "shell/delay.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"

#define GRAPH (shell_process_get_graph ())
#define NODE(number) ((CordonNodeId) (number))

static gboolean
allows (CordonSink sink, double node)
{
  shell_delay ("verdict");
  return cordon_sink_verdict (sink, cordon_graph_label (GRAPH, NODE (node))) == CORDON_VERDICT_ALLOW;
}

static double
add_bitmap (ShellFrame *frame)
{
  return (double) cordon_graph_add_bitmap (GRAPH);
}

/* drawImage (), fillStyle, transferFromImageBitmap (): before the pixels are there. */
static gboolean
draw (double source, double bitmap, ShellFrame *frame)
{
  return cordon_graph_draw (GRAPH, NODE (source), NODE (bitmap));
}

static gboolean
clear_bitmap (double bitmap, ShellFrame *frame)
{
  return cordon_graph_clear_bitmap (GRAPH, NODE (bitmap));
}

static double
derive_pattern (double source, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (source), CORDON_DERIVE_PATTERN);
}

static double
derive_image_bitmap (double source, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (source), CORDON_DERIVE_IMAGE_BITMAP);
}

static double
derive_placeholder (double offscreen, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (offscreen), CORDON_DERIVE_PLACEHOLDER);
}

static double
derive_canvas_track (double canvas, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (canvas), CORDON_DERIVE_CANVAS_CAPTURE);
}

static gboolean
canvas_may_read (double bitmap, ShellFrame *frame)
{
  return allows (CORDON_SINK_CANVAS_READ_BACK, bitmap);
}

static gboolean
canvas_may_convert (double bitmap, ShellFrame *frame)
{
  return allows (CORDON_SINK_CANVAS_CONVERT_TO_BLOB, bitmap);
}

static gboolean
canvas_may_capture (double bitmap, ShellFrame *frame)
{
  return allows (CORDON_SINK_CANVAS_CAPTURE, bitmap);
}

static gboolean
webgl_may_upload (double source, ShellFrame *frame)
{
  return allows (CORDON_SINK_WEBGL_UPLOAD, source);
}

static gboolean
may_make_video_frame (double source, ShellFrame *frame)
{
  return allows (CORDON_SINK_VIDEO_FRAME, source);
}

const ShellNative shell_canvas_natives[] = {
  { "addBitmap", G_CALLBACK (add_bitmap), "n:" },
  { "draw", G_CALLBACK (draw), "b:nn" },
  { "clearBitmap", G_CALLBACK (clear_bitmap), "b:n" },
  { "derivePattern", G_CALLBACK (derive_pattern), "n:n" },
  { "deriveImageBitmap", G_CALLBACK (derive_image_bitmap), "n:n" },
  { "derivePlaceholder", G_CALLBACK (derive_placeholder), "n:n" },
  { "deriveCanvasTrack", G_CALLBACK (derive_canvas_track), "n:n" },
  { "canvasMayRead", G_CALLBACK (canvas_may_read), "b:n" },
  { "canvasMayConvert", G_CALLBACK (canvas_may_convert), "b:n" },
  { "canvasMayCapture", G_CALLBACK (canvas_may_capture), "b:n" },
  { "webglMayUpload", G_CALLBACK (webgl_may_upload), "b:n" },
  { "mayMakeVideoFrame", G_CALLBACK (may_make_video_frame), "b:n" },
  { NULL, NULL, NULL },
};
