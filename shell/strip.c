/*
 * Lights, calls and their buttons.
 */

#include "shell/strip.h"

#include <glib/gi18n.h>

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
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           PANGO_ELLIPSIZE_MIDDLE); /* what is used, and the end of a name */
  gtk_widget_set_tooltip_text (item, text);
  gtk_box_append (GTK_BOX (item), label);
  gtk_box_append (drawing->strip, item);
  drawing->any = TRUE;
  return item;
}

/* What it stops is said to who does not see what it stands beside. */
static void
add_stop (Drawing *drawing, GtkWidget *item, const char *words, const char *name, const Stop *stopped)
{
  Stop *what = g_memdup2 (stopped, sizeof *stopped);
  GtkWidget *button = gtk_button_new_with_label (words);
  g_autofree char *tip = gtk_widget_get_tooltip_text (item) ? g_strdup (gtk_widget_get_tooltip_text (item))
                                                            : NULL;
  g_autofree char *said = g_strdup_printf ("%s. %s", words, tip ? tip : "");
  gtk_widget_set_name (button, name);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (stop), what, free_stop, (GConnectFlags) 0);
  gtk_box_append (GTK_BOX (item), button);
}

/* Which screen or window it is, only the desktop knows. */
static const char *
use_state_words (const CordonUse *use)
{
  switch (use->feature)
    {
    case CORDON_FEATURE_CAMERA: return use->muted ? _ ("Camera paused") : _ ("Camera in use");
    case CORDON_FEATURE_MICROPHONE: return use->muted ? _ ("Microphone paused") : _ ("Microphone in use");
    case CORDON_FEATURE_DISPLAY_CAPTURE:
      return use->muted     ? _ ("Sharing paused")
             : use->cropped ? _ ("Sharing a part of your screen or a window")
                            : _ ("Sharing your screen or a window");
    case CORDON_FEATURE_NONE:
    case CORDON_FEATURE_SPEAKER_SELECTION:
    case CORDON_FEATURE_CAPTURED_SURFACE_CONTROL:
    case CORDON_FEATURE_VIEWPORT_CAPTURE: break;
    }
  return shell_feature_name (use->feature);
}

static char *
use_words (const CordonUse *use)
{
  g_auto (CordonPeerName) name = { 0 };
  if (!use->callee)
    return g_strdup (use_state_words (use));
  cordon_peer_name_init (&name, use->callee);
  return g_strdup_printf (_ ("%1$s, only for %2$s"), use_state_words (use), name.text);
}

/* A use by a frame of another site names it (F-27). */
static char *
name_frame (const CordonIndicator *indicator, char *words)
{
  if (indicator->frame_origin == indicator->top_level_origin)
    return words;
  g_autofree char *alone = words;
  g_autofree char *frame = cordon_display_origin (indicator->frame_origin);
  return g_strdup_printf (_ ("%1$s by %2$s"), alone, frame);
}

static gboolean
add_indicator (const CordonIndicator *indicator, gpointer data)
{
  Drawing *drawing = data;
  for (gsize i = 0; i < indicator->n_uses; i++)
    {
      const CordonUse *use = &indicator->uses[i];
      g_autofree char *words = name_frame (indicator, use_words (use));
      g_autofree char *name = g_strconcat ("stop-", cordon_feature_to_string (use->feature), NULL);
      GtkWidget *item = add_item (drawing, shell_feature_icon (use->feature), words,
                                  use->callee ? "isolated" : "plain");
      add_stop (drawing, item, _ ("Stop"), name, &(Stop){ drawing->bridge, use->capture_id, 0 });
    }
  /* A light stays for a while after a very short use, so that it cannot flash by unseen. */
  static const char *const lingering[] = { N_ ("Camera was used"), N_ ("Microphone was used"),
                                           N_ ("Screen was shared"), N_ ("Sound was shared") };
  static const char *const icons[] = { "camera-web-symbolic", "audio-input-microphone-symbolic",
                                       "video-display-symbolic", "audio-speakers-symbolic" };
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    if (indicator->lights[kind] == CORDON_LIGHT_LINGERING)
      add_item (drawing, icons[kind], _ (lingering[kind]), "lingering");
  return TRUE;
}

/* Who is on the other side is said only where handshake and identity both prove it (F-19); one who does not makes the
 * whole call unproven (F-31). */
static char *
call_words (const CordonCallIndicator *call)
{
  g_autoptr (GString) names = g_string_new (NULL);
  if (!call->secure)
    return g_strdup (_ ("Call"));
  for (gsize i = 0; i < call->n_callees; i++)
    {
      g_auto (CordonPeerName) name = { 0 };
      cordon_peer_name_init (&name, call->callees[i]);
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name.text);
    }
  return g_strdup_printf (_ ("Call with %s, hidden from the site"), names->str);
}

static gboolean
add_call (const CordonCallIndicator *call, gpointer data)
{
  Drawing *drawing = data;
  g_autofree char *words = call_words (call);
  GtkWidget *item = add_item (drawing, "call-start-symbolic", words, call->secure ? "isolated" : "call");
  add_stop (drawing, item, _ ("End"), "end-call", &(Stop){ drawing->bridge, 0, call->call_id });
  return TRUE;
}

GtkWidget *
shell_strip_new (void)
{
  GtkWidget *strip = g_object_new (GTK_TYPE_BOX, "spacing", 8, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                   NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What this tab uses"), -1);
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
