/*
 * Frames, crossings and presses, reported to the prompt.
 */

#include "shell/arming.h"

/* The second frame says that the first is on the screen. */
#define FRAMES_TO_PAINT 2

typedef struct
{
  GtkWidget *card;
  CordonPrompt *prompt;
  CordonProfile *profile;
  ShellArmingChanged changed;
  gpointer data;
  GdkFrameClock *clock; /* while mapped */
  gulong painted_handler;
  guint n_frames;
  graphene_rect_t place; /* in the window, when last painted */
} Arming;

static gint64
now (Arming *arming)
{
  return cordon_profile_now (arming->profile).mono_us;
}

static gboolean
is_armed (Arming *arming)
{
  return cordon_prompt_get_state (arming->prompt, now (arming)) == CORDON_PROMPT_ARMED;
}

static void
disturb (Arming *arming)
{
  cordon_prompt_disturbed (arming->prompt, now (arming));
  arming->changed (arming->data);
}

/* A strip that comes, a window that shrinks, a bar that goes: what is under the pointer now was not there before. */
static void
look_where_it_is (Arming *arming)
{
  graphene_rect_t place;
  if (!gtk_widget_compute_bounds (arming->card, GTK_WIDGET (gtk_widget_get_root (arming->card)), &place)
      || graphene_rect_equal (&place, &arming->place))
    return;
  arming->place = place;
  disturb (arming);
}

static void
frame_painted (GdkFrameClock *clock, Arming *arming)
{
  look_where_it_is (arming);
  if (arming->n_frames >= FRAMES_TO_PAINT)
    return;
  arming->n_frames++;
  if (arming->n_frames < FRAMES_TO_PAINT)
    {
      gtk_widget_queue_draw (arming->card);
      return;
    }
  cordon_prompt_painted (arming->prompt, now (arming));
  arming->changed (arming->data);
}

static void
mapped (GtkWidget *card, Arming *arming)
{
  arming->clock = g_object_ref (gtk_widget_get_frame_clock (card));
  arming->painted_handler = g_signal_connect (arming->clock, "after-paint", G_CALLBACK (frame_painted),
                                              arming);
  arming->n_frames = 0;
  gtk_widget_queue_draw (card);
}

static void
stop_watching (Arming *arming)
{
  if (arming->clock)
    g_clear_signal_handler (&arming->painted_handler, arming->clock);
  g_clear_object (&arming->clock);
}

static void
unmapped (GtkWidget *card, Arming *arming)
{
  stop_watching (arming);
  cordon_prompt_hidden (arming->prompt);
  arming->changed (arming->data);
}

/* The card came under a pointer that was on its way to something else, or the pointer comes before it may. */
static void
entered (GtkEventControllerMotion *motion, double x, double y, Arming *arming)
{
  if (!is_armed (arming))
    disturb (arming);
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, Arming *arming)
{
  if (!is_armed (arming))
    disturb (arming);
}

static void
arming_free (gpointer data, GClosure *closure)
{
  Arming *arming = data;
  stop_watching (arming);
  cordon_prompt_unref (arming->prompt);
  cordon_profile_unref (arming->profile);
  g_free (arming);
}

void
shell_arming_watch (GtkWidget *card, CordonPrompt *prompt, CordonProfile *profile, ShellArmingChanged changed,
                    gpointer data)
{
  Arming *arming = g_new0 (Arming, 1);
  *arming = (Arming){ .card = card,
                      .prompt = cordon_prompt_ref (prompt),
                      .profile = cordon_profile_ref (profile),
                      .changed = changed,
                      .data = data };
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "enter", G_CALLBACK (entered), arming);
  gtk_widget_add_controller (card, motion);

  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), arming);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (click));

  g_signal_connect (card, "map", G_CALLBACK (mapped), arming);
  g_signal_connect_data (card, "unmap", G_CALLBACK (unmapped), arming, arming_free, (GConnectFlags) 0);
}
