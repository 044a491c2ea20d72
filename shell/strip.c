/*
 * Lights, calls and their buttons.
 */

#include "shell/strip.h"

#include "shell/labels.h"

typedef struct
{
  GtkBox *strip;
  CordonBridge *bridge;
  gboolean any;
} Drawing;

typedef struct
{
  CordonBridge *bridge;
  guint64 capture_id;
  guint64 call_id;
} Stop;

static void
stop (GtkButton *button, Stop *what)
{
  /* Stopping redraws the strip, and with it frees @what. */
  Stop copy = *what;
  if (copy.call_id != 0)
    cordon_bridge_end_call (copy.bridge, copy.call_id);
  else
    cordon_bridge_stop_capture (copy.bridge, copy.capture_id);
}

static void
free_stop (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
add_item (Drawing *drawing, const char *icon, const char *text, const char *style)
{
  GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (item, "use");
  gtk_widget_add_css_class (item, style);
  gtk_box_append (GTK_BOX (item), gtk_image_new_from_icon_name (icon));
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (item), label);
  gtk_box_append (drawing->strip, item);
  drawing->any = TRUE;
  return item;
}

static void
add_stop (Drawing *drawing, GtkWidget *item, const char *words, const char *name, guint64 capture_id,
          guint64 call_id)
{
  Stop *what = g_new0 (Stop, 1);
  *what = (Stop){ drawing->bridge, capture_id, call_id };
  GtkWidget *button = gtk_button_new_with_label (words);
  gtk_widget_set_name (button, name);
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect_data (button, "clicked", G_CALLBACK (stop), what, free_stop, (GConnectFlags) 0);
  gtk_box_append (GTK_BOX (item), button);
}

static char *
use_words (const CordonUse *use)
{
  g_auto (CordonPeerName) name = { 0 };
  const char *what = use->feature == CORDON_FEATURE_CAMERA       ? "Camera"
                     : use->feature == CORDON_FEATURE_MICROPHONE ? "Microphone"
                                                                 : "Sharing your screen";
  const char *state = use->feature == CORDON_FEATURE_DISPLAY_CAPTURE ? ""
                      : use->muted                                   ? " paused"
                                                                     : " in use";
  if (!use->callee)
    return g_strconcat (what, state, NULL);
  cordon_peer_name_init (&name, use->callee);
  return g_strdup_printf ("%s%s, only for %s", what, state, name.text);
}

static gboolean
add_indicator (const CordonIndicator *indicator, gpointer data)
{
  Drawing *drawing = data;
  for (gsize i = 0; i < indicator->n_uses; i++)
    {
      const CordonUse *use = &indicator->uses[i];
      g_autofree char *words = use_words (use);
      g_autofree char *name = g_strconcat ("stop-", cordon_feature_to_string (use->feature), NULL);
      GtkWidget *item = add_item (drawing, shell_feature_icon (use->feature), words,
                                  use->callee ? "isolated" : "plain");
      add_stop (drawing, item, "Stop", name, use->capture_id, 0);
    }
  /* A light stays for a while after a very short use, so that it cannot flash by unseen. */
  static const char *const lingering[] = { "Camera was used", "Microphone was used", "Screen was shared",
                                           "Sound was shared" };
  static const char *const icons[] = { "camera-web-symbolic", "audio-input-microphone-symbolic",
                                       "video-display-symbolic", "audio-speakers-symbolic" };
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    if (indicator->lights[kind] == CORDON_LIGHT_LINGERING)
      add_item (drawing, icons[kind], lingering[kind], "lingering");
  return TRUE;
}

static gboolean
add_call (const CordonCallIndicator *call, gpointer data)
{
  Drawing *drawing = data;
  GtkWidget *item = add_item (drawing, "call-start-symbolic", "Call", call->secure ? "isolated" : "call");
  add_stop (drawing, item, "End", "end-call", 0, call->call_id);
  return TRUE;
}

GtkWidget *
shell_strip_new (void)
{
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_name (strip, "strip");
  gtk_widget_add_css_class (strip, "strip");
  gtk_widget_set_visible (strip, FALSE);
  return strip;
}

gboolean
shell_strip_show (GtkWidget *strip, CordonBridge *bridge, guint64 tab_id)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (strip)))
    gtk_box_remove (GTK_BOX (strip), child);

  Drawing drawing = { GTK_BOX (strip), bridge, FALSE };
  const CordonIndicators *indicators = bridge ? cordon_bridge_get_indicators (bridge) : NULL;
  if (indicators)
    {
      cordon_indicators_foreach_call (indicators, tab_id, add_call, &drawing);
      cordon_indicators_foreach (indicators, tab_id, add_indicator, &drawing);
    }
  gtk_widget_set_visible (strip, drawing.any);
  return drawing.any;
}
